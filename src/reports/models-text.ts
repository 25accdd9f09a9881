import type { ModelsJson } from "../schemas/index.js";
import { age, day, duration, percent, significant } from "./format.js";
import { joined, paragraph, table } from "./layout.js";

/** One fitted market model, as it is listed. */
export type ModelReport = ModelsJson["models"][number];

/** The object that `models --json` prints. */
export const modelsToJson = (models: readonly ModelReport[]): ModelsJson => ({
  schema: "steelyard/models/1",
  models,
});

const withError = ({ value, standardError }: ModelReport["volatilityAnnual"]): string =>
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
