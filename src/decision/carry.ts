import { stated, type Account, type Carry, type Estimate, type Estimates } from "../model/index.js";
import { sizeLimit, venueLimit } from "./caps.js";
import { driftsOf } from "./drifts.js";
import { carryRateAnnual, poolKinks } from "./growth.js";
import { jumpGrowthAnnual } from "./losses.js";
import type { DecisionRequest } from "./request.js";
import { accountAt, settingOf, type Setting } from "./setting.js";

/** What the costs of a position depend on: rates, and no tolerance. Without a volatility nothing is said of growth. */
export interface CarryRequest extends Pick<
  DecisionRequest,
  "account" | "venue" | "costs" | "mandate" | "leverageRatio"
> {
  readonly estimates: Omit<Estimates, "volatilityAnnual"> & { readonly volatilityAnnual: Estimate | null };
}

/** One part of the cost of holding. */
export interface CarryPart {
  /** Cost a year as a fraction of equity; negative earns. */
  readonly annual: number;
  /** What it is charged or paid on, quote currency, >= 0. */
  readonly amount: number;
  /** Cost a year as a fraction of that amount; negative earns. Null where the amount is 0. */
  readonly rateAnnual: number | null;
}

/** What one leverage ratio costs to hold, at today's prices and with the equity held now. */
export interface CarryAt {
  readonly leverageRatio: number;
  /** Net cost of holding for a year, a fraction of equity; negative earns. The sum of its parts. */
  readonly carryAnnual: number;
  readonly parts: Readonly<Record<keyof Carry["parts"], CarryPart>>;
  /** What one unit of debt more costs a year, with what it does to the rate of all of the debt: a fraction of that unit; null where more leverage borrows nothing. */
  readonly marginalBorrowRateAnnual: number | null;
  /** Drift at which it earns as much as 1x in the mean, with neither variance nor jumps counted; null at 1x. */
  readonly meanBreakEvenDriftAnnual: number | null;
  /** Drift at which it grows as fast as 1x, both counted; null at 1x, without a volatility, where jumps must be stated and are not, and where a jump may take everything, for which no drift makes up. */
  readonly breakEvenDriftAnnual: number | null;
  /** Cost of trading once from what is held to this leverage at this equity, quote currency, >= 0. */
  readonly tradingCost: number;
}

/** What the holder's debt is to the pool that it comes from. */
export interface PoolFootprint {
  /** Share of what is supplied that is lent now, the holder's debt included. */
  readonly utilisation: number;
  /** Share of what is lent that the holder owes. */
  readonly ownShare: number;
  /** Leverage ratio at which the holder's debt brings the pool to the use where its rate turns steep; null where it is beyond it without any debt of the holder. */
  readonly bendLeverageRatio: number | null;
}

/** The costs of a position now and at other sizes. */
export interface CarryCosts {
  /** Equity that every leverage ratio stands on, quote currency. */
  readonly equity: number;
  readonly held: CarryAt;
  /** In ascending leverage on the side that is held, what is held and the most that can be opened among them. */
  readonly sizes: readonly CarryAt[];
  /** Highest |leverage ratio| that the venue opens and the pool and the market bear at this equity; null where no limit is known. */
  readonly leverageRatioMax: number | null;
  /** Null where no state of a pool is given, and where nothing is borrowed from one: of a short and a perpetual. */
  readonly pool: PoolFootprint | null;
  /** Cost a year over leverage, for a picture; empty where nothing bends it, for want of a pool. */
  readonly curve: readonly Pick<CarryAt, "leverageRatio" | "carryAnnual">[];
}

/** The setting of a request with all wealth at the venue. What is not stated of volatility and jumps stands in, and nothing that depends on it is reported. */
function carrySetting({ estimates, venue, ...rest }: CarryRequest): Setting {
  const given = settingOf({
    ...rest,
    venue: estimates.jumps ? venue : { ...venue, correlated: false },
    estimates: { ...estimates, volatilityAnnual: estimates.volatilityAnnual ?? stated(1, 0, "stands in") },
    tolerance: { lossMax: 0.5, probabilityMax: 0.1 },
    side: (rest.account.quantity ?? 0) < 0 ? "short" : "long",
  });
  return { ...given, share: 1, wealth: given.equity };
}

/** True where growth can be told: with a volatility, and with jumps where a lost peg must be thought of. */
const isGrowthKnown = ({ estimates, venue }: CarryRequest): boolean =>
  estimates.volatilityAnnual !== null && (venue.correlated !== true || Boolean(estimates.jumps));

/** What each part is charged or paid on, quote currency. One who borrowed the asset may owe its yield. */
function amountsOf({ market, price }: Setting, { legs }: Account, parts: Carry["parts"]): Carry["parts"] {
  const sum = (kind: string, asset: string, each: number): number =>
    legs.reduce(
      (all, leg) => (leg.kind === kind && leg.asset === asset ? all + Math.abs(leg.quantity) * each : all),
      0,
    );
  const { asset, quote } = market;
  const [held, owed] = [sum("collateral", asset, price), sum("debt", asset, price)];
  return {
    borrow: sum("debt", quote, 1),
    assetBorrow: owed,
    lend: sum("collateral", quote, 1),
    yield: held > 0 || parts.yield === 0 ? held : owed,
    funding: sum("perpetual", asset, price),
  };
}

/** The parts of one leverage ratio. */
function partsAt(setting: Setting, leverageRatio: number): CarryAt["parts"] {
  const { market, prices, state, equity } = setting;
  const account = accountAt(setting, leverageRatio);
  const { parts } = market.model.carryAnnual(account, prices, state);
  const amounts = amountsOf(setting, account, parts);
  const part = (name: keyof typeof parts): CarryPart => ({
    annual: parts[name] / equity,
    amount: amounts[name],
    rateAnnual: amounts[name] === 0 ? null : parts[name] / amounts[name],
  });
  return {
    borrow: part("borrow"),
    assetBorrow: part("assetBorrow"),
    lend: part("lend"),
    yield: part("yield"),
    funding: part("funding"),
  };
}

