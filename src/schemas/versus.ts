import { z } from "zod";

const nullable = z.number().nullable();

const comparedMarket = z.object({
  id: z.string(),
  release: z.string(),
  asset: z.string(),
  quote: z.string(),
  asOfMs: z.number(),
  source: z.string(),
});

const answer = z.object({
  leverageRatio: z.number().describe("notional / total wealth"),
  growthAnnual: nullable.describe("null where a liquidation may take everything"),
  liquidationProbability: nullable.describe("under the policy; null where it cannot be said"),
});

const attributed = z.object({
  total: z.number().describe("there less here"),
  parts: z
    .object({ carry: z.number(), threshold: z.number(), outcome: z.number(), cost: z.number() })
    .describe("Shapley's value of each part of the rules; they sum to the total"),
});

/** The JSON form of what makes the answers of two venues differ. */
export const differenceSchema = z.discriminatedUnion("status", [
    z.object({
      status: z.literal("explained"),
      from: answer.describe("here"),
      to: answer.describe("there"),
      leverageRatio: attributed,
      growthAnnual: attributed.nullable(),
      liquidationProbability: attributed.nullable(),
    }),
    z.object({
      status: z.literal("no-answer"),
      venues: z.array(z.string()).readonly().describe("at which none fits"),
      because: z.string(),
    }),
]);

/** The JSON form of a comparison of two venues. */
export const versusSchema = z.object({ here: comparedMarket, there: comparedMarket, difference: differenceSchema });
