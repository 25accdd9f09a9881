import { gapPriceRatio, type Gap } from "../model/index.js";
import { marketModels, type MarketModel } from "../models/index.js";
import { modelsText, modelsToJson, type ModelReport } from "../reports/index.js";
import { jsonText, type Call } from "./command.js";

/** The fall within a gap's window that comes once a year, at its upper bound. */
const gapReport = (gap: Gap): ModelReport["gaps"] =>
  gap.kind === "stated" ? [] : [{ windowMs: gap.windowMs, dropOnceAYear: 1 - gapPriceRatio(gap, "drops", 1) }];

/** One model as it is listed. */
function reportOf(model: MarketModel): ModelReport {
  const { id, asset, quote, alsoCalled, prices, volatilityAnnual, driftAnnual, gaps, jumps, funding, borrowRate } =
    model;
  const figure = ({ value, standardError }: { readonly value: number; readonly standardError: number }) => ({
    value,
    standardError,
  });
  return {
    ...{ id, asset, quote, alsoCalled, source: prices.source, fromMs: prices.fromMs, toMs: prices.toMs },
    volatilityAnnual: figure(volatilityAnnual),
    driftAnnual: figure(driftAnnual),
    driftKind: driftAnnual.kind,
    gaps: gaps.flatMap(gapReport),
    fundingAnnual: funding === null ? null : figure(funding.level),
    borrowRateAnnual: borrowRate === null ? null : figure(borrowRate.level),
    jumpsAnnual: jumps === null ? null : figure(jumps.intensityAnnual),
    jumpSize: jumps === null ? null : jumps.meanDown,
  };
}

/** The fitted market models that come with the program. @throws SteelyardError */
export async function run({ switches, io }: Call): Promise<string> {
  const reports = marketModels.map(reportOf);
  if (switches.json) return jsonText(modelsToJson(reports));
  return switches.quiet ? reports.map(({ id }) => `${id}\n`).join("") : modelsText(reports, io.nowMs());
}
