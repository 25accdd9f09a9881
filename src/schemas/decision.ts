import { z } from "zod";
import { verificationSchema } from "./verification.js";

const fraction = z.number();
const nullable = z.number().nullable();
const capNames = [
  "tolerance",
  "liquidation-odds",
  "gap",
  "jump",
  "venue",
  "size",
  "trading-cost-ceiling",
  "mandate",
] as const;
const bounds = [...capNames, "growth", "borrow-spread", "trading-cost", "no-view", "leverage-min"] as const;

const cap = z.object({
  name: z.enum(capNames),
  leverageRatioMax: nullable.describe(
    "highest |notional / equity| at the band's far edge; null where it does not apply or cannot be said",
  ),
  slack: nullable.describe("leverageRatioMax less the band's far edge; null with it"),
  shadowPriceAnnual: fraction.describe("growth a year per unit of leverage that one more unit would be worth"),
  reason: z.string(),
});

const tolerance = z.object({
  lossMax: fraction.describe("share of wealth that may be lost, a fraction"),
  horizonMs: z.number(),
  probabilityMax: fraction,
  measuredAgainst: z.enum(["cash", "holding"]),
  leverageRatioMin: z.number(),
  liquidationProbabilityMax: fraction,
  liquidationHorizonMs: z.number(),
});

const policy = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rebalanced"), checkIntervalMs: z.number() }),
  z.object({
    kind: z.literal("unattended"),
    resetMs: z.number(),
    rescue: z.object({ healthFactor: z.number(), checkIntervalMs: z.number() }).optional(),
  }),
]);

const underPolicyExpected = nullable
  .default(null)
  .describe("underPolicy with gaps and jumps as often as is expected, not as often as may well be; null with it");

/** Both odds of liquidation by one horizon. */
export const horizonOddsSchema = z.object({
  horizonMs: z.number(),
  untouched: fraction,
  underPolicy: nullable,
  underPolicyExpected,
});

/** Probabilities within a horizon. */
export const oddsSchema = z.object({
  horizonMs: z.number(),
  liquidation: z.object({
    untouched: fraction.describe("probability of liquidation if nobody touches the position"),
    underPolicy: nullable.describe(
      "probability under the policy with its real check interval; null where it cannot be said",
    ),
    underPolicyExpected,
    underPolicyBasis: z.enum(["gap-hazard-bound", "jump-hazard-bound", "diffusion-only", "untouched", "none"]),
    underPolicyEngine: z
      .enum(["closed-form", "grid"])
      .default("closed-form")
      .describe("grid: in the band as it is kept; closed-form: as if it always stood at the band's far edge"),
  }),
  belowFloor: z.object({
    floor: z.number().describe("quote currency"),
    horizonMs: z.number(),
    probability: fraction.describe("probability of wealth below the floor at any time within the tolerance's horizon"),
    basis: z.enum(["predictive", "stated"]),
  }),
});

/** The same leverage in every coordinate. */
export const coordinatesSchema = z.object({
  debtToEquity: z.number(),
  loanToValue: fraction,
  collateralRatio: nullable,
  healthFactor: nullable,
  utilisation: fraction.describe("share of what the venue allows before liquidation; 1 is liquidation on every venue"),
  liquidationPrice: nullable.describe("quote currency; null where there is none"),
  liquidationPriceRatio: nullable.describe("the same over today's price"),
});

const current = z.object({
  leverageRatio: z.number(),
  growthAnnual: fraction.nullable().describe("null where it is minus infinity"),
  shortfallAnnual: fraction.nullable().describe("growth a year given up against the decision; null with it"),
  side: z.enum(["too-little", "within-band", "too-much"]),
  odds: oddsSchema,
  coordinates: coordinatesSchema,
});

const hold = z.object({
  leverageRatio: z.number(),
  isolatedShareMax: fraction,
  deleveragePriceRatio: nullable,
  stopPriceRatio: nullable,
  carryPerDay: z.number().describe("quote currency; positive costs"),
  oddsByHorizon: z.array(horizonOddsSchema).readonly(),
  breakEvenDriftAnnual: fraction,
  impliedDriftAnnual: fraction,
});

const estimate = z.object({
  value: z.number(),
  standardError: z.number(),
  asOfMs: nullable.describe("epoch ms of the last observation; null for a stated figure"),
  source: z.string(),
});

const gapTail = z.object({
  threshold: z.number().describe("log size of a move, |ln(price after / before)|"),
  intensityAnnual: z.number().describe("independent moves a year beyond the threshold"),
  intensityUpperAnnual: z.number().describe("its upper confidence bound"),
  tailIndex: z.number().describe("moves beyond y come (y / threshold)^-index times as often"),
  tailIndexLower: z.number().describe("its lower confidence bound"),
  correlation: z.number().optional().describe("of the errors of both"),
  exceedances: z.number(),
  largest: z.number().describe("log size of the largest move seen"),
});

