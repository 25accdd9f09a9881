import { priceOf, type AssetId } from "../../model/index.js";
import type { AccountAsked, AccountReading, ChainReader, MarketReading } from "../../ports/index.js";
import { dayOf } from "../dated.js";
import { holderAddress, lendingMarkets, type LendingLine } from "../lending-reading.js";
import { isMoney, usualMoney } from "../money.js";
import { tokenName } from "../token-name.js";
import { eModeOf } from "./account-data.js";
import { addressesOf, type ChainDeployment } from "./deployment.js";
import type { ListedReserve } from "./listed-reserves.js";
import { parseHealthFactor, parseLendingPool, parsePosition, parseRates, type ParsedPosition } from "./parse.js";
import { readPool, type PoolReading } from "./pool-reading.js";
import { checkedFigures } from "./reading-checks.js";
import { notesOf } from "./reading-notes.js";
import type { PoolReserve } from "./state.js";

/** A venue whose accounts are read from its pools. */
export interface ReadableVenue {
  readonly id: string;
  /** By the chain's name. */
  readonly deployments: Readonly<Record<string, ChainDeployment>>;
}

const canBeBorrowed = ({ configuration }: ListedReserve): boolean =>
  configuration.active && !configuration.paused && !configuration.frozen && configuration.borrowingEnabled;

/** The money that a holder without debt would borrow, as a list of none or one. */
function usualQuotes(listed: readonly ListedReserve[], used: readonly ListedReserve[]): readonly ListedReserve[] {
  if (used.some(({ scaledDebt }) => scaledDebt > 0n)) return [];
  return [usualMoney(listed.filter(canBeBorrowed))].filter((quote) => quote !== undefined);
}

const quantityOf = ({ account }: ParsedPosition, kind: "collateral" | "debt", asset: AssetId): number =>
  account.legs.find((leg) => leg.kind === kind && leg.asset === asset)?.quantity ?? 0;

/** What the account has of a reserve, and what the pool says of it. */
function lineOf({ pool, symbols, curveless }: PoolReading, parsed: ParsedPosition, reserve: PoolReserve): LendingLine {
  const { asset } = reserve;
  const { borrowRateAnnual, supplyRateAnnual } = parseRates(reserve);
  return {
    asset,
    symbol: symbols[asset] ?? asset,
    held: quantityOf(parsed, "collateral", asset),
    owed: quantityOf(parsed, "debt", asset),
    price: priceOf(parsed.prices, asset),
    borrowRateAnnual: { value: borrowRateAnnual, source: `variable borrow rate of ${asset} in the pool` },
    supplyRateAnnual: { value: supplyRateAnnual, source: `supply rate of ${asset} in the pool` },
    pool: curveless.includes(asset) ? null : parseLendingPool(pool, reserve),
  };
}

/** True where the account's efficiency mode lends the one against the other for tracking it: both are money, or neither is. */
function isTracked({ pool, position, symbols }: PoolReading, asset: AssetId, quote: AssetId): boolean {
  const eMode = eModeOf(pool, position.eModeId);
  if (eMode === null || !eMode.collateral.includes(asset) || !eMode.borrowable.includes(quote)) return false;
  return isMoney(symbols[asset] ?? asset) === isMoney(symbols[quote] ?? quote);
}

/** Parameters of a pair as the venue's `find` takes them: every reserve that was read, in the account's efficiency mode. */
function parametersOf(reader: ChainReader, reading: PoolReading, parsed: ParsedPosition) {
  const { block, source } = reader;
  return (asset: AssetId, quote: AssetId): MarketReading["parameters"] => ({
    release: reading.pool.release,
    reserves: parsed.reserves,
    ...(isTracked(reading, asset, quote) ? { correlated: true } : {}),
    asOf: dayOf(block.timeMs),
    source: `the pool at block ${block.number}, as ${source} answered; swap cost is a stated default`.slice(0, 200),
  });
}

/**
 * Reads an account of a pool at the reader's block.
 * @throws ParseError (E_PARSE), UnknownKeyError (E_UNKNOWN_KEY) for what was asked; DisputedError (E_DISPUTED), StaleError (E_STALE),
 * BadAnswerError (E_BAD_ANSWER), UnavailableError (E_UNAVAILABLE) for what was answered; and as ChainReader.read
 */
export async function readPoolAccount(
  venue: ReadableVenue,
  reader: ChainReader,
  asked: AccountAsked,
  deployment: unknown,
): Promise<AccountReading> {
  const account = holderAddress(asked.account);
  const addresses = addressesOf(venue.deployments, { chain: reader.chain, market: asked.market }, deployment);
  const reading = await readPool(reader, { addresses, account, also: usualQuotes });
  const figures = checkedFigures(reading);
  const parsed = parsePosition(reading.pool, reading.position);
  const [quote] = usualQuotes(reading.listed, reading.used);
  const lines = reading.pool.reserves.map((reserve) => lineOf(reading, parsed, reserve));
  const value = parseHealthFactor(reading.stated.healthFactorWad);
  return {
    venue: venue.id,
    chain: reader.chain,
    holder: account,
    asOfMs: reader.block.timeMs,
    block: reader.block.number,
    source: reader.source,
    release: reading.pool.release,
    account: parsed.account,
    isolated: [],
    prices: parsed.prices,
    currency: "USD",
    markets: lendingMarkets(lines, {
      usualQuote: quote === undefined ? null : tokenName(quote, reading.listed),
      parameters: parametersOf(reader, reading, parsed),
    }),
    stated: [{ name: "healthFactor", asset: null, value, ours: parseHealthFactor(figures.healthFactorWad) }],
    notes: notesOf(reading),
  };
}
