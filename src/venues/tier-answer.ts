import { ParseError, UnknownKeyError } from "../errors/index.js";
import { fieldsOf, type Domain, type Fields } from "./fields.js";
import { assertTiers, type Tier } from "./tiers.js";

/** One step of a table as venues of perpetuals write it: from the cap before it, or 0, up to its own. */
export interface TierStep {
  /** Largest notional of the step: quote currency, or coins for an inverse contract. */
  readonly notionalCap: number;
  /** Highest |leverage ratio| at which a position of this size may be opened. */
  readonly leverageRatioMax: number;
  /** Marginal maintenance margin, a fraction of notional. */
  readonly maintenanceRate: number;
  /** Taken off notional x maintenanceRate, in the unit of the cap; null: derived so that the demand is continuous. */
  readonly maintenanceAmount: number | null;
}

/** Steps from rows of cap, highest leverage, maintenance rate and maintenance amount. */
export const stepsOf = (rows: readonly (readonly [number, number, number, number])[]): readonly TierStep[] =>
  rows.map(([notionalCap, leverageRatioMax, maintenanceRate, maintenanceAmount]) => ({
    notionalCap,
    leverageRatioMax,
    maintenanceRate,
    maintenanceAmount,
  }));

/**
 * The tiers of these steps, floors and missing maintenance amounts derived: c_k = c_(k-1) + floor_k (m_k - m_(k-1)).
 * @throws ConflictError (E_CONFIG_CONFLICT) where the steps fall back or the amounts given make the demand jump.
 */
export function tiersOfSteps(steps: readonly TierStep[], field: string): readonly Tier[] {
  const tiers: Tier[] = [];
  for (const { maintenanceAmount, ...step } of steps) {
    const before = tiers.at(-1);
    const notionalFloor = before?.notionalCap ?? 0;
    const rise = step.maintenanceRate - (before?.maintenanceRate ?? 0);
    const derived = before === undefined ? 0 : before.maintenanceAmount + notionalFloor * rise;
    tiers.push({ ...step, notionalFloor, maintenanceAmount: maintenanceAmount ?? derived });
  }
  assertTiers(tiers, field);
  return tiers;
}

const configuration = { origin: "configuration" } as const;

/** A number that a venue may write as a text, such as "0.005". @throws as `Fields.number`, and ParseError (E_PARSE) for another text. */
export function decimalField(fields: Fields, key: string, domain: Domain): number {
  const value = fields.value(key);
  if (typeof value !== "string") return fields.number(key, domain);
  if (/^-?\d+(\.\d+)?$/.test(value)) return fieldsOf({ [key]: Number(value) }, fields.path).number(key, domain);
  const detail = { field: `${fields.path}.${key}`, got: JSON.stringify(value), want: domain.want };
  throw new ParseError({ ...detail, hint: "give the venue's answer as it is" }, configuration);
}

/** The same, or null where the venue leaves the key out or empty. */
export const decimalFieldOrNull = (fields: Fields, key: string, domain: Domain): number | null =>
  !fields.has(key) || fields.value(key) === "" ? null : decimalField(fields, key, domain);

/** The list in a venue's answer, below the keys of its envelope where it has one. */
function unwrapped(value: unknown, path: string, envelope: readonly string[]): unknown {
  let inner = value;
  for (const key of envelope) {
    if (Array.isArray(inner)) return inner;
    const fields = fieldsOf(inner, path);
    if (fields.has(key)) inner = fields.value(key);
  }
  return inner;
}

/** Whose rows a venue's answer holds, and where. */
export interface AnswerForm {
  /** Keys under which the venue wraps the list, outermost first. */
  readonly envelope: readonly string[];
  /** The contract that a row names. */
  readonly symbolOf: (row: Fields) => string;
  /** False for what is no perpetual of the venue, such as a contract with an expiry. */
  readonly isPerpetual: (symbol: string) => boolean;
}

/**
 * The rows of a venue's answer by perpetual, in the order of the answer; what else the venue lists is passed over.
 * @throws ParseError (E_PARSE) for what is neither such an answer nor lists by symbol, or has no perpetual;
 * UnknownKeyError (E_UNKNOWN_KEY) for a list under what is no perpetual.
 */
export function rowsBySymbol(value: unknown, path: string, form: AnswerForm): ReadonlyMap<string, readonly Fields[]> {
  const inner = unwrapped(value, path, form.envelope);
  const rows = Array.isArray(inner) ? rowsOfList(inner, path, form) : rowsOfKeys(fieldsOf(inner, path), form);
  if (rows.size > 0) return rows;
  const detail = { field: path, got: "no perpetual", want: "at least one" };
  throw new ParseError({ ...detail, hint: "check that the answer is the right one" }, configuration);
}

function rowsOfList(list: readonly unknown[], path: string, form: AnswerForm): Map<string, readonly Fields[]> {
  const rows = new Map<string, readonly Fields[]>();
  list.forEach((entry, index) => {
    const row = fieldsOf(entry, `${path}[${index}]`);
    const symbol = form.symbolOf(row);
    if (form.isPerpetual(symbol)) rows.set(symbol, [...(rows.get(symbol) ?? []), row]);
  });
  return rows;
}

function rowsOfKeys(fields: Fields, { isPerpetual }: AnswerForm): Map<string, readonly Fields[]> {
  const rows = new Map<string, readonly Fields[]>();
  for (const symbol of fields.keys()) {
    if (!isPerpetual(symbol)) {
      const detail = { field: `${fields.path}.${symbol}`, got: symbol, want: "the symbol of a perpetual" };
      throw new UnknownKeyError({ ...detail, hint: "write it as the venue does" }, configuration);
    }
    rows.set(symbol, fields.list(symbol));
  }
  return rows;
}
