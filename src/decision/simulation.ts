import { ConflictError } from "../errors/index.js";
import { yearsOf, type Decision, type PathLaw } from "../model/index.js";
import { stepYearsOf, type PathQuestion, type PathQuestions } from "../odds/index.js";
import { decided, type Decided } from "./decide.js";
import type { WatchedBand } from "./managed.js";
import { watchedOf } from "./on-grid.js";
import {
  bandPolicyOf,
  uncertainOf,
  checkYearsOf,
  decisionLaw,
  questionOf,
  settingOver,
  stepYearsFor,
  untouched,
  type FollowedPosition,
} from "./path-questions.js";
import type { DecisionRequest } from "./request.js";
import { settingOf, type Setting } from "./setting.js";
import { bandAround } from "./solution.js";

/** Which position a column of a simulation follows. */
export type FollowedAs =
  /** What the decision says, kept as the policy says. */
  | "advised"
  /** Another band or leverage that was asked for, kept likewise. */
  | "asked"
  /** What is held now, left alone. */
  | "left-alone"
  /** Where nothing is held: all wealth in the asset once, without a debt, left alone. */
  | "unlevered";

/** One position of a simulation, with the money that it starts from. */
export interface Followed {
  readonly as: FollowedAs;
  /** Signed leverage ratio of what stands at the venue. */
  readonly leverageRatio: number;
  /** Leverage ratios there between which nothing is traded; null where nobody touches it. */
  readonly band: { readonly low: number; readonly high: number; readonly tradeTo: "edge" | "target" } | null;
  /** Wealth that the paths move, after what it costs to get there, quote currency. */
  readonly wealth: number;
  /** Share of it at the venue. */
  readonly share: number;
  /** Wealth beside it, which earns the lend rate out of the venue's reach, quote currency. */
  readonly idle: number;
  /** What it costs to get there, quote currency. */
  readonly cost: number;
}

/** What is asked of a simulation. */
export interface SimulationTerms {
  /** How the market moves: a law, or the decision's own, in one state or in its spells of volatility. */
  readonly law: PathLaw | "normal" | "states";
  /** Null: the tolerance's. */
  readonly horizonMs: number | null;
  /** Leverage ratios at the venue in place of the decision's band, low < high; null: none. */
  readonly band: { readonly low: number; readonly high: number } | null;
  readonly checkpoints: number;
  readonly seed: bigint;
}

/** What becomes of a position as it is and as advised, before the paths have run. */
export interface Simulation {
  readonly decision: Decision;
  readonly law: PathLaw;
  readonly horizonMs: number;
  /** Length of a step, years. */
  readonly stepYears: number;
  /** Wealth below this is counted, quote currency. */
  readonly floor: number;
  /** Yearly rate of wealth out of the venue's reach. */
  readonly lendRateAnnual: number;
  /** One position each, in the order of the questions. */
  readonly followed: readonly Followed[];
  readonly questions: PathQuestions;
}

/** A position, and how it is followed. */
interface Column {
  readonly followed: Followed;
  readonly position: FollowedPosition;
}

/** Share of wealth that counts as the floor of a position, or null where it cannot be reached. */
function floorOf(floor: number, wealth: number, idle: number): number | null {
  const share = (floor - idle) / wealth;
  return share > 0 && share < 1 ? share : null;
}

/** A position that the policy keeps in a band of leverage ratios of total wealth. */
interface Kept {
  readonly as: "advised" | "asked";
  /** Share of wealth at the venue, and leverage ratio of total wealth, to begin with. */
  readonly share: number;
  readonly leverageRatio: number;
  readonly band: WatchedBand;
  /** What it costs to get there. */
  readonly cost: number;
}

/** A band of leverage ratios of total wealth as those of a share of it. */
const bandOn = (band: WatchedBand, share: number): WatchedBand => ({
  ...band,
  low: band.low / share,
  high: band.high / share,
  target: band.target / share,
});

