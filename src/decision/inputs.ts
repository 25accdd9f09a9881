import { YEAR_MS, type Estimate, type Gap } from "../model/index.js";
import type { DecisionRequest } from "./request.js";
import { settingOf } from "./setting.js";

/** Unit of an input, for who prints it. */
export type InputUnit = "fraction" | "multiple" | "years" | "money" | "count";

/** One number that a decision rests on, and how to ask what it would be with another. */
export interface Input {
  /** Path of it in the request, such as "estimates.volatilityAnnual". */
  readonly input: string;
  /** What people call it. */
  readonly label: string;
  readonly unit: InputUnit;
  readonly value: number;
  /** One standard error, or a tenth of the value where it has none. */
  readonly step: number;
  /** Values that make sense. */
  readonly min: number;
  readonly max: number;
  with(value: number): DecisionRequest;
}

type Named = Pick<Input, "input" | "label" | "unit" | "min" | "max">;

/** A tenth of a value; a hundredth where it is 0. */
const tenthOf = (value: number): number => (value === 0 ? 0.01 : Math.abs(value) / 10);

/** Estimates that may be varied one by one. */
const estimateInputs = {
  volatilityAnnual: { label: "volatility", min: 0.001, max: 9 },
  driftAnnual: { label: "drift", min: -5, max: 10 },
  borrowRateAnnual: { label: "borrow rate", min: -0.5, max: 5 },
  assetBorrowRateAnnual: { label: "asset borrow rate", min: -0.5, max: 5 },
  lendRateAnnual: { label: "lend rate", min: -0.5, max: 5 },
  yieldAnnual: { label: "yield", min: -0.5, max: 5 },
  fundingRateAnnual: { label: "funding", min: -5, max: 5 },
} as const;

type EstimateName = keyof typeof estimateInputs;

/** Rates that a venue has no use for. */
function unused({ venue, side, estimates }: DecisionRequest): readonly EstimateName[] {
  if (venue.model.twoSided) return ["borrowRateAnnual", "assetBorrowRateAnnual", "yieldAnnual"];
  const shorts = side === "short" || side === "either";
  return [
    "fundingRateAnnual",
    ...(shorts && estimates.assetBorrowRateAnnual ? [] : (["assetBorrowRateAnnual"] as const)),
  ];
}

function estimatesOf(request: DecisionRequest): readonly Input[] {
  const { estimates } = request;
  const names: readonly EstimateName[] = [
    "volatilityAnnual",
    "driftAnnual",
    "borrowRateAnnual",
    "assetBorrowRateAnnual",
    "lendRateAnnual",
    "yieldAnnual",
    "fundingRateAnnual",
  ];
  const skipped = unused(request);
  return names.flatMap((name) => {
    const estimate: Estimate | null = estimates[name];
    if (estimate === null || skipped.includes(name)) return [];
    const { label, min, max } = estimateInputs[name];
    // Idle money that earned more than borrowed money costs would be borrowed without end; nobody believes a tenth of a volatility.
    const lowest = { borrowRateAnnual: estimates.lendRateAnnual.value, volatilityAnnual: estimate.value / 10 };
    const low = name === "borrowRateAnnual" || name === "volatilityAnnual" ? lowest[name] : min;
    const high = name === "lendRateAnnual" ? Math.max(estimate.value, estimates.borrowRateAnnual.value) : max;
    return {
      ...{ input: `estimates.${name}`, label, unit: "fraction" as const, min: low, max: high },
      value: estimate.value,
      step: estimate.standardError > 0 ? estimate.standardError : tenthOf(estimate.value),
      with: (value: number) => ({ ...request, estimates: { ...estimates, [name]: { ...estimate, value } } }),
    };
  });
}

/** The gap made larger or smaller as a whole: an estimated one by the size of its threshold, a stated one by its fall. */
function scaledGap(gap: Gap, times: number): Gap {
  if (gap.kind === "stated") return { ...gap, drop: Math.min(0.999, gap.drop * times), rise: gap.rise * times };
  const scaled = (tail: typeof gap.drops): typeof gap.drops => ({ ...tail, threshold: tail.threshold * times });
  return { ...gap, drops: scaled(gap.drops), rises: scaled(gap.rises) };
}

