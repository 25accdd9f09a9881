/** Every policy that there is by name, and the settings with which it is studied: stated once, before any run, the same for all years. */
import { policyKinds, type PolicyDescription, type PolicyValues } from "../../src/policies/index.js";
import { DAY_MS } from "../../src/model/index.js";
import type { StudyMarket } from "./markets.js";

/** A policy of the study. */
export interface StudyPolicy {
  /** As the tables call it. */
  readonly name: string;
  /** Name of its kind. */
  readonly kind: string;
  /** Settings at each kind of market, beside the defaults of the policy; null: it is no product of such a venue. */
  readonly settings: Readonly<Record<StudyMarket["kind"], PolicyValues | null>>;
}

/** Time between two decisions of steelyard: each asks for new estimates, which take longer than all the rest of a run. */
export const REFRESH_MS: Readonly<Record<StudyMarket["kind"], number>> = {
  loop: 7 * DAY_MS,
  perpetual: 7 * DAY_MS,
  "margin-loan": 28 * DAY_MS,
};

/** The three that stand beside each other everywhere. */
export const [ONE, HALF_KELLY, STEELYARD] = ["1x", "half-Kelly", "steelyard"];

/** Those whose course is shown in the pictures. */
export const SHOWN: readonly string[] = [ONE, HALF_KELLY, STEELYARD, "reset daily", "volatility target"];

const always = (values: PolicyValues): StudyPolicy["settings"] => ({
  loop: values,
  perpetual: values,
  "margin-loan": values,
});

/** Twice, or one and a half times where twice is the most that may be opened. */
const geared = (of: (leverage: number) => PolicyValues): StudyPolicy["settings"] => ({
  loop: of(2),
  perpetual: of(2),
  "margin-loan": of(1.5),
});

/** Ours, which decide anew so often, or so many times more seldom. */
function ours(of: (leverage: number) => PolicyValues, seldom = 1): StudyPolicy["settings"] {
  const { loop, perpetual, "margin-loan": loan } = geared(of);
  return {
    loop: { ...loop, refresh: seldom * REFRESH_MS.loop },
    perpetual: { ...perpetual, refresh: seldom * REFRESH_MS.perpetual },
    "margin-loan": { ...loan, refresh: seldom * REFRESH_MS["margin-loan"] },
  };
}

/** Products of lending pools. */
const lending = (values: PolicyValues): StudyPolicy["settings"] => ({
  loop: values,
  perpetual: null,
  "margin-loan": null,
});

/** About the volatility of the asset itself over the years. */
const volatility: StudyPolicy["settings"] = {
  loop: { volatility: 0.6 },
  perpetual: { volatility: 0.6 },
  "margin-loan": { volatility: 0.16, max: 2 },
};

/** Largest leverage wanted where a rule has none of its own. */
const most = (values: PolicyValues): StudyPolicy["settings"] => ({
  loop: { ...values, max: 3 },
  perpetual: { ...values, max: 3 },
  "margin-loan": { ...values, max: 2 },
});

/** Settings, in the order of the tables. */
export const studyPolicies: readonly StudyPolicy[] = [
  { name: ONE, kind: "schedule", settings: always({ leverage: 1, every: 30 * DAY_MS }) },
  { name: HALF_KELLY, kind: "kelly", settings: most({ fraction: 0.5 }) },
  { name: STEELYARD, kind: "steelyard", settings: ours(() => ({})) },
  {
    name: "steelyard, a holder's",
    kind: "steelyard",
    settings: ours(() => ({ against: "holding", least: 1 })),
  },
  {
    name: "steelyard deleverages",
    kind: "steelyard-protect",
    settings: ours((leverage) => ({ leverage }), 4),
  },
  {
    name: "steelyard holds",
    kind: "steelyard-hold",
    settings: ours((leverage) => ({ leverage })),
  },
  { name: "1x untouched", kind: "hold", settings: always({ leverage: 1 }) },
  { name: "hold geared", kind: "hold", settings: geared((leverage) => ({ leverage })) },
  { name: "reset daily", kind: "schedule", settings: geared((leverage) => ({ leverage, every: DAY_MS })) },
  {
    name: "band to the edge",
    kind: "band",
    settings: geared((leverage) => ({ low: 0.85 * leverage, high: 1.15 * leverage, to: "edge" })),
  },
  {
    name: "band to the target",
    kind: "band",
    settings: geared((leverage) => ({ low: 0.85 * leverage, high: 1.15 * leverage, to: "target" })),
  },
  { name: "volatility target", kind: "volatility-target", settings: volatility },
  { name: "Kelly", kind: "kelly", settings: most({}) },
  { name: "drawdown floor", kind: "drawdown-floor", settings: most({}) },
  { name: "journal Kelly", kind: "journal-kelly", settings: always({}) },
  {
    name: "stop-loss",
    kind: "stop-loss",
    settings: geared((leverage) => ({ leverage, stop: 0.2, reopen: 30 * DAY_MS })),
  },
  { name: "Index Coop", kind: "flexible-leverage", settings: lending({}) },
  {
    name: "DeFi Saver",
    kind: "boost-repay",
    settings: lending({ repayBelow: 1.8, repayTo: 2, boostAbove: 2.4, boostTo: 2 }),
  },
  {
    name: "Summer.fi",
    kind: "auto-buy-sell",
    settings: lending({ open: 2, buyAt: 0.42, buyTo: 0.5, sellAt: 0.57, sellTo: 0.5 }),
  },
  { name: "Seamless", kind: "leverage-token", settings: lending({ min: 1.75, target: 2, max: 2.5 }) },
  { name: "Gearbox 70 %", kind: "seventy-percent", settings: lending({}) },
  { name: "f(x)", kind: "partial-deleverage", settings: lending({ open: 2, debtRatio: 0.6 }) },
];

/** @throws Error where a kind of the registry is not studied */
export function assertAllStudied(): void {
  const missing = policyKinds.filter(({ id }) => !studyPolicies.some(({ kind }) => kind === id));
  if (missing.length > 0) throw new Error(`not studied: ${missing.map(({ id }) => id).join(", ")}`);
}

/** The policy as a market asks for it; null where it is no product of such a venue. */
export function descriptionOf({ kind, settings }: StudyPolicy, market: StudyMarket): PolicyDescription | null {
  const values = settings[market.kind];
  return values === null ? null : { policy: kind, values };
}
