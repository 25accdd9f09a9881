import { NotANumberError, OutOfRangeError, SteelyardError, TooLargeError } from "../errors/index.js";
import { policyOf, type PolicyDescription, type PolicyKind } from "../policies/index.js";
import { checked, inPolicy, kindNamed, POLICY_SEPARATOR, settingValue, splitPolicy } from "./backtest-policies.js";

/** Every combination of the settings asked for that is a policy, and those that are none. */
export interface Grid {
  readonly policies: readonly PolicyDescription[];
  /** How many combinations are no policy, such as a band whose low is above its high. */
  readonly refused: number;
  /** Why the first of them is none; null where all are. */
  readonly because: string | null;
}

const FLAG = "--sweep";

/** Most combinations in one sweep. */
export const GRID_MAX = 100_000;

/** Values evenly from one end to the other, both among them: "1.2x..2x/5". */
const RANGE = /^(.+?)\.\.(.+?)\/(\d+)$/;

/** Evenly spaced numbers, rounded as people would write them. @throws OutOfRangeError (E_OUT_OF_RANGE), NotANumberError (E_NOT_A_NUMBER) */
function spaced(from: number | string, to: number | string, count: number, field: string): readonly number[] {
  const want = "two ends and how many values, such as 1.2x..2x/5";
  if (typeof from === "string" || typeof to === "string")
    throw new NotANumberError({ field, got: `${from}..${to}`, want, hint: "words are listed: edge|target" });
  if (count >= 2 && count <= GRID_MAX && from !== to)
    return Array.from({ length: count }, (_, at) => Number((from + ((to - from) * at) / (count - 1)).toPrecision(12)));
  throw new OutOfRangeError({
    field,
    got: `${count} from ${from} to ${to}`,
    want,
    hint: "at least two, of two ends that differ",
  });
}

/** The values of one setting: "1.2x|1.4x|1.6x", "1.2x..2x/5" or a mixture. */
function valuesOf(kind: PolicyKind, name: string, text: string): readonly (number | string)[] {
  const field = `${FLAG} ${kind.id}:${name}`;
  return text.split("|").flatMap((each): readonly (number | string)[] => {
    const range = RANGE.exec(each.trim());
    if (range === null) return [settingValue(kind, name, each.trim(), FLAG)];
    const [, from = "", to = "", count = ""] = range;
    return spaced(settingValue(kind, name, from, FLAG), settingValue(kind, name, to, FLAG), Number(count), field);
  });
}

/** @throws TooLargeError (E_TOO_LARGE) */
function assertSize(count: number): void {
  if (count <= GRID_MAX) return;
  const hint = "take fewer values of a setting, or sweep in parts";
  throw new TooLargeError(
    { field: FLAG, got: `${count} policies`, want: `at most ${GRID_MAX}`, hint },
    { origin: "usage" },
  );
}

/** Every combination of lists of values, the last varying fastest. */
function combined(
  kind: PolicyKind,
  axes: readonly (readonly [string, readonly (number | string)[]])[],
): readonly PolicyDescription[] {
  assertSize(axes.reduce((count, [, values]) => count * values.length, 1));
  const rows = axes.reduce<readonly Readonly<Record<string, number | string>>[]>(
    (all, [name, values]) => all.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  return rows.map((values) => ({ policy: kind.id, values }));
}

function gridOf(text: string): readonly PolicyDescription[] {
  const { id, settings } = splitPolicy(text, FLAG);
  const kind = kindNamed(id, FLAG);
  for (const [name, value] of settings)
    if (!Object.hasOwn(kind.fields, name)) checked({ policy: id, values: { [name]: value } }, FLAG); // a wrong name is no combination
  return combined(
    kind,
    settings.map(([name, values]) => [name, valuesOf(kind, name, values)]),
  );
}

/** Why a combination of settings is no policy; null where it is one. @throws an error of anything but how its settings fit together */
function refusal(description: PolicyDescription): SteelyardError | null {
  try {
    policyOf(description);
    return null;
  } catch (error) {
    if (error instanceof SteelyardError) return error;
    throw error;
  }
}

/**
 * The policies of one sweep or several, "band:low=1.2x..2x/5,high=2x|3x;hold:leverage=1x|2x". Combinations that are no policy are left out and counted.
 * @throws every code of a reader and of a policy where no combination is one; TooLargeError (E_TOO_LARGE)
 */
export function readGrid(text: string): Grid {
  const all = text.split(POLICY_SEPARATOR).flatMap((each) => gridOf(each.trim()));
  assertSize(all.length);
  const judged = all.map((description) => ({ description, refused: refusal(description) }));
  const none = judged.filter(({ refused }) => refused !== null);
  const [first] = none;
  if (first !== undefined && none.length === all.length) throw inPolicy(first.refused, FLAG, first.description.policy);
  return {
    policies: judged.flatMap(({ description, refused }) => (refused === null ? [description] : [])),
    refused: none.length,
    because: !first?.refused ? null : `${first.refused.field}: ${first.refused.got}`,
  };
}