/** Moves too fast to react to, as a decision prints them and a request file may state them. */
export const gapSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("estimated"),
    windowMs: z.number(),
    years: z.number(),
    confidence: fraction,
    readFrom: z.enum(["lows-and-highs", "closes"]),
    drops: gapTail,
    rises: gapTail,
    asOfMs: z.number(),
    source: z.string(),
  }),
  z.object({ kind: z.literal("stated"), drop: fraction, rise: fraction, source: z.string() }),
]);

const pricesProvenance = z.object({
  source: z.string(),
  rows: z.number(),
  fromMs: z.number(),
  toMs: z.number(),
  gaps: z.object({ count: z.number(), missing: z.number() }),
});

const modelProvenance = z.object({ id: z.string(), source: z.string(), fromMs: z.number(), toMs: z.number() });

/** Sudden permanent moves, as a decision prints them and a request file may state them. */
export const jumpsSchema = z
  .object({
    intensityAnnual: estimate,
    downShare: fraction,
    meanDown: fraction.describe("mean log size of a fall"),
    meanUp: fraction,
    exchangeRateShare: fraction.describe("share of the falls that an exchange-rate oracle sees too"),
    countedInDrift: z.boolean(),
    source: z.string(),
  })
  .describe("sudden permanent moves with exponential log sizes");

/** Spells of high and low volatility, likewise. */
export const volatilityStatesSchema = z.object({
  multiples: z.array(z.number()).readonly().describe("volatility in each state, up to a common factor"),
  switchMs: z.number(),
  switching: z.array(z.array(fraction).readonly()).readonly().describe("chance of the column's state after the row's"),
  source: z.string(),
});

/** What volatility may be over several horizons, likewise. */
export const volatilityTermSchema = z.object({
  points: z
    .array(z.object({ horizonMs: z.number(), multiple: z.number(), logDeviation: z.number() }))
    .readonly()
    .describe("horizon in ms, mean of the volatility over the volatility believed, standard deviation of its log"),
  source: z.string(),
});

/** A lending pool, likewise. */
export const poolSchema = z.object({
  supplied: z.number().describe("quote currency"),
  borrowed: z.number().describe("quote currency"),
  optimalUtilisation: fraction,
  slopeBelowAnnual: fraction,
  slopeAboveAnnual: fraction,
});

const blocks = z.object({
  logReturns: z.array(z.number()).readonly(),
  variances: z.array(z.number()).readonly(),
  blockMs: z.number(),
  source: z.string(),
});

const certificate = z
  .object({
    lambda: z.number(),
    leverageRatioMax: nullable,
    moment: z.number().describe("E[(W'/W)^-lambda] at the answer; at most 1 is certified"),
    momentStandardError: z.number(),
    certified: z.boolean(),
    residual: z.number(),
    gap: z.number().describe("the true limit lies at most this far beyond leverageRatioMax"),
    blocks: z.number(),
    blockMs: z.number(),
    source: z.string(),
  })
  .describe("a bound that holds for ever, given the drift: risk-constrained Kelly on blocks of returns");

const estimates = z.object({
  volatilityAnnual: estimate,
  driftAnnual: estimate.nullable(),
  driftBasis: z.enum(["posterior", "view", "none"]),
  borrowRateAnnual: estimate,
  assetBorrowRateAnnual: estimate.nullable(),
  lendRateAnnual: estimate,
  yieldAnnual: estimate,
  fundingRateAnnual: estimate.nullable(),
  gap: gapSchema.nullable(),
  prices: pricesProvenance.nullable(),
  jumps: jumpsSchema.nullable().optional(),
  pool: poolSchema.nullable().optional(),
  blocks: blocks.nullable().optional(),
  volatilityStates: volatilityStatesSchema.nullable().optional().describe("spells of high and low volatility"),
  volatilityTerm: volatilityTermSchema.nullable().optional().describe("what volatility may be, by horizon"),
  model: modelProvenance.nullable().optional().describe("the fitted model that these come from"),
});

