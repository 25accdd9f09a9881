import { yearsOf, type DecisionAnswer, type Gap } from "../model/index.js";
import { discreteBarrier, type Measured, type PathOutcome, type PathQuestion } from "../odds/index.js";
import { varianceAnnual } from "./growth.js";
import { managedHorizon, type WatchedBand } from "./managed.js";
import { heldAt, policyOdds } from "./odds.js";
import { METHODS_APART, watchedOf, type GridSolution } from "./on-grid.js";
import {
  bandPolicyOf,
  uncertainOf,
  checkYearsOf,
  decisionLaw,
  questionOf,
  stepYearsFor,
  settingOver,
  untouched,
  type FollowedPosition,
} from "./path-questions.js";
import { seesMarket } from "./safety.js";
import { isWhole, type Setting } from "./setting.js";
import { floorProbability } from "./under-policy.js";

/** What a decision states that paths can be asked about. */
export type VerifiedName =
  | "liquidation-untouched"
  | "liquidation-under-policy"
  | "below-floor"
  | "below-floor-at-edge"
  | "growth"
  | "trading-cost";

/** One position whose paths have run. */
export interface RanPosition {
  readonly outcome: PathOutcome;
  /** Part of the paths that were closed, or fell below a share of wealth at the start, at some time. */
  readonly closedOrBelow: (floor: number) => Measured;
}

/** One thing that a decision states, and how paths are asked about it. */
export interface VerifiedQuestion {
  readonly name: VerifiedName;
  /** A probability, or a rate a year. */
  readonly stated: number;
  /** True where that is an upper bound. */
  readonly isBound: boolean;
  /** What the decision's own engine says to the very question that paths answer; null where it answers no such question. */
  readonly asked: number | null;
  /** What the method behind `asked` leaves open by its own account, absolute. */
  readonly leeway: number;
  /** How what was asked differs from what is stated, or why it was not asked; null where it is the same. */
  readonly because: string | null;
  /** Which of the group's positions answers it, and where; null where none does. */
  readonly of: { readonly position: number; readonly read: (ran: RanPosition) => Measured | null } | null;
}

/** Positions that share their paths, and what they are to show. */
export interface VerifiedGroup {
  readonly horizonMs: number;
  /** Empty where paths can be asked nothing. */
  readonly asked: readonly PathQuestion[];
  readonly questions: readonly VerifiedQuestion[];
}

/** What every group is made from. */
interface Asking {
  readonly decision: DecisionAnswer;
  readonly setting: Setting;
  /** The same without gaps, which no law of paths has beside its own moves. */
  readonly gapless: Setting;
  readonly band: WatchedBand;
  readonly solution: GridSolution;
  readonly seed: bigint;
}

/** A gap that reaches nothing. */
const NO_GAP: Gap = { kind: "stated", drop: 0, rise: 0, source: "none" };

const withoutGaps = (setting: Setting): Setting => ({
  ...setting,
  request: { ...setting.request, estimates: { ...setting.request.estimates, gap: NO_GAP } },
});

const GAPLESS = "gaps left out, for the law of these paths draws none";
const NO_ORACLE = "its oracle sees the exchange rate alone, which these paths do not move";

/** What paths of one length have in common. */
const termsFor = ({ seed }: Asking, years: number, checkYears: number) => ({
  driftAnnual: null,
  stepYears: stepYearsFor(Math.min(years, checkYears)),
  horizonYears: years,
  checkpoints: 1,
  seed,
});

/** True where gaps are part of what is stated. */
const hasGaps = ({ setting }: Asking): boolean => setting.request.estimates.gap?.kind === "estimated";

/** What stands at the venue alone: between resets nobody moves cash into it. */
function standingAlone(asking: Asking): Asking {
  const { setting, band } = asking;
  const { share, wealth } = setting;
  const [low, high, target] = [band.low, band.high, band.target].map((ratio) => ratio / share);
  return { ...asking, setting: { ...setting, share: 1, wealth: wealth * share }, band: { ...band, low, high, target } };
}

/** The answer left alone: what stands at the venue, over drift and volatility. */
function untouchedGroup(asking: Asking): VerifiedGroup {
  const { decision, setting } = asking;
  const { horizonMs, liquidation } = decision.odds;
  const known = { name: "liquidation-untouched", stated: liquidation.untouched, isBound: false } as const;
  if (!seesMarket(setting))
    return { horizonMs, asked: [], questions: [{ ...known, asked: null, leeway: 0, because: NO_ORACLE, of: null }] };
  const years = yearsOf(horizonMs);
  const { setting: alone, band: here } = standingAlone(asking);
  const leverageRatio = here.target;
  const position = { setting: alone, leverageRatio, policy: untouched(leverageRatio), checkYears: years, floor: null };
  const over = settingOver(alone, years);
  const law = decisionLaw(over, heldAt(leverageRatio), "growth", over.beliefs.volatilityAnnual);
  return {
    horizonMs,
    asked: [questionOf(position, { ...termsFor(asking, years, years), law, beliefs: uncertainOf(over) })],
    questions: [
      {
        ...known,
        asked: known.stated,
        leeway: 0,
        because: null,
        of: { position: 0, read: ({ outcome }) => outcome.liquidation },
      },
    ],
  };
}

