import {
  ConflictError,
  MissingError,
  OutOfRangeError,
  UnknownKeyError,
  assertFinite,
  assertInRange,
  assertNotNegative,
  assertPositive,
} from "../errors/index.js";
import {
  HOUR_MS,
  checkedJumps,
  checkedPool,
  checkedVolatilityStates,
  checkedVolatilityTerm,
  meanJump,
  toleranceOf,
  yearsOf,
  type Accuracy,
  type Account,
  type Estimate,
  type Estimates,
  type MarketState,
  type Policy,
  type Prices,
  type Tolerance,
} from "../model/index.js";
import type { Beliefs } from "../odds/index.js";
import type { VenueMarket } from "../venues/index.js";
import type { DecisionRequest, Holding } from "./request.js";
import { assertShape } from "./shape.js";

/** A request resolved into checked numbers: what every part of the decision reads. */
export interface Setting {
  readonly request: DecisionRequest;
  readonly market: VenueMarket;
  readonly prices: Prices;
  readonly price: number;
  /** Equity at the venue now, quote currency, > 0. */
  readonly equity: number;
  /** Signed notional held now, quote currency. */
  readonly notional: number;
  /** Total wealth, quote currency, >= equity. */
  readonly wealth: number;
  /** Share of wealth at the venue, in (0, 1]; the rest earns the lend rate out of its reach. */
  readonly share: number;
  /** Leverage ratio of total wealth of simply holding: what is held now, up to 1; 1 where nothing is held. Losses against holding are measured from it. */
  readonly holding: number;
  readonly state: MarketState;
  /** The price's drift (all jumps included) and volatility (none) as believed; with no view, the drift at which the asset earns the lend rate, without error. */
  readonly beliefs: Beliefs;
  readonly hasView: boolean;
  readonly tolerance: Tolerance;
  readonly policy: Policy;
  readonly sides: readonly (1 | -1)[];
  /** One side, fraction of what is traded. */
  readonly tradingCostRate: number;
  /** Per trade, quote currency. */
  readonly fixedCost: number;
  /** Posterior draws behind the intervals, and their seed. */
  readonly draws: number;
  readonly seed: number;
  readonly accuracy: Accuracy;
}

const DRAWS = 500;
const SEED = 1;

const POLICY_DEFAULT: Policy = { kind: "rebalanced", checkIntervalMs: HOUR_MS };

/** Refuses an estimate with a bad value or error. @throws NotFiniteError, OutOfRangeError naming the estimate. */
function assertEstimate(estimate: Estimate, field: string, min = -1, max = 100): void {
  assertInRange(estimate.value, `estimates.${field}`, { min, max, want: `a yearly fraction from ${min} to ${max}` });
  assertNotNegative(estimate.standardError, `estimates.${field}.standardError`);
}

/** @throws ConflictError (E_CONFIG_CONFLICT) if idle cash earns more than borrowed cash costs: no leverage would then be enough. */
function assertNoArbitrage({ lendRateAnnual, borrowRateAnnual }: Estimates): void {
  if (lendRateAnnual.value <= borrowRateAnnual.value) return;
  throw new ConflictError({
    field: "estimates.lendRateAnnual",
    got: `${lendRateAnnual.value}, above the borrow rate of ${borrowRateAnnual.value}`,
    want: "at most the borrow rate",
    hint: "money that earns more than it costs to borrow would be borrowed without end; check which rate is which",
  });
}

