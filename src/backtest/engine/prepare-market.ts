import { ConflictError, MissingError, OutOfRangeError } from "../../errors/index.js";
import { DAY_MS, yearsOf, type MarketState } from "../../model/index.js";
import type { PriceSeries } from "../../series/index.js";
import type { VenueMarket } from "../../venues/index.js";
import { carryFactors, fundingBase, type CarryFactors } from "./carry.js";
import { fundingColumn, type FundingColumn } from "./funding-column.js";
import { demandBoxes } from "./liquidation-rule.js";
import { longStepsOf } from "./market-calendar.js";
import { assertCosts, assertDated, assertPrices, assertTrigger } from "./market-checks.js";
import { formOf } from "./position.js";
import type { BarColumns, PreparedMarket, Rules } from "./prepared-market.js";
import { rateColumn, type RateColumn } from "./rate-column.js";
import type { BacktestMarket, DatedMarket, RatesPast } from "./request.js";
import type { CostRates } from "./trade.js";

const barsOf = ({ close, bars }: PriceSeries): BarColumns =>
  bars === null ? { open: close, high: close, low: close, close } : { ...bars, close };

const datedOf = ({ venue }: BacktestMarket): readonly [DatedMarket, ...DatedMarket[]] =>
  "model" in venue ? [{ fromMs: -Infinity, market: venue }] : venue;

/** Rates of trading: the venue's own fee where none is given. @throws OutOfRangeError (E_OUT_OF_RANGE) for a venue whose fee is no rate */
function costRates({ costs }: BacktestMarket, { model, asset }: VenueMarket, state: MarketState): CostRates {
  const venueFee = (notional: number): number => model.tradingCost(asset, notional, state);
  if (costs.feeRate === null && Math.abs(venueFee(2e6) - 2 * venueFee(1e6)) > 1e-6)
    throw new OutOfRangeError({
      field: "costs.feeRate",
      got: "the venue's own, which moves with size",
      want: "a rate",
      hint: "state a fee, and the rest as impact",
    });
  return {
    fee: costs.feeRate ?? venueFee(1e6) / 1e6,
    halfSpread: costs.spreadRate / 2,
    impactPerRoot: costs.impact === null ? 0 : costs.impact.rate / Math.sqrt(costs.impact.notional),
    fixed: costs.fixedCost,
  };
}

/** Rates at each close as market states, one object for each stretch of unchanged rates. */
function statesOf(
  columns: Record<"borrow" | "assetBorrow" | "lend" | "yield" | "funding", Float64Array | null>,
  count: number,
) {
  const [states, stateAt]: [MarketState[], Int32Array] = [[], new Int32Array(count)];
  const at = (column: Float64Array | null, i: number): number | null => (column === null ? null : column[i]);
  const all = Object.values(columns);
  for (let i = 0; i < count; i++) {
    if (i === 0 || all.some((column) => column !== null && column[i] !== column[i - 1]))
      states.push({
        borrowRateAnnual: at(columns.borrow, i) ?? 0,
        assetBorrowRateAnnual: at(columns.assetBorrow, i),
        lendRateAnnual: at(columns.lend, i) ?? 0,
        yieldAnnual: at(columns.yield, i) ?? 0,
        fundingRateAnnual: at(columns.funding, i),
        tradingCostRate: null,
      });
    stateAt[i] = states.length - 1;
  }
  return { states, stateAt };
}

/** Index of the first close at or after a time; of the last at or before it. */
const firstAt = (closeMs: Float64Array, ms: number): number => closeMs.findIndex((each) => each >= ms);
const lastAt = (closeMs: Float64Array, ms: number): number => closeMs.findLastIndex((each) => each <= ms);

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for a span that the prices do not have */
function spanOf({ fromMs, toMs, prices: { closeMs, source } }: BacktestMarket): readonly [number, number] {
  const [first, last] = [closeMs[0], closeMs[closeMs.length - 1]];
  const refuse = (field: string, ms: number): OutOfRangeError =>
    new OutOfRangeError({
      field,
      got: Number.isFinite(ms) ? new Date(ms).toISOString() : String(ms),
      want: `a time from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}`,
      hint: `the closes of ${source} have that span`,
    });
  if (fromMs !== undefined && !(fromMs >= first && fromMs < last)) throw refuse("fromMs", fromMs);
  if (toMs !== undefined && !(toMs > (fromMs ?? first) && toMs <= last)) throw refuse("toMs", toMs);
  return [
    fromMs === undefined ? 0 : firstAt(closeMs, fromMs),
    toMs === undefined ? closeMs.length - 1 : lastAt(closeMs, toMs),
  ];
}