/** The answer as the policy keeps it, on the setting's share of wealth. */
const keptPosition = ({ setting, band }: Asking, floor: number | null): FollowedPosition => ({
  setting,
  leverageRatio: band.target,
  policy: bandPolicyOf(setting, band),
  checkYears: checkYearsOf(setting),
  floor,
});

/** Liquidation under the policy: sudden moves as often as they may well come, over the volatility and, of one who does not watch, the drift. */
function policyGroup(asking: Asking): VerifiedGroup {
  const { decision, setting, gapless, band } = asking;
  const { horizonMs, liquidation } = decision.odds;
  const { underPolicy: stated, underPolicyBasis: basis, underPolicyEngine: engine } = liquidation;
  if (stated === null) return { horizonMs, asked: [], questions: [] };
  const watched = setting.policy.kind === "rebalanced";
  const isBound = basis.endsWith("-bound") || (watched && engine === "closed-form");
  const known = { name: "liquidation-under-policy", stated, isBound } as const;
  if (!seesMarket(setting))
    return { horizonMs, asked: [], questions: [{ ...known, asked: null, leeway: 0, because: NO_ORACLE, of: null }] };
  const years = yearsOf(horizonMs);
  const [free] = policyOdds(gapless, band, [years]);
  const position = keptPosition(watched ? asking : standingAlone(asking), null);
  const asked = !watched || free.engine === "grid" ? free.probability : null;
  const over = watched ? setting : settingOver(setting, Math.min(years, checkYearsOf(setting)));
  const law = decisionLaw(
    { ...over, accuracy: "full" },
    band,
    watched ? "odds" : "growth",
    over.beliefs.volatilityAnnual,
  );
  const beliefs = watched ? uncertainOf(over, 0) : uncertainOf(over);
  const terms = { ...termsFor(asking, years, checkYearsOf(setting)), law, beliefs };
  return {
    horizonMs,
    asked: [questionOf(position, terms)],
    questions: [
      {
        ...known,
        asked,
        leeway: 0,
        because: hasGaps(asking) && watched ? GAPLESS : null,
        of: { position: 0, read: ({ outcome }) => outcome.liquidation },
      },
    ],
  };
}

const JUMPS_BOUND =
  "with jumps the formula takes their sizes in wealth as exponential, which counts more than come: a bound";
const AGAINST_HOLDING =
  "losses are measured against simply holding, which these paths do not follow beside the position";
const IDLE_WEALTH = "wealth out of the venue's reach is not followed beside a position that is left alone";

/** The setting with the floor that continuous passage of which is as likely as that of the stated one at looks this far apart: further by the mean overshoot. */
function atLooks(setting: Setting, leverageRatio: number, checkYears: number): Setting {
  const { tolerance, beliefs } = setting;
  const barrier = -Math.log1p(-tolerance.lossMax);
  const volatility = Math.abs(leverageRatio) * beliefs.volatilityAnnual;
  const further = discreteBarrier({ barrier, volatility, checkYears });
  return { ...setting, tolerance: { ...tolerance, lossMax: -Math.expm1(-further) } };
}