/** Step of leverage over which the next unit of debt is measured. */
const STEP = 1e-4;

/** Slope of what is borrowed in its cost, towards more leverage: by three points, exact where the rate is a straight line in the debt. */
function marginalBorrowRateAnnual(setting: Setting, leverageRatio: number): number | null {
  if (leverageRatio >= 0 && leverageRatio < 1) return null;
  const step = (leverageRatio < 0 ? -1 : 1) * STEP * (1 + Math.abs(leverageRatio));
  const [here, near, far] = [0, 1, 2].map((count) => {
    const { borrow, assetBorrow } = partsAt(setting, leverageRatio + count * step);
    return { cost: (borrow.annual + assetBorrow.annual) * setting.equity, debt: borrow.amount + assetBorrow.amount };
  });
  const slope = (of: "cost" | "debt"): number => 4 * near[of] - 3 * here[of] - far[of];
  return far.debt === 0 ? null : slope("cost") / slope("debt");
}

/** Drift at which a leverage ratio grows as fast as 1x; null at 1x itself and where no drift makes up for what a jump may take. */
function breakEvenDriftAnnual(setting: Setting, leverageRatio: number): number | null {
  if (leverageRatio === 1 || !Number.isFinite(jumpGrowthAnnual(setting, leverageRatio))) return null;
  return driftsOf(setting, leverageRatio).breakEvenDriftAnnual;
}

/** A trade this small beside the equity is rounding. */
const DUST = 1e-9;

/** Cost of trading once from what is held to another leverage of the same equity, quote currency. */
function tradingCost({ market, state, equity, notional, fixedCost }: Setting, leverageRatio: number): number {
  const traded = Math.abs(leverageRatio * equity - notional);
  return traded <= DUST * equity ? 0 : market.model.tradingCost(market.asset, traded, state) + fixedCost;
}

function carryAt(setting: Setting, leverageRatio: number, growthKnown: boolean): CarryAt {
  const carryAnnual = carryRateAnnual(setting, leverageRatio);
  const slope = (carryAnnual - carryRateAnnual(setting, 1)) / (leverageRatio - 1);
  return {
    leverageRatio,
    carryAnnual,
    parts: partsAt(setting, leverageRatio),
    marginalBorrowRateAnnual: marginalBorrowRateAnnual(setting, leverageRatio),
    meanBreakEvenDriftAnnual: leverageRatio === 1 ? null : slope,
    breakEvenDriftAnnual: growthKnown ? breakEvenDriftAnnual(setting, leverageRatio) : null,
    tradingCost: tradingCost(setting, leverageRatio),
  };
}

/** Sizes that people think in. */
const SIZES = [1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100] as const;

/** A size this near to one that must be there is not shown beside it. */
const NEAR = 0.04;

/** Where no limit is known, this far, or twice as far as what must be there. */
const REACH = 10;

/** Signed leverage ratios of the table, ascending in size: the marked ones, the most, and round ones between. */
function sizesOf(marked: readonly number[], side: 1 | -1, max: number | null): readonly number[] {
  const reach = max ?? Math.max(REACH, ...marked.map((at) => 2 * Math.abs(at)));
  const kept = [...marked, ...(max === null ? [] : [side * max])];
  const round = SIZES.filter((size) => size <= reach)
    .map((size) => side * size)
    .filter((size) => kept.every((at) => Math.abs(at - size) > NEAR * Math.abs(size)));
  return [...new Set([...kept, ...round])].sort((a, b) => side * (a - b));
}

function footprintOf(setting: Setting): PoolFootprint | null {
  const pool = setting.state.pool ?? null;
  if (pool === null || setting.market.model.twoSided || setting.notional < 0) return null;
  const { borrowed, supplied } = pool.terms;
  return {
    utilisation: borrowed / supplied,
    ownShare: borrowed === 0 ? 0 : pool.ownDebt / borrowed,
    bendLeverageRatio: poolKinks(setting)[0] ?? null,
  };
}

const CURVE_POINTS = 49;

/**
 * What a position costs a year, part by part, and what the same equity would cost at other leverage ratios.
 * @throws every error of bad input, as decide, but for the tolerance and the volatility.
 */
export function carryCosts(request: CarryRequest): CarryCosts {
  const setting = carrySetting(request);
  const side = setting.notional < 0 ? -1 : 1;
  const heldRatio = setting.notional / setting.equity;
  const limits = [venueLimit(setting, side), sizeLimit(setting, side)].flatMap(({ max }) => max ?? []);
  const leverageRatioMax = limits.length === 0 ? null : Math.min(...limits);
  const marked = request.leverageRatio === undefined ? [heldRatio] : [heldRatio, request.leverageRatio];
  const ratios = sizesOf(marked, side, leverageRatioMax);
  const growthKnown = isGrowthKnown(request);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const pool = footprintOf(setting);
  const points = pool === null ? 0 : CURVE_POINTS;
  return {
    equity: setting.equity,
    held: carryAt(setting, heldRatio, growthKnown),
    sizes: ratios.map((ratio) => carryAt(setting, ratio, growthKnown)),
    leverageRatioMax,
    pool,
    curve: Array.from({ length: points }, (_, index) => {
      const leverageRatio = low + ((high - low) * index) / (points - 1);
      return { leverageRatio, carryAnnual: carryRateAnnual(setting, leverageRatio) };
    }),
  };
}
