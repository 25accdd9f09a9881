import { ConflictError } from "../../errors/index.js";
import type { AssetId } from "../../model/index.js";
import { fieldsOf, shareDomain, type Fields } from "../fields.js";
import { reserveOf, type Reserve } from "../lending-rule.js";
import { readReserves } from "../reserve-fields.js";
import { termsOn, type PoolChain } from "./pool-chain.js";

/** What a caller may put in place of the shipped parameters. What is left out stays. */
export interface PoolOverrides {
  /** Release of the rules, such as "3.0.2". Left out: the one in force on the day asked for, or the venue's own default. */
  readonly release?: string;
  /** Day whose parameters and release are wanted, epoch ms UTC. Left out: the newest known. */
  readonly onMs?: number;
  readonly quote?: AssetId;
  readonly reserves?: Readonly<Record<AssetId, Partial<Reserve>>>;
  /** True where asset and quote currency track each other. Left out: as the shipped pairs have it. */
  readonly correlated?: boolean;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate?: number;
  /** Day on which these held, such as "2026-01-31". Left out: the day of the shipped parameters. */
  readonly asOf?: string;
  readonly source?: string;
}

/** A market's parameters after everything that was asked for. */
export interface PoolParameters {
  readonly quote: AssetId;
  readonly reserves: Readonly<Record<AssetId, Reserve>>;
  readonly correlated: boolean;
  readonly swapCostRate: number;
  /** Undefined where none was named. */
  readonly release: string | undefined;
  /** Day asked for, epoch ms UTC; undefined for the newest. */
  readonly onMs: number | undefined;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** The overrides with further keys on top; a key whose value is undefined changes nothing. @throws ParseError (E_PARSE) unless they are an object */
export function withKeys(overrides: unknown, path: string, keys: Readonly<Record<string, unknown>>): unknown {
  const fields = fieldsOf(overrides, path);
  const given = Object.fromEntries(fields.keys().map((key) => [key, fields.value(key)]));
  return { ...given, ...Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)) };
}

/** Keys that choose among shipped parameters; every other one changes them. */
const CHOICES = ["quote", "release", "onMs"];

/** Sources of the shipped terms, each once, with what is not from the venue. */
function sourceOf(facts: readonly { readonly source: string }[], fields: Fields): string {
  const shipped = [...new Set(facts.map(({ source }) => source))].join("; ");
  const changed = fields.keys().some((key) => !CHOICES.includes(key)) ? "; some of it changed by the caller" : "";
  return `${shipped}. Newer changes were not looked for on the chain: check before use; swap cost is a stated default${changed}`;
}

/**
 * Overrides from code or from a file laid over what is known of the chain. An asset that neither knows is the caller's to
 * refuse (see `assertPair`).
 * @throws any SteelyardError of origin "configuration"; OutOfRangeError (E_OUT_OF_RANGE) for a day of which nothing is known
 */
export function parametersOf(chain: PoolChain, asset: AssetId, overrides: unknown, path: string): PoolParameters {
  const fields = fieldsOf(overrides, path);
  const quote = fields.textOr("quote", chain.quote);
  const onMs = fields.numberOr("onMs", { min: 0, want: "a day, epoch ms UTC" }, undefined);
  const { reserves, correlated, facts } = termsOn(chain, asset, quote, onMs);
  const shippedMs = facts.length === 0 ? undefined : Math.max(...facts.map(({ fromMs }) => fromMs));
  const parameters = {
    quote,
    correlated: fields.flagOr("correlated", correlated),
    onMs,
    release: fields.has("release") ? fields.text("release") : undefined,
    reserves: fields.has("reserves") ? readReserves(fields, "reserves", reserves) : reserves,
    swapCostRate: fields.numberOr("swapCostRate", shareDomain, chain.swapCostRate),
    asOfMs: shippedMs === undefined ? fields.date("asOf") : fields.dateOr("asOf", shippedMs),
    source: fields.textOr("source", sourceOf(facts, fields)),
  };
  fields.done();
  return parameters;
}

/** @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) unless both assets have reserves and differ. */
export function assertPair({ reserves, quote }: PoolParameters, asset: AssetId): void {
  reserveOf(reserves, asset);
  reserveOf(reserves, quote);
  if (asset !== quote) return;
  const hint = "name another quote currency";
  throw new ConflictError({ field: "asset", got: asset, want: `another asset than the quote currency ${quote}`, hint });
}