/** Falling below the floor: of the answer as it is kept, and of a leverage held at the band's edge that risks most, as the closed form has it. */
function floorGroup(asking: Asking): VerifiedGroup {
  const { decision, setting, gapless, band } = asking;
  const { horizonMs, probability: stated } = decision.odds.belowFloor;
  const watched = setting.policy.kind === "rebalanced";
  const known = { name: "below-floor", stated, isBound: watched } as const;
  const none = (because: string): VerifiedGroup => ({
    ...{ horizonMs, asked: [], questions: [{ ...known, asked: null, leeway: 0, because, of: null }] },
  });
  if (decision.tolerance.measuredAgainst === "holding") return none(AGAINST_HOLDING);
  if (!watched && !isWhole(setting)) return none(IDLE_WEALTH);
  const floor = 1 - setting.tolerance.lossMax;
  const years = yearsOf(horizonMs);
  const over: Setting = { ...settingOver(setting, years), accuracy: "full" };
  const law = decisionLaw(over, band, "growth", over.beliefs.volatilityAnnual);
  const checkYears = watched ? checkYearsOf(setting) : years;
  const terms = { ...termsFor(asking, years, checkYears), law, beliefs: uncertainOf(over) };
  const read = ({ closedOrBelow }: RanPosition): Measured => closedOrBelow(floor);
  if (!watched) {
    const alone = { ...keptPosition(asking, floor), policy: untouched(band.target), checkYears: years };
    const question = { ...known, asked: stated, leeway: 0, because: null, of: { position: 0, read } };
    return { horizonMs, asked: [questionOf(alone, terms)], questions: [question] };
  }
  const far = floorProbability(gapless, band.low) > floorProbability(gapless, band.high) ? band.low : band.high;
  const free: Setting = { ...setting, tradingCostRate: 0, fixedCost: 0 };
  const edge = keptPosition({ ...asking, setting: free, band: heldAt(far) }, floor);
  const { jumps = null } = setting.request.estimates;
  const atEdge = "held at the band's edge at no cost, as the formula has it, and looked at when paths are";
  return {
    horizonMs,
    asked: [questionOf(keptPosition(asking, floor), terms), questionOf(edge, terms)],
    questions: [
      {
        ...known,
        asked: null,
        leeway: 0,
        because: "as it is kept in its band, costs and all",
        of: { position: 0, read },
      },
      {
        ...{ name: "below-floor-at-edge", stated, isBound: jumps !== null },
        asked: jumps === null ? floorProbability(atLooks(gapless, far, terms.stepYears), far) : null,
        leeway: 0,
        because: [atEdge, ...(hasGaps(asking) ? [GAPLESS] : []), ...(jumps === null ? [] : [JUMPS_BOUND])].join("; "),
        of: { position: 1, read },
      },
    ],
  };
}

const OPENED_AGAIN =
  "the long run, in which it is opened again after each close, is no question for paths that end with one";

const SEVERAL_CHECKS = `a step of the engine stands for several checks, which may change it by up to ${100 * METHODS_APART} points`;

/** Growth and what trading costs: at the variance expected, over the tolerance's horizon. */
function growthGroup(asking: Asking): VerifiedGroup {
  const { decision, setting, gapless, band } = asking;
  const { horizonMs } = decision.tolerance;
  const years = yearsOf(horizonMs);
  const volatilityAnnual = Math.sqrt(varianceAnnual(setting));
  const found = managedHorizon(gapless, band, { purpose: "growth", volatilityAnnual, years });
  const growth = { name: "growth", stated: decision.growth.rateAnnual, isBound: false } as const;
  const cost = { name: "trading-cost", stated: decision.cost.tradingAnnual, isBound: false } as const;
  if (found === null) {
    const questions = [growth, cost].map((each) => ({
      ...each,
      asked: null,
      leeway: 0,
      because: OPENED_AGAIN,
      of: null,
    }));
    return { horizonMs, asked: [], questions };
  }
  const law = decisionLaw(setting, band, "growth", volatilityAnnual);
  const terms = { ...termsFor(asking, years, checkYearsOf(setting)), law, beliefs: null };
  const here = "until then, from where it opens; what is stated is the long run";
  const coarse = (decision.provenance.grid?.checksPerStep ?? 1) > 1;
  const leeway = coarse ? METHODS_APART : 0;
  const because = [here, ...(hasGaps(asking) ? [GAPLESS] : []), ...(coarse ? [SEVERAL_CHECKS] : [])].join("; ");
  const yearly = ({ value, standardError }: Measured): Measured => ({
    value: value / years,
    standardError: standardError / years,
  });
  return {
    horizonMs,
    asked: [questionOf(keptPosition(asking, null), terms)],
    questions: [
      {
        ...growth,
        asked: found.logWealth / years,
        leeway,
        because,
        of: { position: 0, read: ({ outcome }) => yearly(outcome.logWealth) },
      },
      {
        ...cost,
        asked: found.cost / years,
        leeway,
        because,
        of: { position: 0, read: ({ outcome }) => yearly(outcome.cost) },
      },
    ],
  };
}

/** True of an answer that stands in the price at all. */
const isHeld = ({ target }: WatchedBand): boolean => Math.abs(target) > LEAST;

/** Leverage that is none. */
const LEAST = 1e-9;

/** Everything that paths can be asked about an answer. Nothing where nothing is held. */
export function verifiedGroups(
  decision: DecisionAnswer,
  solution: GridSolution,
  seed: bigint,
): readonly VerifiedGroup[] {
  const { setting } = solution;
  const band = watchedOf(solution);
  if (!isHeld(band)) return [];
  const asking = { decision, setting, gapless: withoutGaps(setting), band, solution, seed };
  const closes = decision.coordinates.liquidationPrice !== null;
  return [...(closes ? [untouchedGroup(asking), policyGroup(asking)] : []), floorGroup(asking), growthGroup(asking)];
}
