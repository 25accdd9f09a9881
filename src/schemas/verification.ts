import { z } from "zod";

const measured = z.object({ value: z.number(), standardError: z.number() });

/** The JSON form of a proof by paths. */
export const verificationSchema = z.object({
  holds: z.boolean().describe("false where anything stated is contradicted"),
  seed: z.number(),
  run: z
    .object({ engine: z.string(), because: z.string().nullable(), threads: z.number() })
    .describe("what ran the paths; no other number depends on it"),
  questions: z
    .array(
      z.object({
        name: z.enum([
          "liquidation-untouched",
          "liquidation-under-policy",
          "below-floor",
          "below-floor-at-edge",
          "growth",
          "trading-cost",
        ]),
        stated: z.number().describe("as the decision has it: a probability, or a rate a year"),
        isBound: z.boolean().describe("what is stated is an upper bound"),
        horizonMs: z.number().describe("of the paths"),
        asked: z
          .number()
          .nullable()
          .describe(
            "what the decision's own engine says to the very question that paths answer; null where it answers no such question",
          ),
        paths: measured.nullable().describe("null where they are not asked"),
        count: z.number().describe("how many paths"),
        standardErrors: z
          .number()
          .nullable()
          .describe(
            "paths less asked (of a bound without it, less stated), in standard errors; null where not compared",
          ),
        verdict: z
          .enum(["agrees", "holds", "contradicted", "not-compared"])
          .describe("within four standard errors; holds: paths stay within the bound"),
        because: z
          .string()
          .nullable()
          .describe("how what was asked differs from what is stated, or why it was not asked"),
      }),
    )
    .readonly(),
});