/** The position as paths follow it. One who watches keeps a share of wealth at the venue; nobody does between resets, so that what is out of reach then stands beside it. */
function keptColumn(given: Setting, { as, share, leverageRatio, band, cost }: Kept, floor: number): Column {
  const whole = given.wealth - cost;
  const atVenue = given.policy.kind === "rebalanced" ? 1 : share;
  const [wealth, idle, kept] = [whole * atVenue, whole * (1 - atVenue), share / atVenue];
  const setting: Setting = { ...given, share: kept, wealth };
  const { low, high, tradeTo } = bandOn(band, share);
  return {
    followed: {
      ...{ as, wealth, idle, cost, share: kept, leverageRatio: leverageRatio / share },
      band: { low, high, tradeTo },
    },
    position: {
      ...{ setting, leverageRatio: leverageRatio / atVenue, policy: bandPolicyOf(setting, bandOn(band, atVenue)) },
      ...{ checkYears: checkYearsOf(setting), floor: floorOf(floor, wealth, idle) },
    },
  };
}

/** A position that nobody touches, all of `wealth` at the venue. */
function alone(
  given: Setting,
  { as, leverageRatio, wealth, idle, cost }: Pick<Followed, "as" | "leverageRatio" | "wealth" | "idle" | "cost">,
  floor: number,
): Column {
  const setting: Setting = { ...given, share: 1, wealth };
  return {
    followed: { ...{ as, leverageRatio, wealth, idle, cost }, share: 1, band: null },
    position: {
      ...{ setting, leverageRatio, policy: untouched(leverageRatio), checkYears: checkYearsOf(setting) },
      floor: floorOf(floor, wealth, idle),
    },
  };
}

/** What trading from what is held to a leverage ratio of total wealth costs. */
function costTo({ wealth, notional, tradingCostRate, fixedCost }: Setting, leverageRatio: number): number {
  const traded = Math.abs(leverageRatio * wealth - notional);
  return traded <= LEAST * wealth ? 0 : tradingCostRate * traded + fixedCost;
}

/** Leverage that is none, and a difference of it that is none. */
const LEAST = 1e-9;

/** The answer, from where its plan leads; null where it holds nothing. */
function advisedColumn(given: Setting, { decision, solution }: Decided, floor: number): Column | null {
  if (decision.status === "infeasible" || Math.abs(solution.leverageRatio) < LEAST) return null;
  const { plan } = decision;
  const stays = plan === null || plan.kind === "hold";
  const share = stays ? given.equity / given.wealth : solution.setting.share;
  const leverageRatio = stays ? given.notional / given.wealth : plan.to * share;
  const cost = stays ? 0 : plan.cost;
  return keptColumn(given, { as: "advised", share, leverageRatio, band: watchedOf(solution), cost }, floor);
}