/** A plan: steps in order. */
export const planSchema = z.object({
  kind: z.enum(["hold", "adjust"]),
  because: z.string(),
  steps: z
    .array(
      z.object({
        kind: z.enum(["buy", "sell", "borrow", "repay", "increase", "reduce", "deposit", "withdraw"]),
        asset: z.string(),
        quantity: z.number(),
        notional: z.number(),
      }),
    )
    .readonly(),
  from: z.number(),
  to: z.number(),
  cost: z.number().describe("quote currency"),
  equityAfter: z.number().describe("quote currency"),
  after: coordinatesSchema,
  size: z
    .object({
      leverageRatio: z.number().describe("asked for, its size, of the equity at the venue"),
      notional: z.number().describe("what it comes to, quote currency"),
      leverageRatioMax: z.number().describe("highest that may be opened at that notional; 0 where none may"),
      notionalMax: nullable.describe(
        "to fit the tier: largest notional at that leverage; null where no limit is known",
      ),
    })
    .nullable()
    .default(null)
    .describe("where the size asked for stands in a higher tier of the venue; null where it does not"),
});

/** What every status carries. */
const common = {
  schema: z.literal("steelyard/decision/1"),
  verification: verificationSchema.optional().describe("what simulated paths say of it; only with --verify"),
  caps: z.array(cap).readonly(),
  wealth: z.number().describe("quote currency"),
  tolerance,
  policy,
  current: current.nullable(),
  hold: hold.nullable(),
  estimates,
  provenance: z.object({
    prices: pricesProvenance.nullable(),
    venue: z.object({ id: z.string(), release: z.string(), asOfMs: z.number(), source: z.string() }),
    engine: z
      .enum(["closed-form", "grid"])
      .describe("what computed the growth of the answer and its odds under the policy"),
    grid: z
      .object({
        nodes: z.number(),
        leak: z.number().describe("largest row-sum error"),
        stepMs: z.number(),
        checksPerStep: z.number().describe("checks of the policy that one step stands for"),
      })
      .nullable()
      .default(null),
    accuracy: z.enum(["fast", "full"]).default("fast"),
    growthErrorAnnual: nullable
      .default(null)
      .describe("growth a year that any other band under the same caps may add, at most"),
    seed: nullable.describe("seed of the posterior draws; null where nothing was drawn"),
    draws: z.number().default(0).describe("posterior draws behind the intervals"),
    model: modelProvenance.nullable().default(null),
    version: z.string(),
  }),
  notes: z.array(z.string()).readonly(),
};

const answer = {
  ...common,
  leverageRatio: z.number().describe("notional / equity in the venue; 1 is unlevered, negative is short"),
  band: z.object({ low: z.number(), high: z.number(), tradeTo: z.enum(["edge", "target"]) }),
  boundBy: z.enum(bounds),
  because: z.string(),
  regret: z.array(z.object({ within: fraction, low: z.number(), high: z.number() })).readonly(),
  isolatedShare: fraction.describe("share of wealth at the venue"),
  totalLeverageRatio: z.number().describe("notional / total wealth"),
  growth: z.object({
    rateAnnual: fraction.describe("expected log growth of wealth a year, net of all costs"),
    credible90: z.tuple([z.number(), z.number()]).readonly(),
    unleveredAnnual: fraction,
    probabilityBeatsUnlevered: nullable.describe("null where there is no view on the drift"),
    atDriftAnnual: fraction.describe("arithmetic drift of the price at which growth is stated"),
  }),
  bestIfKnown90: z
    .tuple([z.number(), z.number()])
    .readonly()
    .nullable()
    .default(null)
    .describe("90 % interval of the leverage that would be best if drift, volatility and rates were known"),
  odds: oddsSchema,
  certificate: certificate.nullable().default(null),
  breakEvenJumpsAnnual: nullable
    .default(null)
    .describe("jumps a year at which this leverage grows no faster than without it"),
  driftsAtLeverageRatio: z.number(),
  breakEvenDriftAnnual: fraction,
  impliedDriftAnnual: fraction,
  riskOnlyLeverageRatioMax: z.number().nullable().describe("null where no cap applies"),
  coordinates: coordinatesSchema,
  plan: planSchema.nullable(),
  cost: z.object({ carryAnnual: fraction.describe("negative earns"), tradingAnnual: fraction }),
};

/** The JSON form of a decision, as zod types. Fractions; years of 365 days; epoch ms; quote currency for money. */
export const decisionSchema = z
  .discriminatedUnion("status", [
    z.object({ ...answer, status: z.literal("optimal") }),
    z.object({ ...answer, status: z.literal("no-leverage") }),
    z.object({
      ...common,
      status: z.literal("infeasible"),
      conflict: z.array(z.enum([...capNames, "leverage-min"])).readonly(),
      because: z.string(),
    }),
  ])
  .describe(
    "A decision of Steelyard. Fractions, rates per year of 365 days continuously compounded, times in epoch ms UTC, money in quote currency.",
  );

/** The JSON form of a decision. */
export type DecisionJson = z.input<typeof decisionSchema>;
