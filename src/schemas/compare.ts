import { z } from "zod";
import { decisionSchema } from "./decision.js";
import { differenceSchema } from "./versus.js";

const [optimal] = decisionSchema.options;

const market = {
  id: z.string().describe("of the venue"),
  chain: z.string().nullable().describe("null where it is on none"),
  asset: z.string(),
  quote: z.string(),
};

const answered = optimal.pick({
  leverageRatio: true,
  totalLeverageRatio: true,
  isolatedShare: true,
  band: true,
  boundBy: true,
  growth: true,
  odds: true,
  cost: true,
});

/** The JSON form of the same wish at several venues. */
export const compareSchema = z.object({
  schema: z.literal("steelyard/compare/1"),
  asset: z.string(),
  wealth: z.number().nullable().describe("in cash, in each market's own quote currency; null where nothing was compared"),
  tolerance: optimal.shape.tolerance.nullable().describe("the same everywhere; null where nothing was compared"),
  answers: z
    .array(
      z.object({
        market: z.object(market),
        venue: optimal.shape.provenance.shape.venue.describe("whose terms, of which day"),
        status: z.enum(["optimal", "no-leverage", "infeasible"]),
        because: z.string(),
        answer: answered.nullable().describe("null where none fits"),
        difference: differenceSchema.nullable().describe("this answer less the first one's; null for the first"),
      }),
    )
    .readonly()
    .describe("fastest growth first"),
  lacking: z
    .array(z.object({ ...market, because: z.string() }))
    .readonly()
    .describe("not compared"),
  notes: z.array(z.string()).readonly(),
});

/** What `compare --json` prints. */
export type CompareJson = z.input<typeof compareSchema>;
