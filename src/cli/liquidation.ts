import { decide } from "../decision/index.js";
import { equity as equityOf, YEAR_MS, DAY_MS, type Account, type Coordinates, type Prices } from "../model/index.js";
import {
  liquidationText,
  liquidationToJson,
  type LiquidationLoss,
  type LiquidationReport,
  type Subject,
} from "../reports/index.js";
import { onePath, pricesAt, type VenueMarket } from "../venues/index.js";
import { jsonText, type Call } from "./command.js";
import { withPosition, withoutMarket } from "./position-inputs.js";
import { required } from "./setting-readers.js";
import { typed, type Settings } from "./settings.js";
import type { FlagName } from "./flags.js";
import { wired } from "./wiring.js";

/** Equity left for the holder may not be negative: what is missing is bad debt. */
const amountLeft = (account: Account, prices: Prices): number => Math.max(0, equityOf(account, prices));

/** A step past the liquidation price, as a ratio: at the price itself the venue may not yet act. */
const PAST = 1e-9;

/** What the venue does when the price has just passed liquidation; null where there is no such price. */
function lossOf(
  venue: VenueMarket,
  subject: Subject,
  { liquidationPriceRatio: ratio }: Coordinates,
): LiquidationLoss | null {
  if (ratio === null) return null;
  const today: Prices = { [venue.quote]: 1, [venue.asset]: subject.price };
  const exposure = { equity: subject.equity, notional: subject.quantity * subject.price };
  const account = venue.model.holding(venue.asset, exposure, today);
  const prices = pricesAt(onePath(today, venue.asset), ratio < 1 ? ratio * (1 - PAST) : ratio * (1 + PAST));
  const { closedNotional, cost, badDebt, account: left } = venue.model.liquidate(account, prices);
  return {
    equityBefore: amountLeft(account, prices),
    closedNotional,
    cost,
    badDebt,
    equityAfter: amountLeft(left, prices),
  };
}

/** Names what stands in where only the place of liquidation is asked for: it depends on neither. */
const STAND_INS: readonly (readonly [FlagName, string])[] = [
  ["volatility", "50%"],
  ["borrow-rate", "0%"],
  ["funding", "0%"],
  ["asset-borrow-rate", "0%"],
];

/** The settings of a decision whose current position is the one asked about. */
function asked(settings: Settings): Settings {
  const filled = new Map(withPosition(settings));
  filled.delete("hold");
  if (withoutMarket(settings))
    for (const [name, text] of STAND_INS) if (!filled.has(name)) filled.set(name, typed(name, text));
  if (!filled.has("side"))
    filled.set("side", typed("side", (filled.get("quantity")?.text ?? "").startsWith("-") ? "short" : "long"));
  return filled;
}

/** Where a position is liquidated, how likely, and what it costs. @throws SteelyardError */
export async function run({ settings, switches, io, stages }: Call): Promise<string> {
  const filled = asked(settings);
  const first = await wired(filled, io, stages, settings);
  const { subject, inputNotes } = first;
  const held = (subject.quantity * subject.price) / subject.equity;
  const decision = decide({ ...first.request, leverageRatio: held });
  const { current, hold, provenance } = decision;
  const at = required(current ?? undefined, "quantity", "a position other than cash");
  const known = !withoutMarket(settings);
  const ratio = at.coordinates.liquidationPriceRatio;
  const deviation = decision.estimates.volatilityAnnual.value * Math.sqrt(DAY_MS / YEAR_MS);
  const report: LiquidationReport = {
    leverageRatio: held,
    coordinates: at.coordinates,
    distanceInDays: known && ratio !== null ? Math.abs(Math.log(ratio)) / deviation : null,
    odds: known ? at.odds : null,
    oddsByHorizon: known && hold !== null ? hold.oddsByHorizon : [],
    outcome: lossOf(first.request.venue, subject, at.coordinates),
    provenance: { venue: provenance.venue },
    notes: known ? [...inputNotes, ...decision.notes] : inputNotes,
  };
  if (switches.json) return jsonText(liquidationToJson(report));
  const text = liquidationText(report, subject);
  return switches.quiet ? `${text.split("\n\n")[0] ?? ""}\n` : text;
}