/** @throws NotFiniteError, OutOfRangeError, MissingError, ConflictError for the first fault found. */
function assertEstimates({ estimates, policy = POLICY_DEFAULT }: DecisionRequest): void {
  assertEstimate(estimates.volatilityAnnual, "volatilityAnnual", 0);
  assertPositive(estimates.volatilityAnnual.value, "estimates.volatilityAnnual");
  for (const name of ["borrowRateAnnual", "lendRateAnnual", "yieldAnnual"] as const)
    assertEstimate(estimates[name], name);
  for (const name of ["driftAnnual", "assetBorrowRateAnnual", "fundingRateAnnual"] as const) {
    const estimate = estimates[name];
    if (estimate !== null) assertEstimate(estimate, name, -100);
  }
  assertNoArbitrage(estimates);
  const { gap } = estimates;
  if (gap?.kind === "estimated" && policy.kind === "rebalanced" && gap.windowMs < policy.checkIntervalMs) {
    throw new ConflictError({
      field: "policy.checkIntervalMs",
      got: `${policy.checkIntervalMs} ms between checks, gaps within ${gap.windowMs} ms`,
      want: "a gap window of at least the check interval",
      hint: "estimate the gaps for the check interval: a gap that is not looked for cannot be counted",
    });
  }
  if (gap?.kind === "stated") {
    assertInRange(gap.drop, "estimates.gap.drop", { min: 0, max: 0.999999, want: "a fraction of price below 1" });
    assertNotNegative(gap.rise, "estimates.gap.rise");
  }
}

/** @throws MissingError (E_MISSING) where asset and debt track each other and no jump is stated; NotFiniteError, OutOfRangeError for a jump or a pool. */
function assertSudden({ estimates, venue }: DecisionRequest): void {
  if (estimates.jumps !== null && estimates.jumps !== undefined) checkedJumps(estimates.jumps, "estimates.jumps");
  else if (venue.correlated === true) {
    throw new MissingError({
      field: "estimates.jumps",
      got: "nothing",
      want: `how often ${venue.asset} may lose its peg to ${venue.quote}, and by how much`,
      hint: "a calm history says nothing of it: state at least 3 / n a year after n years without one",
    });
  }
  if (estimates.volatilityStates) checkedVolatilityStates(estimates.volatilityStates, "estimates.volatilityStates");
  if (estimates.volatilityTerm) checkedVolatilityTerm(estimates.volatilityTerm, "estimates.volatilityTerm");
  if (estimates.pool !== null && estimates.pool !== undefined) checkedPool(estimates.pool, "estimates.pool");
}

/** Equity and signed notional of what is held. @throws MissingError, NotFiniteError, OutOfRangeError, ConflictError. */
function exposureOf(account: Holding): { readonly equity: number; readonly notional: number } {
  assertPositive(account.price, "account.price");
  const { quantity = 0, debt = 0 } = account;
  assertFinite(quantity, "account.quantity");
  assertNotNegative(debt, "account.debt");
  if (account.equity !== undefined && account.debt !== undefined && account.quantity !== undefined) {
    throw new ConflictError({
      field: "account.equity",
      got: "quantity, debt and equity together",
      want: "two of the three",
      hint: "leave out the equity: it follows from quantity x price - debt",
    });
  }
  if (account.debt !== undefined && account.quantity === undefined) {
    throw new MissingError({
      field: "account.quantity",
      got: "a debt alone",
      want: "how much of the asset is held, in units",
      hint: "a debt without what it bought is half a position",
    });
  }
  if (account.equity === undefined && account.quantity === undefined) {
    throw new MissingError({
      field: "account.equity",
      got: "nothing",
      want: "equity in quote currency, or a quantity and a debt",
      hint: "say what you have",
    });
  }
  const notional = quantity * account.price;
  const equity = account.equity ?? notional - debt;
  if (equity <= 0) {
    throw new OutOfRangeError({
      field: "account.equity",
      got: String(equity),
      want: "equity above 0, quote currency",
      hint: "an account that owes more than it holds has no leverage ratio: repay, or let it go",
    });
  }
  assertFinite(equity, "account.equity");
  return { equity, notional };
}

