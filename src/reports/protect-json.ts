import type { ProtectJson } from "../schemas/index.js";
import { assertFiniteJson } from "./decision-json.js";
import type { ProtectReport } from "./protect.js";

/** The object that `protect --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export function protectToJson({ request, protections, notes }: ProtectReport): ProtectJson {
  const { venue, wealth, leverageRatio, tolerance, watching, slippageRate, put, paths, seed } = request;
  const { lossMax, horizonMs, probabilityMax } = tolerance;
  const { checkYears, downShare = 0, downYears = checkYears } = watching;
  const { model, asset, quote, asOfMs } = venue;
  const value = {
    schema: "steelyard/protect/1" as const,
    venue: { id: model.id, release: model.release, asset, quote, asOfMs },
    ...{ wealth, leverageRatio, tolerance: { lossMax, horizonMs, probabilityMax } },
    watching: { checkYears, downShare, downYears },
    ...{ slippageRate, put, paths, seed },
    ...protections,
    notes: [...protections.notes, ...notes],
  };
  assertFiniteJson(value, "");
  return value;
}
