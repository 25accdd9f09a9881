/** How far the whole runs of a market are to be believed: intervals, luck taken off, overfitting, and a walk forward. */
import {
  dailyReturns,
  judged,
  walkForward,
  type Judgement,
  type PreparedMarket,
  type WalkForward,
} from "../../src/backtest/index.js";
import { DAY_MS, YEAR_MS } from "../../src/model/index.js";
import { policyOf, type PolicyDescription } from "../../src/policies/index.js";
import { spanRun } from "./cells.js";
import type { StudyMarket } from "./markets.js";
import { descriptionOf, ONE, studyPolicies } from "./policies.js";
import type { Track } from "./records.js";

/** Histories drawn, and the seed. */
export const DRAWN = { resamples: 1000, seed: 20_261_123 } as const;

/** All policies of a market against 1x. */
export const judgementOf = (tracks: readonly Track[]): Judgement =>
  judged(
    tracks.map((track) => ({ id: track.policy, daily: dailyReturns(track) })),
    ONE,
    DRAWN,
  );

/** Volatility targets among which the walk forward picks, as multiples of the one that is studied. */
const TARGETS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** Time by which a test begins after its fit: three half-lives of the volatility that the policy looks back on. */
export const EMBARGO_MS = 90 * DAY_MS;

/** A policy of the study at a market. @throws Error where it is no product of such a venue */
function named(name: string, market: StudyMarket): PolicyDescription {
  const study = studyPolicies.find((each) => each.name === name);
  const described = study === undefined ? null : descriptionOf(study, market);
  if (described === null) throw new Error(`no ${name} at the ${market.name}`);
  return described;
}

/** The family walked forward: volatility targets, picked by growth over the years before. */
function candidatesOf(market: StudyMarket): readonly PolicyDescription[] {
  const { policy, values } = named("volatility target", market);
  return TARGETS.map((times) => ({ policy, values: { ...values, volatility: times * Number(values.volatility) } }));
}

/** A walk forward and what each candidate made of the time of all its tests. */
export interface Walk {
  readonly walk: WalkForward;
  /** Growth a year of the candidate that was best over all the tests, known only afterwards, and of 1x over them; null after ruin. */
  readonly hindsight: number | null;
  readonly one: number | null;
}

/** Years in which a candidate is picked, and for which it is then held. */
export const WALK_YEARS = {
  loop: [2, 1],
  perpetual: [1, 0.5],
  "margin-loan": [20, 5],
} as const satisfies Readonly<Record<StudyMarket["kind"], readonly [number, number]>>;

/** Fit, decide, advance over the whole span. */
export function walkOf(market: StudyMarket, prepared: PreparedMarket, checkMs: number): Walk {
  const { fromMs, toMs } = market.whole;
  const run = (described: PolicyDescription, span: { readonly fromMs: number; readonly toMs: number }) =>
    spanRun(prepared, policyOf(described), checkMs, span, false);
  const candidates = candidatesOf(market);
  const [fit, test] = WALK_YEARS[market.kind];
  const walk = walkForward({
    ...{ candidates, fromMs, toMs, fitMs: fit * YEAR_MS, fitWindow: "rolling", embargoMs: EMBARGO_MS },
    testMs: test * YEAR_MS,
    idOf: ({ values }) => `${Math.round(100 * Number(values.volatility))} %`,
    run: (described, span) => dailyReturns(run(described, span).daily),
  });
  const tests = { fromMs: walk.folds[0].test.fromMs, toMs };
  const growths = candidates.map((described) => run(described, tests).summary.growthAnnual ?? -Infinity);
  const best = Math.max(...growths);
  const one = run(named(ONE, market), tests).summary.growthAnnual;
  return { walk, hindsight: best === -Infinity ? null : best, one };
}