/** Rates as numbers. @throws MissingError (E_MISSING) where this venue needs one that is not given. */
function marketStateOf({ estimates, costs }: DecisionRequest, twoSided: boolean, ownDebt: number): MarketState {
  if (twoSided && estimates.fundingRateAnnual === null) {
    throw new MissingError({
      field: "estimates.fundingRateAnnual",
      got: "nothing",
      want: "the funding rate of the perpetual, per year",
      hint: "give the average you expect to pay; a missing funding rate is not zero",
    });
  }
  if (costs?.tradingCostRate !== undefined) {
    assertInRange(costs.tradingCostRate, "costs.tradingCostRate", {
      min: 0,
      max: 0.05,
      want: "a fraction of what is traded from 0 to 0.05, such as 0.001",
    });
  }
  return {
    borrowRateAnnual: estimates.borrowRateAnnual.value,
    assetBorrowRateAnnual: estimates.assetBorrowRateAnnual?.value ?? null,
    lendRateAnnual: estimates.lendRateAnnual.value,
    yieldAnnual: estimates.yieldAnnual.value,
    fundingRateAnnual: estimates.fundingRateAnnual?.value ?? null,
    pool: estimates.pool ? { terms: estimates.pool, ownDebt } : null,
    tradingCostRate: costs?.tradingCostRate ?? null,
  };
}

/** Sides that may be held. A short that must borrow the asset needs that rate. @throws MissingError (E_MISSING). */
function sidesOf({ side, venue, estimates }: DecisionRequest): readonly (1 | -1)[] {
  const wanted = side ?? (venue.model.twoSided ? "either" : "long");
  if (wanted === "long") return [1];
  if (!venue.model.twoSided && estimates.assetBorrowRateAnnual === null) {
    throw new MissingError({
      field: "estimates.assetBorrowRateAnnual",
      got: "nothing",
      want: "the rate for borrowing the asset, per year",
      hint: "a short here borrows the asset; give its rate or ask for the long side alone",
    });
  }
  return wanted === "short" ? [-1] : [1, -1];
}

