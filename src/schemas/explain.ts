import { z } from "zod";
import { decisionSchema } from "./decision.js";
import { versusSchema } from "./versus.js";

const fraction = z.number();
const atInput = z
  .object({ value: z.number(), leverageRatio: z.number().nullable().describe("null where no answer fits") })
  .nullable();

/** The JSON form of an explanation. */
export const explainSchema = z.object({
  schema: z.literal("steelyard/explain/1"),
  leverage: z
    .array(
      z.object({
        leverageRatio: z.number().describe("notional / total wealth"),
        terms: z.object({
          drift: fraction,
          yield: fraction,
          lend: fraction,
          borrow: fraction,
          assetBorrow: fraction,
          funding: fraction,
          varianceDrag: fraction,
          jumps: fraction.nullable().describe("null where a jump may take everything"),
          gaps: fraction.nullable().describe("null where a gap may take everything"),
          leftAlone: fraction.nullable().describe("null where being left alone may take everything"),
        }),
        growthAnnual: fraction.nullable().describe("their sum; null where a liquidation may take everything"),
      }),
    )
    .readonly()
    .describe("a step less, the answer, a step more; growth a year before trading, each part adding where positive"),
  byGrowthAlone: z.number().nullable().describe("leverage of total wealth without any cap; null where nobody watches"),
  tradingAnnual: fraction.describe("what trading and wandering in the band change of the answer's growth"),
  tippingPoints: z
    .array(
      z.object({
        input: z.string().describe("its path in the request"),
        label: z.string(),
        unit: z.enum(["fraction", "multiple", "years", "money", "count"]),
        value: z.number(),
        step: z.number().describe("one standard error, or a tenth of the value where it has none"),
        below: atInput,
        above: atInput,
      }),
    )
    .readonly()
    .describe("the nearest values at which the leverage changes by a tenth; null where none is found"),
  versus: versusSchema.nullable().default(null).describe("the same wish at another venue; null where none was named"),
  decision: decisionSchema,
});

/** What `explain --json` prints. */
export type ExplainJson = z.input<typeof explainSchema>;
