import {
  ConflictError,
  OutOfRangeError,
  assertInRange,
  assertNotNegative,
  assertPositive,
} from "../../errors/index.js";
import { followed, oddsBelowFloor } from "./followed.js";
import { opened, type ProtectionPlan } from "./protected-position.js";
import { protectedPaths, type ProtectedPaths } from "./protected-paths.js";
import {
  PROTECTIONS,
  type Protection,
  type ProtectionName,
  type ProtectionOutcome,
  type ProtectionRequest,
  type Protections,
} from "./request.js";

const BARE = { stop: null, strike: null, stopBy: null, paysIn: false } as const;

/** Strikes of puts over the price, the lowest that is asked for and the highest. */
const STRIKES = { low: 0.5, high: 1 } as const;

/** A way at its loosest with `loose` 1, where it protects from nothing, and at its tightest with 0. */
function planOf(request: ProtectionRequest, name: ProtectionName, distance: number, loose: number): ProtectionPlan {
  const whole = { ...BARE, leverageRatio: request.leverageRatio, share: 1 };
  switch (name) {
    case "less-leverage":
      return { ...whole, leverageRatio: loose * request.leverageRatio };
    case "reserve":
      return { ...whole, share: loose, paysIn: true };
    case "isolation":
      return { ...whole, share: loose };
    case "resting-stop":
      return { ...whole, stop: loose * distance, stopBy: "venue" };
    case "watched-stop":
      return { ...whole, stop: loose * distance, stopBy: "watcher" };
    case "put":
      return { ...whole, strike: STRIKES.high - loose * (STRIKES.high - STRIKES.low) };
  }
}

/** Settings tried from the loosest down, and halvings between the first that keeps the tolerance and the last that does not. */
const TRIED = 6;
const HALVINGS = 8;

/** A setting and its odds below the floor. */
interface Tried {
  readonly plan: ProtectionPlan;
  readonly odds: number;
}

/** The loosest setting found whose odds are at most `odds`; where none are, the one that comes nearest. */
function loosest(tryAt: (loose: number) => Tried, oddsMax: number): Tried {
  let nearest: Tried | null = null;
  for (let step = 0; step <= TRIED; step++) {
    const loose = 1 - step / TRIED;
    const tried = tryAt(loose);
    if (tried.odds > oddsMax) {
      if (nearest === null || tried.odds < nearest.odds) nearest = tried;
      continue;
    }
    if (step === 0) return tried;
    let [good, low, high] = [tried, loose, loose + 1 / TRIED];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (low + high) / 2;
      const between = tryAt(middle);
      if (between.odds <= oddsMax) [good, low] = [between, middle];
      else high = middle;
    }
    return good;
  }
  return nearest ?? tryAt(0);
}

/** A single step in which the price falls by the stated gap at once, and nobody can do anything. */
function gapPath(drop: number, stepYears: number): ProtectedPaths {
  const left = Float32Array.of(1 - drop);
  return {
    paths: 1,
    steps: 1,
    stepYears,
    checkEvery: 1,
    overshoot: 1,
    opens: left,
    lows: left,
    closes: left,
    down: Uint8Array.of(1),
  };
}

/** One way, set as far as the tolerance lets it. */
function protectionOf(
  request: ProtectionRequest,
  name: ProtectionName,
  paths: ProtectedPaths,
  distance: number,
): Protection {
  const { tolerance, estimates } = request;
  const tryAt = (loose: number): Tried => {
    const plan = planOf(request, name, distance, loose);
    return { plan, odds: oddsBelowFloor(request, plan, paths).value };
  };
  const { plan, odds } = loosest(tryAt, tolerance.probabilityMax);
  const isWatched = plan.paysIn || plan.stopBy === "watcher";
  const always = { ...paths, down: new Uint8Array(paths.down.length) };
  const { gap } = estimates;
  return {
    name,
    keeps: odds <= tolerance.probabilityMax,
    ...followed(request, plan, paths),
    belowFloorNeverDown: isWatched ? oddsBelowFloor(request, plan, always) : null,
    afterGap: gap?.kind === "stated" ? followed(request, plan, gapPath(gap.drop, paths.stepYears)).medianWealth : null,
  };
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE), ConflictError (E_CONFIG_CONFLICT) naming the figure */
function assertRequest(request: ProtectionRequest): void {
  const { leverageRatio, venue, paths, put, watching } = request;
  assertPositive(request.price, "price");
  assertPositive(request.wealth, "wealth");
  assertInRange(leverageRatio, "leverageRatio", { min: 1, want: "a long of 1x or more: what is to be made safe" });
  const rate = { min: 0, max: 0.5, want: "a fraction from 0 to .5" };
  assertInRange(request.tradingCostRate, "tradingCostRate", rate);
  assertInRange(request.slippageRate, "slippageRate", rate);
  assertNotNegative(put.volatilityPremium, "put.volatilityPremium");
  assertPositive(put.periodYears, "put.periodYears");
  assertPositive(watching.checkYears, "watching.checkYears");
  assertInRange(watching.downShare ?? 0, "watching.downShare", { min: 0, max: 0.99, want: "a share from 0 to .99" });
  assertPositive(watching.downYears ?? watching.checkYears, "watching.downYears");
  if (!Number.isInteger(paths) || paths < 100 || paths > 20_000)
    throw new OutOfRangeError({
      field: "paths",
      got: String(paths),
      want: "a whole number from 100 to 20,000",
      hint: "4,000 give odds within half a point",
    });
  if (venue.model.triggerPrice !== "exchange-rate") return;
  throw new ConflictError({
    field: "venue",
    got: `${venue.model.id}, which closes by the exchange rate of ${venue.asset}`,
    want: "a venue that closes by a market price",
    hint: "no stop, reserve or put answers an exchange rate that falls",
  });
}

const growthOf = ({ growthAnnual }: ProtectionOutcome): number => growthAnnual?.value ?? -Infinity;

const notesOf = ({ estimates, tolerance }: ProtectionRequest): readonly string[] => [
  "What is closed, by a stop or by the venue, stays closed to the end of the horizon.",
  ...(estimates.driftAnnual === null ? ["No view on the drift: the asset is taken to earn the lend rate."] : []),
  ...(tolerance.measuredAgainst === "holding"
    ? ["Losses are counted in money here, not against holding the asset."]
    : []),
  ...(estimates.gap === null && (estimates.jumps ?? null) === null
    ? ["No gap and no jump is known: a stop is then always filled at its price, but for the slippage."]
    : []),
  ...(estimates.gap?.kind === "stated"
    ? ["The stated gap has no odds: it is in no path, and what it leaves is told apart."]
    : []),
];

/**
 * Ways to make a long safe, each set as loosely as the tolerance lets it, so that all have the same odds of falling below the
 * floor within the horizon, and priced on the same paths. Who watches is down as often as `watching` says.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE), ConflictError (E_CONFIG_CONFLICT) naming the figure.
 */
export function protectionsAt(request: ProtectionRequest): Protections {
  assertRequest(request);
  const paths = protectedPaths(request);
  const bare = { ...BARE, leverageRatio: request.leverageRatio, share: 1 };
  const { distance } = opened(request, bare, paths.stepYears);
  const ways = PROTECTIONS.map((name) => protectionOf(request, name, paths, Math.min(1, distance)));
  return {
    ways: [...ways].sort((a, b) => Number(b.keeps) - Number(a.keeps) || growthOf(b) - growthOf(a)),
    unprotected: followed(request, bare, paths),
    unlevered: followed(request, { ...bare, leverageRatio: 1 }, paths),
    stepYears: paths.stepYears,
    notes: notesOf(request),
  };
}
