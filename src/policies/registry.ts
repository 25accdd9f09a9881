import { MissingError, NotANumberError, NotFiniteError, UnknownKeyError, closest } from "../errors/index.js";
import { bandKind } from "./band.js";
import { assertNoChase } from "./conflicts.js";
import { drawdownFloorKind } from "./drawdown-floor.js";
import { holdKind } from "./hold.js";
import { journalKellyKind } from "./journal-kelly.js";
import { kellyKind } from "./kelly.js";
import type { PolicyDescription, PolicyField, PolicyKind, PolicyValues } from "./kind.js";
import type { TradingPolicy } from "./policy.js";
import { practiceKinds } from "./practice/index.js";
import { scheduleKind } from "./schedule.js";
import { steelyardKinds } from "./steelyard-kinds.js";
import { stopLossKind } from "./stop-loss.js";
import { volatilityTargetKind } from "./volatility-target.js";

/** Every policy that can be asked for by name. */
export const policyKinds: readonly PolicyKind[] = [
  holdKind,
  scheduleKind,
  bandKind,
  volatilityTargetKind,
  kellyKind,
  drawdownFloorKind,
  journalKellyKind,
  stopLossKind,
  ...practiceKinds,
  ...steelyardKinds,
];

/** "did you mean ...?" where a word is near, and else where the words are listed. */
function nearest(word: string, words: readonly string[], otherwise: string): string {
  const near = closest(word, words);
  return near === null ? otherwise : `did you mean "${near}"?`;
}

/** The kind of that id. @throws UnknownKeyError (E_UNKNOWN_KEY) naming the nearest */
export function policyKind(id: string): PolicyKind {
  const kind = policyKinds.find((each) => each.id === id);
  if (kind !== undefined) return kind;
  const ids = policyKinds.map((each) => each.id);
  throw new UnknownKeyError({
    field: "policy",
    got: id,
    want: `one of ${ids.join(", ")}`,
    hint: nearest(id, ids, "see `steelyard backtest --help`"),
  });
}

/** @throws NotANumberError, NotFiniteError, UnknownKeyError naming the setting */
function assertValue(field: string, { kind, choices = [] }: PolicyField, value: number | string): void {
  if (kind !== "choice") {
    const want = `a ${kind}`;
    if (typeof value !== "number")
      throw new NotANumberError({ field, got: value, want, hint: "this setting takes no words" });
    if (!Number.isFinite(value))
      throw new NotFiniteError({ field, got: String(value), want, hint: "leave it out if it is not known" });
    return;
  }
  if (choices.some((choice) => choice === value)) return;
  const want = `one of ${choices.join(", ")}`;
  throw new UnknownKeyError({ field, got: String(value), want, hint: nearest(String(value), choices, want) });
}

/** The values with those of the defaults that were left out. @throws every error of bad input, naming "policy.setting" */
function completed(kind: PolicyKind, values: PolicyValues): PolicyValues {
  const names = Object.keys(kind.fields);
  for (const name of Object.keys(values))
    if (!names.includes(name))
      throw new UnknownKeyError({
        field: `${kind.id}.${name}`,
        got: name,
        want: names.length === 0 ? "no settings" : `one of ${names.join(", ")}`,
        hint: nearest(name, names, `settings of ${kind.id}: ${names.join(", ")}`),
      });
  const whole: Record<string, number | string> = {};
  for (const [name, field] of Object.entries(kind.fields)) {
    const value = values[name] ?? field.default;
    if (value !== undefined) {
      assertValue(`${kind.id}.${name}`, field, value);
      whole[name] = value;
    } else if (field.optional !== true)
      throw new MissingError({
        field: `${kind.id}.${name}`,
        got: "nothing",
        want: field.what,
        hint: `write ${kind.id}:${name}=...`,
      });
  }
  return whole;
}

/**
 * The policy of a name and its settings, the defaults filled in.
 * @throws UnknownKeyError (E_UNKNOWN_KEY) of a policy, setting or word that there is not, with the nearest in the hint;
 * MissingError (E_MISSING), NotANumberError (E_NOT_A_NUMBER), NotFiniteError (E_NOT_FINITE), OutOfRangeError
 * (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting, or the rule that fires another of its own.
 */
export function policyOf({ policy, values }: PolicyDescription): TradingPolicy {
  const kind = policyKind(policy);
  const asked = kind.of(completed(kind, values));
  assertNoChase([asked]);
  return asked;
}
