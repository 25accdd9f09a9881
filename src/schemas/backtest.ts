import { z } from "zod";

const nullable = z.number().nullable();

const timeMs = z.number().describe("epoch ms UTC");

const interval = z.object({ low: z.number(), high: z.number() });

const figure = interval.extend({ value: z.number() });

/** ln(end / start) a year, or that nothing was left. */
const growth = z.union([z.number(), z.literal("ruined")]);

const summary = z.object({
  startMs: timeMs,
  endMs: timeMs,
  wealthStart: z.number(),
  wealthEnd: z.number().describe("0 after ruin; below 0 where the holder still owes"),
  growthAnnual: nullable.describe("ln(end / start) a year: exp(it) - 1 is the compound change a year; null after ruin"),
  volatilityAnnual: nullable,
  drawdownMax: z.number().describe("a fraction"),
  expectedShortfall: nullable.describe("mean loss of the worst 2.5 % of days, a fraction"),
  liquidations: z.number(),
  ruinedMs: nullable.describe("epoch ms UTC; null: it never was"),
  trades: z.number(),
  tooSmall: z.number().describe("trades that were smaller than the smallest one"),
  turnoverAnnual: z.number().describe("traded / wealth a year"),
  leverageRatioMean: z.number(),
  timeBoundBy: z.record(z.string(), z.number()).describe("share of time during which each name fixed the leverage"),
});

const ledger = z
  .object({
    price: z.number(),
    carry: z.object({
      borrow: z.number(),
      assetBorrow: z.number(),
      lend: z.number(),
      yield: z.number(),
      funding: z.number(),
      reserve: z.number(),
    }),
    costs: z.object({
      fee: z.number(),
      spread: z.number(),
      impact: z.number(),
      fixed: z.number(),
      concession: z.number(),
      reward: z.number(),
    }),
    liquidation: z.number(),
    forgiven: z.number(),
  })
  .describe("quote currency; each adds to wealth, so costs are below 0; their sum is the change of wealth");

const parts = z.object({
  price: z.number(),
  carry: z.number(),
  varianceDrag: z.number(),
  cost: z.number(),
  liquidation: z.number(),
  total: z.number(),
});

/** Where the total of a backtest came from. */
export const attributionSchema = z.object({
  money: parts.describe("quote currency, in whole cents; they add up to the change of wealth"),
  growthAnnual: parts.nullable().describe("of ln(end / start) a year, fractions; null after ruin, and where wealth is owed"),
});

const judgement = z.object({
  verdict: z.enum(["baseline", "ruined", "better", "worse", "undecided"]),
  ruinedMs: nullable,
  growthAnnual: growth,
  growthInterval: interval.nullable().describe("of growthAnnual in 90 % of the drawn histories"),
  drawdownMax: z.number().describe("at the closes of days"),
  drawdownInterval: interval.nullable(),
  expectedShortfall: figure.nullable(),
  growthDifference: figure.nullable().describe("growthAnnual less that of the baseline"),
  beats: interval
    .extend({ value: z.number(), drawingError: z.number() })
    .nullable()
    .describe("chance to grow faster than the baseline over another history as long"),
  sharpeAnnual: nullable,
  deflatedSharpe: nullable.describe("probability that the true Sharpe ratio is above what the best of all tried would show by luck"),
});

const trials = z.object({
  tried: z.number(),
  independent: z.number().describe("independent strategies that they are worth"),
  variance: z.number(),
  highestExpected: z.number().describe("Sharpe ratio to expect of the best if none had any, per period"),
});

const overfitting = z
  .object({
    probability: z.number().describe("that the best of one half of the past is not above the median of the other"),
    splits: z.number(),
    blocks: z.number(),
    strategies: z.number(),
    score: z.enum(["growth", "sharpe"]),
    scoreChosen: nullable,
    scoreAfter: nullable,
    degradationSlope: nullable,
    lossProbability: z.number(),
  })
  .nullable();

const window = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("measured"),
    name: z.string(),
    fromMs: timeMs,
    toMs: timeMs,
    cut: z.boolean().describe("true where the run does not cover all of it"),
    logGrowth: growth.describe("over the window, not a year"),
    simpleReturn: z.number(),
    drawdownMax: z.number(),
    liquidations: z.number(),
  }),
  z.object({ status: z.literal("not-available"), name: z.string(), because: z.string() }),
]);