/** Index of the last close of each UTC day: a close at midnight ends the day before it. */
function dayEndsOf(closeMs: Float64Array): Int32Array {
  const day = (i: number): number => Math.ceil(closeMs[i] / DAY_MS);
  const ends: number[] = [];
  for (let i = 0; i < closeMs.length; i++) if (i + 1 === closeMs.length || day(i + 1) !== day(i)) ends.push(i);
  return Int32Array.from(ends);
}

/** The rules of each span of days. @throws MissingError (E_MISSING) for a venue of contracts without funding; ConflictError (E_CONFIG_CONFLICT) for funding at one that has none */
function rulesOf(market: BacktestMarket, dated: readonly DatedMarket[], state: MarketState): Rules[] {
  const { funding } = market.rates;
  return dated.map(({ fromMs, market: venue }) => {
    const form = formOf(venue);
    if (form === "contract" && funding === null)
      throw new MissingError({
        field: "rates.funding",
        got: "nothing",
        want: "funding recorded or stated, as the venue trades a perpetual",
        hint: "give its record, or state a rate a year; it is not 0",
      });
    if (form === "outright" && funding !== null)
      throw new ConflictError({
        field: "rates.funding",
        got: "funding",
        want: "null at a venue that has none",
        hint: "interest goes in rates.borrow and rates.lend",
      });
    const formed = { market: venue, form };
    const base = fundingBase(formed);
    const costs = costRates(market, venue, state);
    return { ...formed, fromMs, costs, funding: base, boxOf: demandBoxes(formed) };
  });
}

/** All rates by close. What a view shows of funding that is not paid where it lacks is the last that was, and 0 before any. */
function rateColumns({ rates, gaps }: BacktestMarket, closeMs: Float64Array) {
  const old = gaps?.rates ?? "refuse";
  const column = (name: keyof RatesPast): RateColumn | null => {
    const past = rates[name];
    if (past === null) return null;
    return rateColumn(name, past, closeMs, name === "funding" && gaps?.funding === "unpaid" ? "keep" : old);
  };
  const [borrow, lend, earned] = [column("borrow"), column("lend"), column("yield")];
  return { borrow, assetBorrow: column("assetBorrow"), lend, yield: earned, funding: column("funding") };
}

/** The carry of each bar: one for all bars of the same rules, rates and length. */
function carriesOf(
  rules: readonly Rules[],
  rulesAt: Int32Array,
  states: readonly MarketState[],
  stateAt: Int32Array,
  closeMs: Float64Array,
) {
  const known = new Map<string, number>();
  const carries: CarryFactors[] = [];
  const carryAt = new Int32Array(closeMs.length);
  let [rule, state, step] = [-1, -1, -1];
  for (let i = 1; i < closeMs.length; i++) {
    const stepMs = closeMs[i] - closeMs[i - 1];
    carryAt[i] = carryAt[i - 1];
    if (rule === rulesAt[i - 1] && state === stateAt[i - 1] && step === stepMs) continue;
    [rule, state, step] = [rulesAt[i - 1], stateAt[i - 1], stepMs];
    const { borrowRateAnnual, assetBorrowRateAnnual, lendRateAnnual, yieldAnnual } = states[state];
    const key = [rule, step, borrowRateAnnual, assetBorrowRateAnnual, lendRateAnnual, yieldAnnual].join();
    const found = known.get(key) ?? carries.push(carryFactors(rules[rule], states[state], yearsOf(step))) - 1;
    known.set(key, found);
    carryAt[i] = found;
  }
  return { carryAt, carries };
}

