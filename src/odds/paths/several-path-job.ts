import { ConflictError, OutOfRangeError, assertInRange, assertPositive } from "../../errors/index.js";
import {
  choleskyFactor,
  runSeveralPaths,
  severalPathWords,
  type SeveralJob,
  type SeveralMoves,
  type SeveralPosition,
} from "../../kernel/index.js";
import { equity } from "../../model/index.js";
import type { PathOutcome } from "./outcome.js";
import { rowOutcomes } from "./outcomes.js";
import { severalAccrualOf } from "./several-accrual.js";
import { movingLegs } from "./several-balances.js";
import { severalClosingOf, type JointMoves } from "./several-closing.js";
import { severalMovesOf } from "./several-moves.js";
import type { SeveralQuestion } from "./several-question.js";

/** Covariance of the assets' log moves over a step, as it is on average. */
function covarianceOf(moves: SeveralMoves): Float64Array {
  const count = moves.assets.length;
  const covariance = new Float64Array(count * count);
  if (moves.kind === "bars") {
    const logs = moves.assets.map(({ closes }) => closes.map(Math.log));
    const means = logs.map((each) => each.reduce((sum, log) => sum + log, 0) / each.length);
    return covariance.map((_, place) => {
      const [i, j] = [Math.floor(place / count), place % count];
      return logs[i].reduce((sum, log, bar) => sum + (log - means[i]) * (logs[j][bar] - means[j]), 0) / logs[i].length;
    });
  }
  const { factor, assets } = moves;
  return covariance.map((_, place) => {
    const [i, j] = [Math.floor(place / count), place % count];
    let sum = 0;
    for (let k = 0; k <= Math.min(i, j); k++) sum += factor[i * count + k] * factor[j * count + k];
    return sum * Math.sqrt(assets[i].variance.variance * assets[j].variance.variance);
  });
}

/** Which asset each leg moves with, and how those move together over the horizon. */
function jointOf({ holding, markets }: SeveralQuestion, moves: SeveralMoves, steps: number): JointMoves {
  const count = markets.length;
  const covariance = covarianceOf(moves).map((each) => each * steps);
  // A matrix that is barely one, as of assets that move as one, is still a way to look.
  const eased = covariance.map((each, place) =>
    place % (count + 1) === 0 ? each * (1 + EASED) + Number.MIN_VALUE : each,
  );
  const factor = choleskyFactor(eased, count);
  if (factor === null) {
    const hint = "leave out an asset that moves exactly as others do";
    throw new ConflictError({ field: "markets", got: "assets that move as one", want: "assets of their own", hint });
  }
  const assetOf = movingLegs(holding).map(({ asset }) => markets.findIndex((market) => market.asset === asset));
  return { assetOf, covariance, factor };
}

const EASED = 1e-9;