function suddenOf(request: DecisionRequest): readonly Input[] {
  const { estimates } = request;
  const { gap, jumps = null } = estimates;
  const inputs: Input[] = [];
  if (gap !== null)
    inputs.push({
      ...{
        input: "estimates.gap",
        label: "size of gaps, times what is believed",
        unit: "multiple",
        min: 0.02,
        max: 20,
      },
      value: 1,
      step: 0.1,
      with: (value) => ({ ...request, estimates: { ...estimates, gap: scaledGap(gap, value) } }),
    });
  if (jumps === null) return inputs;
  const changed = (change: Partial<typeof jumps>) => ({
    ...request,
    estimates: { ...estimates, jumps: { ...jumps, ...change } },
  });
  const { intensityAnnual } = jumps;
  inputs.push({
    ...{ input: "estimates.jumps.intensityAnnual", label: "jumps a year", unit: "count", min: 1e-6, max: 1000 },
    value: intensityAnnual.value,
    step: intensityAnnual.standardError > 0 ? intensityAnnual.standardError : tenthOf(intensityAnnual.value),
    with: (value) => changed({ intensityAnnual: { ...intensityAnnual, value } }),
  });
  inputs.push({
    ...{
      input: "estimates.jumps.meanDown",
      label: "mean log size of a fall by a jump",
      unit: "fraction",
      min: 1e-4,
      max: 0.99,
    },
    value: jumps.meanDown,
    step: tenthOf(jumps.meanDown),
    with: (meanDown) => changed({ meanDown }),
  });
  return inputs;
}

/** What the holder says of losses and costs. */
function ownOf(request: DecisionRequest): readonly Input[] {
  const { tolerance, tradingCostRate, policy } = settingOf(request);
  const { mandate } = request;
  const own = (named: Named, value: number, change: (value: number) => Partial<DecisionRequest>): Input => ({
    ...named,
    value,
    step: tenthOf(value),
    with: (to) => ({ ...request, ...change(to) }),
  });
  const tolerated = (change: Partial<typeof tolerance>) => ({ tolerance: { ...request.tolerance, ...change } });
  const fraction = { unit: "fraction", min: 1e-4, max: 0.999 } as const;
  const years = { unit: "years", min: 1 / 365, max: 50 } as const;
  return [
    own({ input: "tolerance.lossMax", label: "loss that you can bear", ...fraction }, tolerance.lossMax, (lossMax) =>
      tolerated({ lossMax }),
    ),
    own(
      { input: "tolerance.probabilityMax", label: "chance of it that you allow", ...fraction },
      tolerance.probabilityMax,
      (probabilityMax) => tolerated({ probabilityMax }),
    ),
    own({ input: "tolerance.horizonMs", label: "time within which", ...years }, tolerance.horizonMs / YEAR_MS, (to) =>
      tolerated({ horizonMs: to * YEAR_MS }),
    ),
    own(
      { input: "tolerance.liquidationProbabilityMax", label: "chance of liquidation that you allow", ...fraction },
      tolerance.liquidationProbabilityMax,
      (liquidationProbabilityMax) => tolerated({ liquidationProbabilityMax }),
    ),
    ...(tolerance.leverageRatioMin > 0
      ? [
          own(
            { input: "tolerance.leverageRatioMin", label: "your least leverage", unit: "multiple", min: 0, max: 100 },
            tolerance.leverageRatioMin,
            (leverageRatioMin) => tolerated({ leverageRatioMin }),
          ),
        ]
      : []),
    ...(mandate?.leverageRatioMax === undefined
      ? []
      : [
          own(
            { input: "mandate.leverageRatioMax", label: "your own limit", unit: "multiple", min: 0, max: 100 },
            mandate.leverageRatioMax,
            (leverageRatioMax) => ({ mandate: { ...mandate, leverageRatioMax } }),
          ),
        ]),
    own(
      { input: "costs.tradingCostRate", label: "cost of trading one side", unit: "fraction", min: 0, max: 0.05 },
      tradingCostRate,
      (to) => ({ costs: { ...request.costs, tradingCostRate: to } }),
    ),
    ...(policy.kind === "unattended"
      ? [
          own({ input: "policy.resetMs", label: "time left alone", ...years }, policy.resetMs / YEAR_MS, (to) => ({
            policy: { ...policy, resetMs: to * YEAR_MS },
          })),
        ]
      : []),
  ];
}

/** Every number that can be varied by itself, those of the market first. */
export const inputsOf = (request: DecisionRequest): readonly Input[] => [
  ...estimatesOf(request),
  ...suddenOf(request),
  ...ownOf(request),
];
