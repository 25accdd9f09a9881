import { z } from "zod";
import { age, day, duration, percent, significant } from "./format.js";
import { joined, paragraph, table } from "./layout.js";

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

/** One fitted market model, as it is listed. */
export type ModelReport = z.infer<typeof modelSchema>;

/** The object that `models --json` prints. */
export const modelsToJson = (models: readonly ModelReport[]): z.infer<typeof modelsSchema> => ({
  schema: "steelyard/models/1",
  models,
});

const withError = ({ value, standardError }: z.infer<typeof fitted>): string =>
  standardError === 0 ? percent(value) : `${percent(value)} +- ${percent(standardError)}`;

/** What is fitted beside volatility, drift and gaps. */
function besideWords({ fundingAnnual, borrowRateAnnual, jumpsAnnual, jumpSize }: ModelReport): string {
  const parts = [
    ...(fundingAnnual === null ? [] : [`funding ${withError(fundingAnnual)}`]),
    ...(borrowRateAnnual === null ? [] : [`borrowing dollars ${withError(borrowRateAnnual)}`]),
    ...(jumpsAnnual === null || jumpSize === null
      ? []
      : [`${significant(jumpsAnnual.value)} lasting falls a year of ${percent(-Math.expm1(-jumpSize))} on average`]),
  ];
  return parts.length === 0 ? "nothing beside" : parts.join(", ");
}

/** Every model: what it is of, its figures with their errors, and how old its last price is. */
export function modelsText(models: readonly ModelReport[], nowMs: number): string {
  const rows = models.map((model) => [
    model.id,
    `${model.asset} in ${model.quote}`,
    withError(model.volatilityAnnual),
    model.driftKind === "peg" ? "none: a peg" : withError(model.driftAnnual),
    day(model.toMs),
  ]);
  const columns = [
    { title: "model", align: "left" },
    { title: "of", align: "left" },
    { title: "volatility", align: "right" },
    { title: "drift", align: "right" },
    { title: "prices up to", align: "left" },
  ] as const;
  const details = models.map((model) => {
    const gaps = model.gaps.map(({ windowMs, dropOnceAYear }) => `${percent(dropOnceAYear)} in ${duration(windowMs)}`);
    const span = `${day(model.fromMs)} to ${day(model.toMs)} (${age(model.toMs, nowMs)})`;
    return paragraph(
      `${model.id}: ${model.source}, ${span}; a fall once a year of at most ${gaps.join(", ")}; ${besideWords(model)}.`,
      "  ",
    );
  });
  return joined([
    ["Fitted market models: a few figures with their errors, and no live data."],
    table(columns, rows),
    ...details,
    ["Use one: steelyard optimize --model eth --venue aave-v3 --asset WETH ..."],
  ]);
}
