import { z } from "zod";

const nullable = z.number().nullable();

const part = z.object({
  annual: z.number().describe("cost a year as a fraction of equity; negative earns"),
  amount: z.number().describe("what it is charged or paid on, quote currency"),
  rateAnnual: nullable.describe("cost a year as a fraction of that amount; null where it is 0"),
});

const size = z.object({
  leverageRatio: z.number(),
  carryAnnual: z.number().describe("net cost a year as a fraction of equity, the sum of its parts; negative earns"),
  parts: z.object({ borrow: part, assetBorrow: part, lend: part, yield: part, funding: part }),
  marginalBorrowRateAnnual: nullable.describe(
    "what one unit of debt more costs a year, with what it does to the rate of all of the debt; null where more leverage borrows nothing",
  ),
  meanBreakEvenDriftAnnual: nullable.describe(
    "drift at which it earns as much as 1x in the mean, with neither variance nor jumps counted; null at 1x",
  ),
  breakEvenDriftAnnual: nullable.describe(
    "drift at which it grows as fast as 1x, both counted; null at 1x, without a volatility, and where jumps must be stated and are not, and where a jump may take everything",
  ),
  tradingCost: z.number().describe("of trading once from what is held to this leverage, quote currency"),
});

/** The JSON form of a carry report. */
export const carrySchema = z.object({
  schema: z.literal("steelyard/carry/1"),
  equity: z.number().describe("quote currency, the same at every size"),
  held: size,
  sizes: z.array(size).readonly().describe("ascending in size, what is held among them"),
  leverageRatioMax: nullable.describe("what the venue opens and the pool and the market bear at this equity"),
  pool: z
    .object({
      utilisation: z.number().describe("share of the pool that is lent"),
      ownShare: z.number().describe("share of that which the holder owes"),
      bendLeverageRatio: nullable.describe("leverage at which its rate turns steep; null where it is there already"),
    })
    .nullable()
    .describe("null where no state of a pool was given, and where nothing is borrowed from one"),
  curve: z
    .array(z.object({ leverageRatio: z.number(), carryAnnual: z.number() }))
    .readonly()
    .describe("empty where no pool bends it"),
  volatilityAnnual: nullable.describe("behind breakEvenDriftAnnual; null where none was given"),
  provenance: z.object({
    venue: z.object({ id: z.string(), release: z.string(), asOfMs: z.number(), source: z.string() }),
  }),
  notes: z.array(z.string()).readonly(),
});

/** What `carry --json` prints. */
export type CarryJson = z.infer<typeof carrySchema>;