/** The leverage or band that was asked for; null where none was. */
function askedColumn(given: Setting, { solution }: Decided, { band }: SimulationTerms, floor: number): Column | null {
  const hold = given.request.leverageRatio;
  if (hold === undefined && band === null) return null;
  const share = given.equity / given.wealth;
  const target = share * (hold ?? clamped(solution.leverageRatio / solution.setting.share, band));
  if (Math.abs(target) < LEAST) return null;
  const setting: Setting = { ...given, share };
  const kept: WatchedBand =
    band === null
      ? bandAround(setting, target, target < 0 ? -1 : 1)
      : { low: band.low * share, high: band.high * share, target, tradeTo: given.fixedCost > 0 ? "target" : "edge" };
  const cost = costTo(given, target);
  return keptColumn(given, { as: "asked", share, leverageRatio: target, band: kept, cost }, floor);
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where a leverage that is insisted on lies outside the band beside it */
function assertInside(leverageRatio: number | undefined, { band }: SimulationTerms): void {
  if (leverageRatio === undefined || band === null) return;
  if (leverageRatio >= band.low && leverageRatio <= band.high) return;
  throw new ConflictError({
    field: "band",
    got: `${band.low} to ${band.high}, without ${leverageRatio} in it`,
    want: "a band around the leverage that you insist on",
    hint: "leave one of the two out",
  });
}

const clamped = (value: number, band: SimulationTerms["band"]): number =>
  band === null ? value : Math.min(band.high, Math.max(band.low, value));

/** What is held, left alone; where nothing is, the asset held once without a debt. */
function restColumn(given: Setting, floor: number): Column {
  const { equity, wealth, notional } = given;
  if (notional !== 0)
    return alone(
      given,
      { as: "left-alone", leverageRatio: notional / equity, wealth: equity, idle: wealth - equity, cost: 0 },
      floor,
    );
  const cost = costTo(given, 1);
  return alone(given, { as: "unlevered", leverageRatio: 1, wealth: wealth - cost, idle: 0, cost }, floor);
}

/** Time between two checks on steps of a law that has its own: the nearest whole number of them, at least one. */
const onSteps = (checkYears: number, stepYears: number): number =>
  stepYears * Math.max(1, Math.round(checkYears / stepYears));

/** The question with a close that leaves what the venue leaves at the price it comes at, however far beyond the level. */
const exactly = (question: PathQuestion): PathQuestion => ({
  ...question,
  holding: { ...question.holding, closesAtLevel: false },
});

/** The law that the decision takes the market to have. */
function ownLaw(given: Setting, { solution }: Decided, name: "normal" | "states"): PathLaw {
  const { request, beliefs } = given;
  const still = { ...request, estimates: { ...request.estimates, volatilityStates: null } };
  const setting: Setting = name === "states" ? given : { ...given, request: still };
  return decisionLaw(setting, watchedOf(solution), "growth", beliefs.volatilityAnnual);
}

/**
 * The positions whose outcomes a person compares, on the same paths: what the decision says, kept as its policy says; another
 * leverage or band where one is asked for; and what is held now, left alone (where nothing is held, the asset without a debt).
 * Drift and volatility are drawn anew for each path from what is believed of them, where the law lets them.
 * @throws every error of bad input, as decide; ConflictError (E_CONFIG_CONFLICT) for a leverage outside the band beside it
 */
export function simulation(request: DecisionRequest, terms: SimulationTerms): Simulation {
  assertInside(request.leverageRatio, terms);
  const given = settingOf(request);
  const found = decided(request);
  const { tolerance, wealth, state, beliefs } = given;
  const floor = (1 - tolerance.lossMax) * wealth;
  const horizonMs = terms.horizonMs ?? tolerance.horizonMs;
  const over = settingOver(given, yearsOf(horizonMs));
  const law = typeof terms.law === "string" ? ownLaw(over, found, terms.law) : terms.law;
  const stepYears = stepYearsOf({ law, stepYears: stepYearsFor(Math.min(yearsOf(horizonMs), checkYearsOf(given))) });
  const common = {
    law,
    driftAnnual: typeof terms.law === "string" ? null : beliefs.driftAnnual,
    beliefs: law.kind === "bars" ? null : uncertainOf(over),
    stepYears,
    horizonYears: yearsOf(horizonMs),
    checkpoints: Math.min(terms.checkpoints, Math.max(1, Math.round(yearsOf(horizonMs) / stepYears))),
    seed: terms.seed,
  };
  const rest = restColumn(given, floor);
  const kept = [advisedColumn(given, found, floor), askedColumn(given, found, terms, floor)];
  const columns = [...kept.filter((column) => column !== null), rest];
  const questions = columns.map(({ position }) => {
    const checkYears = onSteps(position.checkYears, stepYears);
    return exactly(questionOf({ ...position, checkYears }, common));
  });
  const [first = exactly(questionOf(rest.position, common)), ...others] = questions;
  return {
    ...{ decision: found.decision, law, horizonMs, stepYears, floor, lendRateAnnual: state.lendRateAnnual },
    followed: columns.map(({ followed }) => followed),
    questions: [first, ...others],
  };
}
