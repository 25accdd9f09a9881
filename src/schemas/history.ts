import { z } from "zod";

const span = { fromMs: z.number().describe("epoch ms UTC"), toMs: z.number().describe("epoch ms UTC") };

const figure = z.object({ value: z.number(), standardError: z.number() }).nullable();

const rates = z
  .object({
    rows: z.number(),
    ...span,
    intervalMs: z.number().describe("the middle step between two of them"),
    missing: z.number().describe("how many lack at that step"),
    meanAnnual: z.number().describe("a year, continuously compounded, funding summed; what the borrower or the long pays"),
    standardError: z.number().nullable().describe("of the mean; null where the past is too short to tell"),
  })
  .nullable()
  .describe("null where the venue has none");

/** The JSON form of a market's past. */
export const historySchema = z.object({
  schema: z.literal("steelyard/history/1"),
  market: z.string().describe("its folder in the cache"),
  source: z.string().describe("who told it: a host"),
  price: z.enum(["last", "mark", "oracle"]).describe("which price the bars are of"),
  intervalMs: z.number(),
  asked: z.object(span),
  bars: z.object({
    rows: z.number(),
    ...span,
    closesOnly: z.boolean().describe("true where open, high and low are not told"),
    lastClose: z.number().describe("quote currency"),
    missing: z.number(),
    gaps: z
      .array(z.object({ ...span, missing: z.number().describe("bars that lack between these two closes") }))
      .readonly(),
  }),
  volatilityAnnual: figure.describe("standard deviation of log returns a year; null where too few bars tell it"),
  funding: rates,
  borrowRate: rates,
  folder: z.string().describe("where its files are"),
  fetchedRows: z.number().describe("rows that were asked for now; the others were kept from before"),
  notes: z.array(z.string()).readonly(),
});

/** What `history --json` prints. */
export type HistoryJson = z.input<typeof historySchema>;
