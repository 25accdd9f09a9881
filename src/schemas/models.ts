import { z } from "zod";

const fitted = z.object({ value: z.number(), standardError: z.number() });

const modelSchema = z.object({
  id: z.string(),
  asset: z.string(),
  quote: z.string(),
  alsoCalled: z.array(z.string()).readonly(),
  source: z.string(),
  fromMs: z.number(),
  toMs: z.number().describe("last price behind the fit, epoch ms"),
  volatilityAnnual: fitted,
  driftAnnual: fitted,
  driftKind: z.enum(["posterior", "peg"]),
  gaps: z
    .array(z.object({ windowMs: z.number(), dropOnceAYear: z.number().describe("upper bound, a fraction of price") }))
    .readonly()
    .describe("falls within a reaction window that come once a year, at their upper bound"),
  fundingAnnual: fitted.nullable().describe("null where none was fitted"),
  borrowRateAnnual: fitted.nullable().describe("null where none was fitted"),
  jumpsAnnual: fitted.nullable().describe("lasting jumps a year; null where gaps say all that is known"),
  jumpSize: z.number().nullable().describe("mean log size of a fall by a jump"),
});

/** The JSON form of the list of fitted market models. */
export const modelsSchema = z.object({
  schema: z.literal("steelyard/models/1"),
  models: z.array(modelSchema).readonly(),
});

/** What `models --json` prints. */
export type ModelsJson = z.infer<typeof modelsSchema>;
