import { z } from "zod";

const withError = z.object({ value: z.number(), standardError: z.number() });

const scoreSchema = z.object({
  name: z.string(),
  label: z.string(),
  qlike: z.number().describe("mean QLIKE loss, >= 0; 0 is perfect"),
  worseThanBest: z.number().describe("0 for the best"),
  worseThanBestStandardError: z.number().describe("0 for the best"),
  forecastVolatilityAnnual: withError.describe("what it forecasts now; error as measured out of sample"),
});

const contestSchema = z.object({
  horizonDays: z.number(),
  proxy: z.string().describe("what the forecasts were held against"),
  scoredDays: z.number(),
  skippedDays: z.number().describe("not scored, because no price moved"),
  fromMs: z.number().describe("first scored forecast, epoch ms"),
  toMs: z.number().describe("last scored forecast, epoch ms"),
  scores: z.array(scoreSchema).readonly().describe("best first"),
  tooCloseToCall: z.array(z.string()).readonly().describe("names whose loss is within two errors of the best one's"),
  leftOut: z.array(z.object({ label: z.string(), because: z.string() })).readonly(),
  track: z
    .array(
      z.object({
        timeMs: z.number().describe("last forecast of the span, epoch ms"),
        realisedVolatilityAnnual: z.number(),
        bestVolatilityAnnual: z.number(),
      }),
    )
    .readonly()
    .describe("what came and what the best one forecast: root mean squares over spans of equally many forecasts"),
});

/** The JSON form of the contest of volatility estimators on one series. */
export const estimateSchema = z.object({
  schema: z.literal("steelyard/estimate/1"),
  nextDay: contestSchema,
  next30Days: contestSchema,
  inUse: z
    .object({
      name: z.string(),
      placeNextDay: z.number().nullable().describe("1 for the best; null where it could not take part"),
      placeNext30Days: z.number().nullable(),
    })
    .describe("the forecaster behind the estimates of every other command"),
  holding: z
    .object({
      days: z.number(),
      growthAnnual: z.number().describe("log growth a year"),
      volatilityAnnual: z.number().describe("of simple daily returns"),
      drawdownMax: z.number().describe("of daily closes, a fraction >= 0"),
      sharpe: z.number().nullable().describe("no safe rate is taken off; null where no price moved"),
    })
    .describe("holding the asset over the span of the prices"),
  varianceScaling: z
    .object({
      months: z.number(),
      alphaAnnual: withError,
      sharpe: z.number().describe("of plain holding, by months"),
      sharpeManaged: z.number(),
      weightMax: z.number().describe("most that was held, times the asset"),
      verdict: z.enum(["paid", "cost", "within-error"]).describe("within-error: alpha is within two errors of 0"),
    })
    .nullable()
    .describe("holding in proportion to 1 / last month's variance; null where it could not be measured: see notes"),
  prices: z.object({
    source: z.string(),
    rows: z.number(),
    fromMs: z.number(),
    toMs: z.number(),
    gaps: z.object({ count: z.number(), missing: z.number() }),
  }),
  notes: z.array(z.string()).readonly(),
});

/** A contest of volatility estimators for one horizon, as it is reported. Volatilities are a year's, fractions. */
export type ContestJson = z.infer<typeof contestSchema>;

/** How one estimator did, as it is reported. */
export type ScoreJson = z.infer<typeof scoreSchema>;

/** What `estimate --json` prints. */
export type EstimateJson = z.infer<typeof estimateSchema>;
