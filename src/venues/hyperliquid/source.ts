import { OutOfRangeError, UnknownKeyError } from "../../errors/index.js";
import { fundingRateAnnual, HOUR_MS, type Account } from "../../model/index.js";
import type { AccountAsked, AccountReading, HttpReader, MarketReading, StatedFigure } from "../../ports/index.js";
import { dayOf } from "../dated.js";
import {
  agreed,
  liquidationFigures,
  marginAccount,
  marginMarkets,
  markPrices,
  type StatedMargin,
  type StatedPosition,
} from "../perpetual-reading.js";
import { surplus } from "../liquidation.js";
import type { VenueModel } from "../venue.js";
import {
  assertSameMarket,
  coinAnswer,
  contextsAnswer,
  MONEY_ROUNDING,
  stateAnswer,
  type CoinAnswer,
  type ContextsAnswer,
  type PositionAnswer,
  type StateAnswer,
} from "./answers.js";
import { HYPERLIQUID_QUOTE, hyperliquidModel } from "./model.js";
import { TRADING_FEE_RATE, type HyperliquidOverrides } from "./params.js";

export { history } from "./history.js";

/** What may be behind figures that the rule does not give. */
const DISPUTED_HINT =
  "a unified or portfolio account counts other balances as margin, and a position that was opened before its maximum leverage was " +
  "lowered keeps the old one: neither is modelled";

const SPOT_NOTE = "spot balances and positions on exchanges that others run on the venue are not part of this account";
const DUE_NOTE = "the margin is below maintenance: the venue may close it at any moment";

/** Largest difference of two liquidation prices that writing explains: the venue cuts prices after 10 decimals and money after 6. */
const liquidationTolerance = (price: number, { quantity }: StatedPosition): number =>
  Math.max(1e-9 * price, 1e-10, MONEY_ROUNDING / Math.abs(quantity));

/** The address in lower case. @throws OutOfRangeError (E_OUT_OF_RANGE) */
function addressOf(account: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(account)) return account.toLowerCase();
  const hint = "give the address whose account it is, such as hyperliquid:0x... with 40 digits";
  throw new OutOfRangeError({ field: "account", got: account, want: "0x and 40 hexadecimal digits", hint });
}

/** A position with its coin as the contexts have it. */
interface HeldPosition extends PositionAnswer {
  readonly coin: CoinAnswer;
}

/** The cross margin, which is there even where nothing is held, and those of the isolated positions. */
type Margins = readonly [cross: StatedMargin<HeldPosition>, ...isolated: StatedMargin<HeldPosition>[]];

/** @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED) where the contexts do not speak of what is held */
function marginsOf({ positions, crossAccountValue }: StateAnswer, contexts: ContextsAnswer): Margins {
  const held = positions.map((position): HeldPosition => {
    const coin = coinAnswer(contexts, position.asset);
    assertSameMarket(position, coin);
    return { ...position, coin };
  });
  const cross = { positions: held.filter(({ isolated }) => !isolated), equity: crossAccountValue };
  const isolated = held.filter((position) => position.isolated);
  return [cross, ...isolated.map((position) => ({ positions: [position], equity: position.marginUsed }))];
}

/** Margin tables of the coins of one margin, as `find` takes them. */
const tablesOf = ({ positions }: StatedMargin<HeldPosition>): NonNullable<HyperliquidOverrides["marginTables"]> =>
  Object.fromEntries(
    positions.map(({ asset, coin }) => [
      asset,
      coin.tiers.map(({ notionalFloor, leverageRatioMax }) => ({
        lowerBound: notionalFloor,
        maxLeverage: leverageRatioMax,
      })),
    ]),
  );

/** The markets asked about: all, or the one that was named. @throws UnknownKeyError (E_UNKNOWN_KEY) for one that is not held */
function marketsAsked(markets: readonly MarketReading[], name: string | null): readonly MarketReading[] {
  if (name === null) return markets;
  const named = markets.filter(({ asset }) => asset.toLowerCase() === name.toLowerCase());
  if (named.length > 0) return named;
  const held = markets.map(({ asset }) => asset).join(", ");
  const want = held === "" ? "nothing: no position is open" : `one of ${held}`;
  throw new UnknownKeyError({ field: "market", got: name, want, hint: "name a coin of which a position is open" });
}