const event = z.object({
  kind: z.enum(["trade", "liquidation", "resting-order", "ruin"]),
  atMs: timeMs,
  price: z.number(),
  notional: z.number(),
  from: z.number(),
  to: z.number(),
  because: z.string(),
});

const column = z.array(z.number()).readonly();

/** What the pictures show: the state at the end of each of some hundred spans. */
const track = z.object({
  closeMs: column,
  price: column,
  wealth: column,
  drawdown: column.describe("the deepest of each span, a fraction"),
  leverageRatio: column,
  bandLow: z.array(nullable).readonly(),
  bandHigh: z.array(nullable).readonly(),
  liquidationLeverage: z.array(nullable).readonly().describe("leverage ratio at which the venue would close; null where none does"),
  cost: column.describe("paid so far, quote currency"),
});

const policy = z.object({
  label: z.string(),
  id: z.string(),
  source: z.string(),
  asked: z.string().describe("as it was typed"),
  summary,
  ledger,
  attribution: attributionSchema,
  judgement: judgement.nullable().describe("null where the days are too few"),
  years: z.array(window).readonly(),
  crashes: z.array(window).readonly(),
  eventCount: z.number(),
  events: z.array(event).readonly().describe("the first thousand, liquidations and ruin before trades"),
  track,
});

const rate = z
  .object({ recorded: z.string().nullable().describe("the file"), statedAnnual: nullable })
  .nullable();

/** One policy of a sweep. */
const swept = z.object({
  label: z.string(),
  values: z.record(z.string(), z.union([z.number(), z.string()])),
  growthAnnual: nullable.describe("ln(end / start) a year; null after ruin"),
  drawdownMax: z.number(),
  liquidations: z.number(),
});

/** The JSON form of a backtest. */
export const backtestSchema = z.object({
  schema: z.literal("steelyard/backtest/1"),
  market: z.object({
    venue: z.string(),
    release: z.string(),
    asOfMs: timeMs.describe("of the parameters"),
    source: z.string(),
    asset: z.string(),
    quote: z.string(),
  }),
  asked: z.object({
    wealth: z.number(),
    checkIntervalMs: z.number(),
    reactionMs: z.number(),
    costs: z.object({
      feeRate: nullable.describe("null: the venue's own"),
      spreadRate: z.number(),
      impact: z.object({ rate: z.number(), notional: z.number() }).nullable(),
      fixedCost: z.number(),
      tradeMin: z.number(),
    }),
    rates: z.object({ borrow: rate, assetBorrow: rate, lend: rate, yield: rate, funding: rate }),
    gaps: z.object({ prices: z.string(), rates: z.string(), funding: z.string() }),
  }),
  prices: z.object({
    source: z.string(),
    rows: z.number(),
    fromMs: timeMs,
    toMs: timeMs,
    intervalMs: z.number(),
    missing: z.number(),
    closesOnly: z.boolean(),
    trigger: z.string().nullable().describe("file of the prices that liquidate; null: those of the trades"),
  }),
  baseline: z.string().describe("label of what every policy is held against"),
  chosen: z.string().describe("label of the policy that grew fastest and was not ruined"),
  luck: z
    .object({
      days: z.number(),
      daysPerYear: z.number(),
      resamples: z.number(),
      seed: z.number(),
      blockLength: z.number().describe("days"),
      trials,
      overfitting,
    })
    .nullable()
    .describe("null where the days are too few to be drawn again"),
  policies: z.array(policy).readonly().describe("the baseline first"),
  sweep: z
    .object({
      policies: z.number(),
      refused: z.number().describe("combinations that are no policy"),
      ruined: z.number(),
      periodDays: z.number().describe("days over which returns were judged"),
      trials,
      overfitting,
      deflatedSharpe: nullable.describe("of the best"),
      best: z.array(swept).readonly(),
      file: z.string().nullable(),
    })
    .nullable()
    .describe("null where policies were named"),
  notes: z.array(z.string()).readonly(),
});

/** What `backtest --json` prints. */
export type BacktestJson = z.input<typeof backtestSchema>;

/** The JSON form of where a backtest's total came from. */
export const backtestExplainSchema = z.object({
  schema: z.literal("steelyard/backtest-explain/1"),
  label: z.string(),
  wealthStart: z.number(),
  wealthEnd: z.number(),
  attribution: attributionSchema,
  ledger,
});

/** What `explain --backtest --json` prints. */
export type BacktestExplainJson = z.input<typeof backtestExplainSchema>;