/** @throws ConflictError (E_CONFIG_CONFLICT) unless each asset of the account has one market, and each market an asset */
function assertMarkets({ holding, markets }: SeveralQuestion): void {
  const assets = new Set(movingLegs(holding).map(({ asset }) => asset));
  const named = markets.map(({ asset }) => asset);
  const same =
    named.length === assets.size && new Set(named).size === assets.size && named.every((each) => assets.has(each));
  if (same) return;
  const want = `one for each of ${[...assets].join(", ")}`;
  throw new ConflictError({
    field: "markets",
    got: named.join(", "),
    want,
    hint: "name each asset that the account holds or owes once",
  });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where the quote currency is both held and owed: what the venue makes of it depends on which is used first */
function assertOneCash({ holding: { account, quote } }: SeveralQuestion): void {
  const kinds = new Set(
    account.legs.filter(({ asset, kind }) => kind !== "perpetual" && asset === quote).map(({ kind }) => kind),
  );
  if (kinds.size < 2) return;
  const got = `${quote} both held and owed`;
  throw new ConflictError({
    field: "holding.account",
    got,
    want: "one of them",
    hint: "repay one with the other first",
  });
}

const SEED_END = 2n ** 64n;
const COST = { min: 0, max: 0.5, want: "a fraction up to .5" } as const;

/** @throws every error of bad input, naming the argument */
function assertAsked(question: SeveralQuestion): void {
  const { policy, watching, horizonYears, stepYears, floor, seed, tradingCostRate, fixedCostShare } = question;
  assertPositive(horizonYears, "horizonYears");
  assertPositive(stepYears, "stepYears");
  assertPositive(policy.target, "policy.target");
  assertPositive(watching.checkYears, "watching.checkYears");
  assertInRange(policy.low ?? 0, "policy.low", { min: 0, max: policy.target, want: "a leverage up to the target" });
  assertInRange(policy.high ?? policy.target, "policy.high", { min: policy.target, want: "at least the target" });
  assertInRange(watching.downShare ?? 0, "watching.downShare", {
    max: 0,
    want: "left out: a check is done when it is due",
  });
  assertInRange(tradingCostRate, "tradingCostRate", COST);
  assertInRange(fixedCostShare, "fixedCostShare", COST);
  if (floor !== null)
    assertInRange(floor, "floor", { min: 0, max: 1, open: true, want: "a fraction of wealth below 1" });
  if (seed >= 0n && seed < SEED_END) return;
  const want = "a whole number from 0 to 2^64 - 1";
  throw new OutOfRangeError({ field: "seed", got: String(seed), want, hint: "choose another" });
}

/** Part of a step by which a time may miss a whole number of them. */
const SAME = 1e-6;

/** Steps from one check to the next; 0 where nobody trades. @throws OutOfRangeError (E_OUT_OF_RANGE) unless they are whole. */
function stepsPerCheckOf({ policy, watching }: SeveralQuestion, stepYears: number): number {
  if (policy.low === null && policy.high === null) return 0;
  const steps = Math.round(watching.checkYears / stepYears);
  if (steps >= 1 && Math.abs(watching.checkYears / stepYears - steps) < SAME * steps) return steps;
  const want = `a whole number of steps of ${stepYears} years`;
  const got = String(watching.checkYears);
  throw new OutOfRangeError({ field: "watching.checkYears", got, want, hint: "choose the step to divide the checks" });
}

/** Evenly spaced steps, the last of them the last. @throws OutOfRangeError (E_OUT_OF_RANGE) unless there are as many */
function checkpointsOf({ checkpoints }: SeveralQuestion, steps: number): readonly number[] {
  assertInRange(checkpoints, "checkpoints", { min: 1, max: steps, want: `1 to ${steps}, the number of steps` });
  return Array.from({ length: Math.round(checkpoints) }, (_, i) => Math.round(((i + 1) * steps) / checkpoints));
}

/** A job of several assets, and what is told with its outcome. */
export interface DerivedSeveralJob {
  readonly job: SeveralJob;
  readonly stepYears: number;
  /** Largest surplus that the venue finds where these paths close, over the notionals: above 0 where its demand is not one straight line. */
  readonly apart: number;
}

/**
 * The job of a question about several assets. The horizon is the nearest whole number of steps.
 * @throws ConflictError (E_CONFIG_CONFLICT) for what does not go together; NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming an
 * argument outside its domain; MissingError (E_MISSING) for a rate that the venue needs
 */
export function severalJobOf(question: SeveralQuestion): DerivedSeveralJob {
  assertAsked(question);
  assertMarkets(question);
  assertOneCash(question);
  const { holding, markets, policy, tradingCostRate, fixedCostShare, seed } = question;
  const share = equity(holding.account, holding.prices) / holding.wealth;
  assertInRange(share, "holding.wealth", {
    min: 1e-6,
    max: 1 + SAME,
    want: "at least the account's equity, which is above 0",
  });
  const { moves, stepYears } = severalMovesOf(question);
  const steps = Math.max(1, Math.round(question.horizonYears / stepYears));
  const stepsPerCheck = stepsPerCheckOf(question, stepYears);
  const { line, closing, apart } = severalClosingOf(holding, jointOf(question, moves, steps), stepsPerCheck > 0);
  const { legs, heldFactor, owedFactor, idleFactor } = severalAccrualOf(holding, markets, stepYears);
  const position: SeveralPosition = {
    legs,
    share: Math.min(1, share),
    held: { factor: heldFactor, counts: line.ofHeld },
    owed: { factor: owedFactor, counts: line.ofOwed },
    idleFactor,
    low: policy.low ?? 0,
    high: policy.high ?? Infinity,
    tradeTo: policy.tradeTo,
    target: policy.target,
    stepsPerCheck,
    costRate: tradingCostRate,
    fixedCostShare,
    closing,
  };
  const job = { moves, positions: [position], steps, checkpoints: checkpointsOf(question, steps), seed };
  return { job, stepYears, apart };
}

/** The outcome of a question about several assets on so many paths, run here and now on one thread. Closes are counted. @throws as `severalJobOf` */
export function severalOutcome(question: SeveralQuestion, paths: number): PathOutcome {
  const { job, stepYears, apart } = severalJobOf(question);
  const rows = new Float64Array(paths * severalPathWords(job));
  runSeveralPaths(job, 0, paths, rows);
  const told = [{ floor: question.floor, stepYears, levelApart: apart }];
  return rowOutcomes({ ...job, hazard: false }, paths, rows, told)[0];
}
