import { ConflictError, MissingError, ParseError, UnknownKeyError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import type { Tier } from "../tiers.js";
import { tiersOf } from "./margin-table.js";
import { TRADING_FEE_RATE, type MarginStep } from "./params.js";

const PATH = "hyperliquid";
const leverageDomain = { min: 1, want: "a leverage ratio of 1 or above" };
const configuration = { origin: "configuration" } as const;
/** A table by a number below this is not listed: it is one step of that leverage. Source: Hyperliquid docs, "Margin tiers". */
const FLAT_TABLES_BELOW = 50;

/** Overrides, checked; null where the shipped figure stays. */
export interface ParsedOverrides {
  /** Tiers of the assets that were given. */
  readonly tables: Readonly<Record<AssetId, readonly Tier[]>>;
  readonly tradingFeeRate: number;
  /** Epoch ms UTC. */
  readonly asOfMs: number | null;
  readonly source: string | null;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** @throws ParseError (E_PARSE) */
function listOf(value: unknown, field: string): readonly unknown[] {
  if (isList(value)) return value;
  const hint = "give the venue's answer as it is";
  throw new ParseError({ field, got: value === null ? "null" : typeof value, want: "a list", hint }, configuration);
}

/** The venue writes notionals as decimal texts, "150000000.0"; our own tables hold numbers. */
function lowerBound(fields: Fields): number {
  const value = fields.value("lowerBound");
  const read = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return fieldsOf({ lowerBound: read }, fields.path).number("lowerBound", sizeDomain);
}

function readStep(fields: Fields): MarginStep {
  const step = { lowerBound: lowerBound(fields), maxLeverage: fields.number("maxLeverage", leverageDomain) };
  fields.done();
  return step;
}

/** The listed tables by their number, unread: [[56, {"description": ..., "marginTiers": [...]}], ...]. */
function listedTables(meta: Fields): ReadonlyMap<number, Fields> {
  const tables = new Map<number, Fields>();
  if (!meta.has("marginTables")) return tables;
  listOf(meta.value("marginTables"), `${meta.path}.marginTables`).forEach((entry, index) => {
    const path = `${meta.path}.marginTables[${index}]`;
    const [given, table] = listOf(entry, path);
    const id = fieldsOf({ id: given }, path).number("id", sizeDomain);
    if (tables.has(id)) {
      const hint = "give one whole answer";
      throw new ConflictError({ field: path, got: `table ${id} again`, want: "each table once", hint }, configuration);
    }
    tables.set(id, fieldsOf(table, path));
  });
  return tables;
}

/** Steps of the table by that number. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function stepsOf(id: number, tables: ReadonlyMap<number, Fields>, field: string): readonly MarginStep[] {
  const listed = tables.get(id);
  if (listed !== undefined) return listed.list("marginTiers").map(readStep);
  if (id >= 1 && id < FLAT_TABLES_BELOW) return [{ lowerBound: 0, maxLeverage: id }];
  const want = `one of ${[...tables.keys()].join(", ")}, or a number from 1 to ${FLAT_TABLES_BELOW - 1}`;
  throw new UnknownKeyError({ field, got: String(id), want, hint: "give marginTables with it" }, configuration);
}

/** Tiers of one asset of the universe. @throws ConflictError (E_CONFIG_CONFLICT) where its table begins with another leverage */
function assetTiers(entry: Fields, tables: ReadonlyMap<number, Fields>): readonly Tier[] {
  const maxLeverage = entry.number("maxLeverage", leverageDomain);
  if (!entry.has("marginTableId")) return tiersOf([{ lowerBound: 0, maxLeverage }], entry.path);
  const field = `${entry.path}.marginTableId`;
  const tiers = tiersOf(stepsOf(entry.number("marginTableId", sizeDomain), tables, field), field);
  const begins = tiers[0]?.leverageRatioMax;
  if (begins === maxLeverage) return tiers;
  const want = `a table that begins with ${maxLeverage}, the asset's maximum leverage`;
  throw new ConflictError({ field, got: String(begins), want, hint: "give one whole answer" }, configuration);
}

/**
 * Tiers by asset from the venue's answer to `meta` or `metaAndAssetCtxs`; what is delisted is left out, and keys that the rule does
 * not need are not looked at, since the venue adds some now and then.
 * @throws any SteelyardError of origin "configuration"; a table that does not fit its asset is refused.
 */
export function readMeta(value: unknown, path: string): Readonly<Record<AssetId, readonly Tier[]>> {
  const meta = fieldsOf(isList(value) ? value[0] : value, path);
  const tables = listedTables(meta);
  const listed = meta.list("universe").filter((entry) => !entry.flagOr("isDelisted", false));
  return Object.fromEntries(listed.map((entry) => [entry.text("name"), assetTiers(entry, tables)]));
}

function readTables(fields: Fields): Readonly<Record<AssetId, readonly Tier[]>> {
  const read = (asset: AssetId): readonly Tier[] =>
    tiersOf(fields.list(asset).map(readStep), `${fields.path}.${asset}`);
  return Object.fromEntries(fields.keys().map((asset) => [asset, read(asset)]));
}

/** Checks overrides from code or from a file. @throws any SteelyardError of origin "configuration". */
export function parsedOverrides(overrides: unknown): ParsedOverrides {
  const fields = fieldsOf(overrides, PATH);
  const tables = {
    ...(fields.has("meta") ? readMeta(fields.value("meta"), `${PATH}.meta`) : {}),
    ...(fields.has("marginTables") ? readTables(fields.object("marginTables")) : {}),
  };
  const given = fields.has("meta") || fields.has("marginTables");
  if (given && !fields.has("asOf")) {
    const hint = "maximum leverage changes often; say of which day this is";
    const detail = { field: `${PATH}.asOf`, got: "nothing", want: "a day such as 2026-01-31", hint };
    throw new MissingError(detail, configuration);
  }
  const parsed = {
    tables,
    tradingFeeRate: fields.numberOr("tradingFeeRate", shareDomain, TRADING_FEE_RATE),
    asOfMs: fields.has("asOf") ? fields.date("asOf") : null,
    source: fields.has("source") ? fields.text("source") : given ? "margin tables given by the caller" : null,
  };
  fields.done();
  return parsed;
}

/** Overrides from a JSON text {"asOf": day, "meta": the venue's answer, ...}. @throws any SteelyardError of origin "configuration". */
export const parseHyperliquidOverrides = (text: string): unknown => parametersValue(text, PATH);
