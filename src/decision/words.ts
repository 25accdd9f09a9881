import { meanJump, type BoundBy } from "../model/index.js";
import { seesMarket } from "./safety.js";
import type { Setting } from "./setting.js";
import type { Solution } from "./solution.js";
import type { Unattended } from "./unattended.js";

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

/** Why an answer with a view is what it is, in one sentence. */
export function becauseOf({ boundBy, limits, setting }: Pick<Solution, "boundBy" | "limits" | "setting">): string {
  const least =
    setting.request.tolerance.leverageRatioMin === undefined
      ? "you hold the asset, which is taken as the least"
      : "your own least leverage keeps it there";
  const reasons: Partial<Record<BoundBy, string>> = {
    growth: "growth of wealth is highest there, given the drift believed, what holding costs and the volatility",
    "borrow-spread":
      "the asset is worth holding, and not worth borrowing for: what it is believed to earn does not pay the borrow rate and the variance that more of it adds",
    "trading-cost": "a trade costs more than a better leverage would earn back",
    "no-view": "without a view on the drift nothing says that borrowing pays",
    "leverage-min": `${least}; by growth and caps alone you would hold less`,
  };
  const cap = limits.find(({ name }) => name === boundBy);
  return reasons[boundBy] ?? `the ${boundBy} cap binds: ${cap?.reason ?? ""}`;
}

/** What it means that nobody watches. */
function unattendedNote({ rescue }: Unattended, sees: boolean): string {
  const gaps = sees ? "; gaps bound the leverage and are not in the growth" : "";
  return rescue === undefined
    ? `Nobody watches: the odds under the policy are those of the untouched position, repeated at each reset${gaps}, and no leverage is taken that a liquidation could wipe out.`
    : `Nobody watches, but for the rescue: the odds under the policy are a bound, as if the position always stood where the rescue acts${gaps}.`;
}

/** What the reader must know that no number says. */
export function notesOf(setting: Setting): readonly string[] {
  const { request, hasView, tolerance, policy, beliefs } = setting;
  const { estimates, venue } = request;
  const notes: string[] = [];
  if (!hasView)
    notes.push(
      `No view on the drift: growth is stated at ${percent(beliefs.driftAnnual)} a year, at which the asset earns the lend rate, for comparison only.`,
    );
  if (estimates.gap === null && seesMarket(setting))
    notes.push("No gap is known, so sudden moves are not counted: give prices with lows, or a gap to survive.");
  if (estimates.gap?.kind === "estimated" && estimates.gap.readFrom === "closes" && seesMarket(setting))
    notes.push("Gaps were read from closes, not lows: they are understated.");
  if (estimates.gap?.kind === "stated" && policy.kind === "rebalanced")
    notes.push("Odds under the policy count ordinary moves alone: no gap larger than the one stated is allowed for.");
  if (policy.kind === "unattended") notes.push(unattendedNote(policy, seesMarket(setting)));
  const { jumps = null } = estimates;
  if (jumps !== null && !jumps.countedInDrift && hasView)
    notes.push(
      `Jumps take ${percent(-jumps.intensityAnnual.value * meanJump(jumps))} a year off the drift believed: ${percent(beliefs.driftAnnual)} is left, at which growth is stated.`,
    );
  if (tolerance.measuredAgainst === "holding") notes.push("Losses are measured against simply holding the asset.");
  if (venue.model.recourse)
    notes.push(
      "The lender has recourse: what the account cannot pay is still owed, so no share of wealth is out of reach.",
    );
  return notes;
}
