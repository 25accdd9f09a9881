import type { Range } from "../errors/index.js";
import type { StatedTolerance } from "../model/index.js";
import type { Io, LossAgainst } from "./io.js";
import { amount, choice, durationMs, fraction, leverage, present } from "./setting-readers.js";
import type { Setting, Settings } from "./settings.js";
import type { FlagName } from "./flags.js";
import { venueFrom } from "./venue-inputs.js";

const SHARE: Range = { min: 0, max: 1, open: true, want: "a share above 0 % and below 100 %, such as 50%" };

/** What is assumed where a person states no tolerance: as typed. */
export const toleranceDefaultsTyped = { loss: "50%", within: "1y", chance: "10%" } as const;

const ASSUMED = ["loss", "within", "chance"] as const satisfies readonly FlagName[];
const ASKED = [...ASSUMED, "against"] as const;

/** A tolerance, and what to say of the parts that were not stated. */
export interface ToleranceInputs {
  readonly tolerance: StatedTolerance;
  readonly notes: readonly string[];
}

/** True where nothing of the tolerance was stated, so that a person should be asked. */
const unstated = (settings: Settings): boolean => ASKED.every((name) => !settings.has(name));

/** What a loss is counted against where nobody says: the asset for one who holds it where it is held with a loan, else cash. @throws every code of a reader and of a venue */
async function againstAssumed(settings: Settings): Promise<LossAgainst> {
  const { model } = await venueFrom(settings);
  return (amount(settings, "quantity") ?? 0) > 0 && !model.twoSided ? "holding" : "cash";
}

/** The settings with the answers of a person in them, where a decision needs a tolerance; null when the person breaks off. */
export async function withAskedTolerance(settings: Settings, io: Io): Promise<Settings | null> {
  if (!io.interactive || settings.has("backtest") || !unstated(settings)) return settings;
  const answers = await io.askTolerance(await againstAssumed(settings));
  if (answers === null) return null;
  const asked = new Map<FlagName, Setting>(settings);
  for (const name of ASKED)
    asked.set(name, { text: answers[name], field: `--${name}`, source: null, folder: io.folder });
  return asked;
}

/** The tolerance from what was stated, with stated defaults for the rest. @throws every code of a reader */
export function toleranceFrom(settings: Settings): ToleranceInputs {
  const assumed = ASSUMED.filter((name) => !settings.has(name));
  const filled = new Map<FlagName, Setting>(settings);
  for (const name of assumed)
    filled.set(name, { text: toleranceDefaultsTyped[name], field: `--${name}`, source: null, folder: "" });
  const against = choice(settings, "against", ["cash", "holding"] as const);
  const tolerance: StatedTolerance = {
    lossMax: fraction(filled, "loss", SHARE) ?? Number.NaN,
    probabilityMax: fraction(filled, "chance", SHARE) ?? Number.NaN,
    ...present({
      horizonMs: durationMs(filled, "within"),
      measuredAgainst: against,
      leverageRatioMin: leverage(settings, "leverage-min", {
        min: 0,
        max: 1000,
        want: "a leverage ratio of 0 or above, such as 1x",
      }),
      liquidationProbabilityMax: fraction(settings, "liquidation-chance", SHARE),
      liquidationHorizonMs: durationMs(settings, "liquidation-within"),
    }),
  };
  return { tolerance, notes: assumed.length === 0 ? [] : [assumedNote(assumed)] };
}

/** "Your tolerance was not stated: ... is assumed." */
function assumedNote(names: readonly (keyof typeof toleranceDefaultsTyped)[]): string {
  const parts = names.map((name) => `--${name} ${toleranceDefaultsTyped[name]}`);
  return `Not stated, so assumed by default: ${parts.join(", ")}. Your own tolerance changes the answer.`;
}
