import type { Account, LendingPool } from "../../model/index.js";
import type { Block, MarketReading, RatesReading } from "../../ports/index.js";
import { dayOf } from "../dated.js";
import type { HeldPosition } from "./answers.js";
import { isHealthy } from "./health.js";
import type { AccruedMarket, PricedMarket } from "./market-state.js";
import { borrowRateAnnualUp, fractionDown, morphoAccount, morphoPool, oraclePriceDown } from "./parse.js";

/** A position with all that was answered of its market. */
export interface ReadPosition {
  readonly priced: PricedMarket;
  readonly position: HeldPosition;
  /** The market that the position is in: one of the next two. */
  readonly market: AccruedMarket;
  /** The market in which the quote currency is borrowed against the asset. */
  readonly long: AccruedMarket;
  /** The opposite one; null where none is listed. */
  readonly short: AccruedMarket | null;
}

/** Where and when it was asked. */
export interface Asked {
  readonly chain: string;
  /** Who answered, a host. */
  readonly source: string;
  readonly block: Block;
}

/** A market read, with the account that is its margin and what else there is to say of it. */
export interface PositionReading {
  readonly account: Account;
  readonly market: MarketReading;
  readonly notes: readonly string[];
}

const rateOf = ({ rate }: AccruedMarket, { block }: Asked) => ({
  value: borrowRateAnnualUp(rate),
  source: `borrow rate of the market at block ${block.number}`,
});

/** Rates of the pair: a market's own rate is charged on what its loan is. */
function ratesFrom({ market, long, short }: ReadPosition, asked: Asked): RatesReading {
  return {
    borrowRateAnnual: rateOf(long, asked),
    ...(short === null ? {} : { assetBorrowRateAnnual: rateOf(short, asked) }),
    ...(short === market
      ? { lendRateAnnual: { value: 0, source: "Morpho.supplyCollateral: collateral is not lent on" } }
      : {}),
  };
}

/** Parameters as `find` takes them; what is known only of a listed market is not among them. */
function parametersFrom({ long, short }: ReadPosition, { chain, source, block }: Asked) {
  const { told } = long.asked;
  return {
    market: long.asked.id,
    lltv: fractionDown(long.params.lltvWad),
    ...(short === null ? {} : { lltvShort: fractionDown(short.params.lltvWad) }),
    ...(told === null ? {} : { triggerPrice: told.triggerPrice, correlated: told.correlated }),
    asOf: dayOf(block.timeMs),
    source: `Morpho's contract on ${chain} at block ${block.number}, asked of ${source}`.slice(0, 200),
  };
}

/** Pool of the quote currency, which the long market lends; null where its rate has no curve. */
function poolFrom({ market, long, priced: { decimals } }: ReadPosition): LendingPool | null {
  if (long.rateAtTarget === null || long.totals.totalSupplyAssets === 0n) return null;
  const quoteDecimals = market === long ? decimals.quoteDecimals : decimals.assetDecimals;
  return morphoPool(long.totals, long.rateAtTarget, { ...decimals, quoteDecimals });
}

/** What is held and owed, in units of asset and quote. A short's collateral is the quote, and its price that of the asset, up. */
function figuresFrom({ market, priced, position }: ReadPosition, account: Account) {
  const of = (kind: string): number => account.legs.find((leg) => leg.kind === kind)?.quantity ?? 0;
  const [collateral, debt, price] = [
    of("collateral"),
    of("debt"),
    oraclePriceDown(priced.oraclePrice, priced.decimals),
  ];
  if (market.asked.side === "long") return { price, quantity: collateral, debt, equity: collateral * price - debt };
  const ofAsset = 1 / price;
  const owes = position.borrowShares > 0n;
  return { price: ofAsset, quantity: owes ? -debt : 0, debt: null, equity: collateral - debt * ofAsset };
}

function notesOf({ market, priced, position }: ReadPosition): readonly string[] {
  const { asset, quote, oraclePrice } = priced;
  const name = `${asset}/${quote}`;
  const loan = { totals: market.totals, position, oraclePrice, lltvWad: market.params.lltvWad };
  return [
    ...(isHealthy(loan) ? [] : [`the position in ${name} can be liquidated at this block`]),
    ...(position.supplyShares > 0n
      ? [`what is lent in the market ${name} is no collateral there, and is left out`]
      : []),
    ...(market.asked.pair === null && market.asked.told === null
      ? [
          `${name} is the market ${market.asked.id}, which is not listed: nothing on chain tells what its oracle follows; ` +
            "state triggerPrice and correlated, among its parameters or in a deployment",
        ]
      : []),
  ];
}

/** A position in floats: what is held rounded down, what is owed up. */
export function positionReading(read: ReadPosition, asked: Asked): PositionReading {
  const { market, priced, position } = read;
  const [collateral, loan] = market.asked.side === "long" ? [priced.asset, priced.quote] : [priced.quote, priced.asset];
  const account = morphoAccount(
    { totals: market.totals, position },
    { ...priced.decimals, asset: collateral, quote: loan },
  );
  return {
    account,
    market: {
      ...{ margin: 0, asset: priced.asset, quote: priced.quote },
      ...figuresFrom(read, account),
      ...{ rates: ratesFrom(read, asked), pool: poolFrom(read), parameters: parametersFrom(read, asked), others: [] },
    },
    notes: notesOf(read),
  };
}
