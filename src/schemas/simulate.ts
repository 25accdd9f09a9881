import { z } from "zod";

const measured = z.object({
  value: z.number(),
  standardError: z.number().describe("what another seed would change, one standard error"),
});

const quantiles = z.array(measured.extend({ probability: z.number().describe("of a value at most this") })).readonly();

const money = quantiles.describe("quote currency");

const outcome = z.object({
  wealth: money,
  lowestWealth: money,
  liquidation: measured,
  estimator: z
    .enum(["hazard", "count"])
    .describe("by the chances of a close in each step given its start, or by the closes that came"),
  belowFloor: measured.nullable().describe("at some time on the way; null where it cannot fall that far"),
  drawdown: z.object({ mean: measured, quantiles }).describe("fractions of the highest value so far"),
  lossGivenLiquidation: measured.nullable().describe("fraction of wealth before it; null where no path was closed"),
  traded: measured.describe("notional traded over wealth, over the whole horizon"),
  cost: measured.describe("what trading cost, a fraction of wealth, over the whole horizon"),
  trades: measured.describe("how many, over the whole horizon"),
  fan: z
    .array(z.object({ timeMs: z.number(), wealth: money, liquidated: measured, belowFloor: measured.nullable() }))
    .readonly()
    .describe("up to each time since the start; `liquidated` is the curve of first passage"),
});

const position = z.object({
  as: z
    .enum(["advised", "asked", "left-alone", "unlevered"])
    .describe(
      "as the decision says and its policy keeps it; as --hold or --band asked, kept likewise; what is held now, never touched; where nothing is held, the asset without a debt",
    ),
  leverageRatio: z.number().describe("at the venue, at the start"),
  band: z
    .object({ low: z.number(), high: z.number(), tradeTo: z.enum(["edge", "target"]) })
    .nullable()
    .describe("null where nobody touches it"),
  wealth: z.number().describe("that the paths move, at the start, after what it cost to get there, quote currency"),
  share: z.number().describe("of it at the venue, restored at each step"),
  idle: z.number().describe("wealth beside it, out of the venue's reach, quote currency"),
  cost: z.number().describe("to get there, quote currency"),
  outcome,
});

/** The JSON form of a simulation. */
export const simulateSchema = z.object({
  schema: z.literal("steelyard/simulate/1"),
  horizonMs: z.number(),
  paths: z.number(),
  steps: z.number(),
  stepMs: z.number(),
  seed: z.number(),
  law: z.object({ name: z.enum(["normal", "states", "hourly-states", "garch", "bars"]), source: z.string() }),
  isPredictive: z.boolean().describe("drift and volatility are drawn anew for each path from what is believed of them"),
  followsTrigger: z
    .boolean()
    .describe("false where the price that triggers liquidation is not the market's: no path is closed then"),
  floor: z.number().describe("wealth below this is counted, quote currency"),
  positions: z.array(position).readonly().describe("on the same paths"),
  run: z
    .object({ engine: z.string(), because: z.string().nullable(), threads: z.number() })
    .describe("what computed it; no other number depends on it"),
  provenance: z.object({
    venue: z.object({ id: z.string(), release: z.string(), asOfMs: z.number(), source: z.string() }),
    version: z.string(),
  }),
  notes: z.array(z.string()).readonly(),
});

/** What `simulate --json` prints. */
export type SimulateJson = z.infer<typeof simulateSchema>;