/** The venue's own figures beside the rule's. @throws DisputedError (E_DISPUTED) */
function statedFigures(state: StateAnswer, model: VenueModel, margins: Margins): readonly StatedFigure[] {
  const [cross] = margins;
  const quote = HYPERLIQUID_QUOTE;
  const ours = model.equityDemand(marginAccount(cross, quote), markPrices([cross], quote));
  const tolerance = MONEY_ROUNDING * (cross.positions.length + 1) + 1e-9 * ours;
  const worth = margins.reduce((sum, { equity }) => sum + equity, 0);
  return [
    { name: "equity", asset: null, value: state.accountValue, ours: worth },
    agreed(
      { name: "maintenanceMargin", asset: null, value: state.crossMaintenance, ours },
      { field: "clearinghouseState.crossMaintenanceMarginUsed", tolerance, hint: DISPUTED_HINT },
    ),
    ...margins.flatMap((margin) =>
      liquidationFigures(model, margin, { quote, tolerance: liquidationTolerance, hint: DISPUTED_HINT }),
    ),
  ];
}

const marketSize = ({ quantity, price }: MarketReading): number => Math.abs(quantity) * price;

/** What was answered, as one account with a cross margin and those of isolated positions. */
function reading(state: StateAnswer, contexts: ContextsAnswer, holder: string, source: string): AccountReading {
  const margins = marginsOf(state, contexts);
  const tables = margins.flatMap(({ positions }) => positions.map(({ asset, coin }) => [asset, coin.tiers] as const));
  const model = hyperliquidModel(Object.fromEntries(tables), TRADING_FEE_RATE);
  const told = { asOf: dayOf(state.timeMs), source: `answer of ${source} to metaAndAssetCtxs` };
  const markets = margins.flatMap((margin, at) =>
    marginMarkets(margin, { margin: at, quote: HYPERLIQUID_QUOTE }, ({ coin }) => {
      const value = fundingRateAnnual(coin.fundingRate, HOUR_MS);
      const rates = { fundingRateAnnual: { value, source: `funding of the current hour, ${source}` } };
      return { rates, parameters: { marginTables: tablesOf(margin), ...told } };
    }),
  );
  const prices = markPrices(margins, HYPERLIQUID_QUOTE);
  const accounts = margins.map((margin): Account => marginAccount(margin, HYPERLIQUID_QUOTE));
  const [account = { legs: [] }, ...isolated] = accounts;
  return {
    venue: "hyperliquid",
    chain: null,
    holder,
    asOfMs: state.timeMs,
    block: null,
    source,
    release: null,
    account,
    isolated,
    prices,
    currency: HYPERLIQUID_QUOTE,
    markets: [...markets].sort((one, other) => marketSize(other) - marketSize(one)),
    stated: statedFigures(state, model, margins),
    notes: [SPOT_NOTE, ...(accounts.some((each) => surplus(model, each, prices) < 0) ? [DUE_NOTE] : [])],
  };
}

/**
 * The account of an address on the venue's own exchange: state and market data are asked at once, and each of the venue's figures is
 * held against the rule.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), UnknownKeyError (E_UNKNOWN_KEY), BadAnswerError (E_BAD_ANSWER), StaleError (E_STALE),
 * DisputedError (E_DISPUTED), and what the reader throws
 */
export async function readAccount(reader: HttpReader, asked: AccountAsked): Promise<AccountReading> {
  const user = addressOf(asked.account);
  const [contexts, state] = await Promise.all([
    reader.post("/info", { type: "metaAndAssetCtxs" }),
    reader.post("/info", { type: "clearinghouseState", user }),
  ]);
  const read = reading(stateAnswer(state, asked.nowMs), contextsAnswer(contexts), user, reader.source);
  return { ...read, markets: marketsAsked(read.markets, asked.market) };
}
