import { carryCosts } from "../decision/index.js";
import { carrySentence, carryText, carryToJson, type CarryReport } from "../reports/index.js";
import { jsonText, type Call } from "./command.js";
import { withPosition, withoutMarket } from "./position-inputs.js";
import { required } from "./setting-readers.js";
import { typed, type Settings } from "./settings.js";
import { wired, type Wired } from "./wiring.js";

/** The settings with a position in them, and with a volatility that stands in where none is known: what is held costs the same at any. */
function asked(settings: Settings): Settings {
  const filled = new Map(withPosition(settings));
  if (!settings.has("quantity")) filled.delete("hold");
  return withoutMarket(settings) ? filled.set("volatility", typed("volatility", "50%")) : filled;
}

/** What is held costs and would cost. @throws MissingError (E_MISSING) where nothing is held */
function reportOf({ request, subject, inputNotes }: Wired, marketKnown: boolean): CarryReport {
  required(subject.quantity || undefined, "quantity", "a position other than cash");
  const { venue, estimates } = request;
  const volatilityAnnual = marketKnown ? estimates.volatilityAnnual : null;
  const { account, costs = {}, mandate = {}, leverageRatio } = request;
  const hold = leverageRatio === undefined ? {} : { leverageRatio };
  const { model, asOfMs, source } = venue;
  return {
    ...carryCosts({ venue, account, costs, mandate, ...hold, estimates: { ...estimates, volatilityAnnual } }),
    volatilityAnnual: volatilityAnnual?.value ?? null,
    provenance: { venue: { id: model.id, release: model.release, asOfMs, source } },
    notes: inputNotes,
  };
}

/** What a position costs to hold, now and at other sizes. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const all = await wired(asked(settings), io, stages, settings);
  const report = reportOf(all, !withoutMarket(settings));
  if (switches.json) return jsonText(carryToJson(report));
  return switches.quiet ? `${carrySentence(report, all.subject)}\n` : carryText(report, all.subject);
}