/** What is believed of the price, jumps that the drift does not contain taken off it; without a view, a drift at which the asset earns the lend rate. */
function beliefsOf({ estimates }: DecisionRequest): Beliefs {
  const { driftAnnual, volatilityAnnual, lendRateAnnual, yieldAnnual, jumps = null } = estimates;
  const beside = jumps === null || jumps.countedInDrift ? 0 : jumps.intensityAnnual.value * meanJump(jumps);
  return {
    driftAnnual: (driftAnnual?.value ?? lendRateAnnual.value - yieldAnnual.value) + beside,
    driftStandardError: driftAnnual?.standardError ?? 0,
    volatilityAnnual: volatilityAnnual.value,
    volatilityStandardError: volatilityAnnual.standardError,
  };
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) */
function assertUnattended({ resetMs, rescue }: Extract<Policy, { kind: "unattended" }>): void {
  assertPositive(resetMs, "policy.resetMs");
  if (rescue === undefined) return;
  assertInRange(rescue.healthFactor, "policy.rescue.healthFactor", {
    min: 1,
    max: 100,
    open: true,
    want: "a health factor above 1, such as 1.1: at 1 the venue is there first",
  });
  assertPositive(rescue.checkIntervalMs, "policy.rescue.checkIntervalMs");
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless the draws and their seed are whole numbers in range. */
function assertDraws({ draws = DRAWS, seed = SEED }: DecisionRequest): void {
  const whole = { min: 0, max: Number.MAX_SAFE_INTEGER, want: "a whole number from 0 up" };
  assertInRange(seed, "seed", whole);
  assertInRange(draws, "draws", { min: 100, max: 100_000, want: "a whole number from 100 to 100,000" });
  for (const [field, value] of [
    ["seed", seed],
    ["draws", draws],
  ] as const) {
    if (Number.isInteger(value)) continue;
    throw new OutOfRangeError({ field, got: String(value), want: "a whole number", hint: "round it" });
  }
}

/** @throws UnknownKeyError, NotFiniteError, OutOfRangeError, ConflictError for the asset, wealth, policy, costs and mandate. */
function assertRequest({ account, venue, policy, costs, mandate, leverageRatio, accuracy }: DecisionRequest): void {
  if (accuracy !== undefined && accuracy !== "fast" && accuracy !== "full") {
    const hint = "fast answers a slider, full searches band and share on the grid";
    throw new OutOfRangeError({ field: "accuracy", got: String(accuracy), want: "fast or full", hint });
  }
  if (![venue.asset, ...venue.alsoCalled].includes(account.asset)) {
    throw new UnknownKeyError({
      field: "account.asset",
      got: account.asset,
      want: `${[venue.asset, ...venue.alsoCalled].join(" or ")}, which this market is for`,
      hint: "choose the venue's market of the asset that you hold",
    });
  }
  if (policy?.kind === "rebalanced") assertPositive(policy.checkIntervalMs, "policy.checkIntervalMs");
  if (policy?.kind === "unattended") assertUnattended(policy);
  if (costs?.fixedCost !== undefined) assertNotNegative(costs.fixedCost, "costs.fixedCost");
  if (mandate?.leverageRatioMax !== undefined) assertNotNegative(mandate.leverageRatioMax, "mandate.leverageRatioMax");
  if (mandate?.notionalMax !== undefined) assertNotNegative(mandate.notionalMax, "mandate.notionalMax");
  if (leverageRatio !== undefined)
    assertInRange(leverageRatio, "leverageRatio", { min: -1000, max: 1000, want: "a leverage ratio" });
}

/** Wealth, at least the equity. @throws OutOfRangeError */
function wealthOf(request: DecisionRequest, equity: number): number {
  const wealth = request.wealth ?? equity;
  assertInRange(wealth, "wealth", {
    min: equity,
    want: `total wealth of at least the equity of ${equity}, quote currency`,
  });
  return wealth;
}

/** Checks a request and resolves its defaults. @throws every error of bad input, naming the field. */
export function settingOf(request: DecisionRequest): Setting {
  assertShape(request);
  assertRequest(request);
  assertDraws(request);
  assertEstimates(request);
  assertSudden(request);
  const { venue, account } = request;
  const { equity, notional } = exposureOf(account);
  const wealth = wealthOf(request, equity);
  const holding = notional > 0 ? Math.min(1, notional / wealth) : 1;
  const holder = notional > 0 && !venue.model.twoSided;
  const holderDefaults = holder ? ({ measuredAgainst: "holding", leverageRatioMin: holding } as const) : {};
  const cashDefault = request.tolerance.measuredAgainst === "cash" ? { leverageRatioMin: 0 } : {};
  const ownDebt = venue.model.twoSided ? 0 : Math.max(0, notional - equity);
  const state = marketStateOf(request, venue.model.twoSided, ownDebt);
  return {
    request,
    market: venue,
    prices: { [venue.quote]: 1, [venue.asset]: account.price },
    price: account.price,
    equity,
    notional,
    wealth,
    share: 1,
    holding,
    state,
    beliefs: beliefsOf(request),
    hasView: request.estimates.driftAnnual !== null,
    tolerance: toleranceOf({ ...holderDefaults, ...cashDefault, ...request.tolerance }),
    policy: request.policy ?? POLICY_DEFAULT,
    sides: sidesOf(request),
    tradingCostRate: venue.model.tradingCost(venue.asset, 1, state),
    fixedCost: request.costs?.fixedCost ?? 0,
    draws: request.draws ?? DRAWS,
    seed: request.seed ?? SEED,
    accuracy: request.accuracy ?? "fast",
  };
}

/** The legs by which the venue holds a leverage ratio of total wealth (notional / wealth) on the share of wealth kept there, at today's prices. */
export function accountAt({ market, prices, wealth, share }: Setting, leverageRatio: number): Account {
  return market.model.holding(market.asset, { equity: share * wealth, notional: leverageRatio * wealth }, prices);
}

/** True where all wealth counts as at the venue. */
export const isWhole = ({ share }: Pick<Setting, "share">): boolean => share >= 1 - 1e-9;

/** The same with all wealth at the venue: where 1x is held when leverage is compared with it. */
export const allAtVenue = (setting: Setting): Setting => ({ ...setting, share: 1 });

/** Horizon of the tolerance and of its liquidation limit, in years. */
export function horizonsOf({ tolerance }: Setting): { readonly tolerance: number; readonly liquidation: number } {
  return { tolerance: yearsOf(tolerance.horizonMs), liquidation: yearsOf(tolerance.liquidationHorizonMs) };
}
