import { ConflictError, OutOfRangeError, assertFinite, assertInRange, assertPositive } from "../../errors/index.js";
import type { PathPosition } from "../../kernel/index.js";
import type { VenueHolding } from "../grid/venue-position.js";
import { accrualOf } from "./accrual.js";
import { closingOf, type DerivedClosing } from "./closing.js";
import type { PathQuestion } from "./question.js";

/** @throws ConflictError (E_CONFIG_CONFLICT) */
function refuse(field: string, got: string, hint: string): never {
  throw new ConflictError({ field, got, want: "left out", hint });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) for what paths do not carry, by name */
function assertCarried(
  { suddenLosses, keeps, share }: VenueHolding,
  { downShare = 0 }: PathQuestion["watching"],
): void {
  if (suddenLosses !== undefined)
    refuse("holding.suddenLosses", "events beside the law", "give the law jumps instead: a path is closed by prices");
  if (keeps === "venue" && share < 1)
    refuse("holding.keeps", "a share that nobody keeps", "paths move cash in and out at each step: `total`");
  if (downShare > 0) refuse("watching.downShare", String(downShare), "paths are checked whenever a check is due");
}

/** @throws every error of bad input, naming the argument */
export function assertPositionAsked({ holding, leverageRatio, policy, watching, floor }: PathQuestion): void {
  const cost = { min: 0, max: 0.5, want: "a fraction up to .5" };
  assertInRange(holding.tradingCostRate, "holding.tradingCostRate", cost);
  assertInRange(holding.fixedCostShare, "holding.fixedCostShare", cost);
  assertInRange(holding.share, "holding.share", { min: 1e-6, max: 1, want: "a share of wealth above 0" });
  assertPositive(holding.wealth, "holding.wealth");
  assertFinite(leverageRatio, "leverageRatio");
  assertPositive(policy.target, "policy.target");
  const low = { min: 0, max: policy.target, want: "a size of leverage up to the target" };
  if (policy.low !== null) assertInRange(policy.low, "policy.low", low);
  if (policy.high !== null)
    assertInRange(policy.high, "policy.high", { min: policy.target, want: "at least the target" });
  assertPositive(watching.checkYears, "watching.checkYears");
  if (floor !== null)
    assertInRange(floor, "floor", { min: 0, max: 1, open: true, want: "a fraction of wealth below 1" });
  assertCarried(holding, watching);
}

/** Longest time between two checks over a step that is counted in steps. */
const SAME = 1e-6;

/** Steps from one check to the next; 0 where nobody trades. @throws OutOfRangeError (E_OUT_OF_RANGE) unless they are whole. */
function stepsPerCheckOf({ policy, watching }: PathQuestion, stepYears: number): number {
  if (policy.low === null && policy.high === null) return 0;
  const steps = Math.round(watching.checkYears / stepYears);
  if (steps >= 1 && Math.abs(watching.checkYears / stepYears - steps) < SAME * steps) return steps;
  throw new OutOfRangeError({
    field: "watching.checkYears",
    got: String(watching.checkYears),
    want: `a whole number of steps of ${stepYears} years`,
    hint: "check as often as the law has steps, or choose the step to divide the checks",
  });
}

/** Which way a question's leverage goes; of none, the way its policy would buy. */
const sideOf = ({ leverageRatio, holding }: PathQuestion): 1 | -1 =>
  (leverageRatio === 0 ? holding.branch : leverageRatio) < 0 ? -1 : 1;

/** Leverage ratios that a policy states, the one held first. */
function statedRatios(question: PathQuestion): readonly [number, ...number[]] {
  const { policy, leverageRatio } = question;
  const side = sideOf(question);
  if (policy.low === null && policy.high === null) return [leverageRatio];
  const edges = [policy.target, policy.low, policy.high].filter((size) => size !== null);
  return [leverageRatio, ...edges.filter((size) => size > 0).map((size) => side * size)];
}

/** The position as the kernel carries it, and how far its close stands from the solver's. */
export interface DerivedPosition extends Omit<DerivedClosing, "closing"> {
  readonly position: PathPosition;
}

/** The position of a question over steps of so many years. @throws every error of bad input, naming the argument */
export function positionOf(question: PathQuestion, stepYears: number): DerivedPosition {
  assertPositionAsked(question);
  const { holding, policy, rate, leverageRatio } = question;
  const ratios = statedRatios(question);
  const { closing, levelApart } = closingOf(holding, { ratios, trades: policy.low !== null || policy.high !== null });
  return {
    levelApart,
    position: {
      side: sideOf(question),
      leverageRatio,
      share: holding.share,
      low: policy.low ?? 0,
      high: policy.high ?? Infinity,
      tradeTo: policy.tradeTo,
      target: policy.target,
      stepsPerCheck: stepsPerCheckOf(question, stepYears),
      costRate: holding.tradingCostRate,
      fixedCostShare: holding.fixedCostShare,
      ...accrualOf(holding, ratios, stepYears),
      rateOn: rate?.on ?? "none",
      closing,
    },
  };
}