/** The same factors as columns. */
function columnsOf(carries: readonly CarryFactors[]): PreparedMarket["carries"] {
  const column = (of: (carry: CarryFactors) => number | null): Float64Array =>
    Float64Array.from(carries, (carry) => of(carry) ?? 0);
  return {
    cashHeld: column(({ cashHeld }) => cashHeld),
    cashPledged: column(({ cashPledged }) => cashPledged),
    cashOwed: column(({ cashOwed }) => cashOwed),
    assetHeld: column(({ assetHeld }) => assetHeld),
    assetOwed: column(({ assetOwed }) => assetOwed),
    reserve: column(({ reserve }) => reserve),
    chargeLong: column(({ chargeLong }) => chargeLong),
    chargeShort: column(({ chargeShort }) => chargeShort),
  };
}

/** True where a bar earns and costs nothing, whatever is held. */
const isIdle = ({ chargeLong, chargeShort, cashPledged, assetOwed, ...held }: CarryFactors): boolean =>
  [...Object.values(held), assetOwed === null ? 1 : cashPledged, assetOwed ?? 1].every((factor) => factor === 1) &&
  chargeLong === 0 &&
  chargeShort === 0;

/** Number of the last rules that begin at or before each close. */
function rulesAtCloses(dated: readonly DatedMarket[], closeMs: Float64Array): Int32Array {
  let rule = 0;
  return Int32Array.from(closeMs, (ms) => {
    while (rule + 1 < dated.length && dated[rule + 1].fromMs <= ms) rule++;
    return rule;
  });
}

/** @throws every error of bad input, naming the field */
function checked(market: BacktestMarket): void {
  assertPrices(market.prices, "prices");
  if (market.trigger !== null) {
    assertPrices(market.trigger, "trigger");
    assertTrigger(market.trigger, market.prices);
  }
  assertCosts(market.costs);
}

/**
 * A market's past made ready for any number of runs: everything is checked, rates are resolved at the closes, and what the venue's model
 * makes of interest and funding is read off it once for each stretch of unchanged rates.
 * @throws every error of bad input, naming the field: MissingError (E_MISSING), OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError
 * (E_NOT_FINITE), ConflictError (E_CONFIG_CONFLICT), TooFewError (E_TOO_FEW), UnknownKeyError (E_UNKNOWN_KEY)
 */
export function prepareMarket(market: BacktestMarket): PreparedMarket {
  checked(market);
  const [{ closeMs, intervalMs }, dated] = [market.prices, datedOf(market)];
  const [first, last] = spanOf(market);
  assertDated(dated, closeMs[first]);
  const columns = rateColumns(market, closeMs);
  const annual = (column: RateColumn | null): Float64Array | null => column?.annual ?? null;
  const { states, stateAt } = statesOf(
    {
      borrow: annual(columns.borrow),
      assetBorrow: annual(columns.assetBorrow),
      lend: annual(columns.lend),
      yield: annual(columns.yield),
      funding: annual(columns.funding),
    },
    closeMs.length,
  );
  const [one, ...more] = rulesOf(market, dated, states[0]);
  const rules: PreparedMarket["rules"] = [one, ...more];
  const rulesAt = rulesAtCloses(dated, closeMs);
  const { carryAt, carries } = carriesOf(rules, rulesAt, states, stateAt, closeMs);
  const paid: FundingColumn | null =
    market.rates.funding === null ? null : fundingColumn(market.rates.funding, closeMs);
  const funding = paid?.paid ?? new Float64Array(closeMs.length);
  const idle = carries.map(isIdle);
  const prices = barsOf(market.prices);
  return {
    ...{ market, closeMs, prices, rules, rulesAt, states, stateAt, carryAt, funding, first, last },
    carries: columnsOf(carries),
    trigger: market.trigger === null ? prices : barsOf(market.trigger),
    isCarried: Uint8Array.from(carryAt, (carry, i) => (i > 0 && (!idle[carry] || funding[i] !== 0) ? 1 : 0)),
    rates: Object.values(columns).filter((column) => column !== null),
    fundingColumn: paid,
    ...longStepsOf(closeMs, intervalMs),
    dayEnds: dayEndsOf(closeMs),
    signals: new Map(),
    notes: new Map(),
    estimates: new Map(),
  };
}
