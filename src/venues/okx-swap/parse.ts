import { ConflictError, MissingError } from "../../errors/index.js";
import { fieldsOf, positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { decimalField, rowsBySymbol } from "../tier-answer.js";
import type { ContractName } from "../tiered-venue.js";
import { okxSwapTables } from "./params.js";
import type { SizeTable, SizeTier } from "./terms.js";

const leverageDomain = { min: 1, want: "a leverage ratio of 1 or above" };
const configuration = { origin: "configuration" } as const;

/** "BTC-USDT-SWAP" is settled in USDT, "BTC-USD-SWAP" in the coin; what has an expiry is none. */
export function okxSwapName(symbol: string): ContractName | null {
  const [, base, quote] = /^([A-Z0-9]+)-(USDT|USDC|USD)-SWAP$/.exec(symbol) ?? [];
  return base === undefined || quote === undefined ? null : { symbol, base, quote, coinMargined: quote === "USD" };
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where a tier leaves a hole, falls back, or would close a new position at once. */
function assertFollows(tier: SizeTier, from: number, before: SizeTier | undefined, field: string): void {
  const floor = before?.contractsMax ?? 0;
  const refuse = (key: string, got: number, want: string, hint: string): never => {
    throw new ConflictError({ field: `${field}.${key}`, got: String(got), want, hint }, configuration);
  };
  // The venue begins a tier at the size after the last: one lot or one contract above it.
  if (from < floor || from > floor + 1)
    refuse("minSz", from, `from ${floor} to ${floor + 1}`, "tiers must neither overlap nor leave a hole");
  if (tier.contractsMax <= floor) refuse("maxSz", tier.contractsMax, `above ${floor}`, "check the order");
  if (tier.maintenanceRate < (before?.maintenanceRate ?? 0))
    refuse("mmr", tier.maintenanceRate, "at least that of the tier before it", "maintenance rises with size");
  if (tier.leverageRatioMax > (before?.leverageRatioMax ?? Infinity))
    refuse("maxLever", tier.leverageRatioMax, "at most that of the tier before it", "leverage falls with size");
  if (tier.leverageRatioMax * tier.maintenanceRate >= 1)
    refuse("maxLever", tier.leverageRatioMax, "below 1 / mmr", "a new position would be liquidated at once");
}

function readTiers(rows: readonly Fields[], field: string): readonly SizeTier[] {
  const tiers: SizeTier[] = [];
  rows.forEach((row, index) => {
    const tier = {
      contractsMax: decimalField(row, "maxSz", positiveDomain),
      leverageRatioMax: decimalField(row, "maxLever", leverageDomain),
      maintenanceRate: decimalField(row, "mmr", shareDomain),
    };
    assertFollows(tier, decimalField(row, "minSz", sizeDomain), tiers.at(-1), `${field}[${index}]`);
    tiers.push(tier);
  });
  return tiers;
}

/** What one contract is. @throws MissingError (E_MISSING) where neither the caller nor the shipped table says it */
function contractValue(symbol: string, given: Fields): number {
  if (given.has(symbol)) return given.number(symbol, positiveDomain);
  const shipped = okxSwapTables[symbol]?.table.contractValue;
  if (shipped !== undefined) return shipped;
  const hint = "it is ctVal of the venue's instrument";
  throw new MissingError(
    { field: `${given.path}.${symbol}`, got: "nothing", want: "what one contract is", hint },
    configuration,
  );
}

/** Tables by instrument from the venue's answer. @throws any SteelyardError of origin "configuration". */
export function readOkxSwapTables(fields: Fields): Readonly<Record<string, SizeTable>> {
  const path = `${fields.path}.tiers`;
  const rows = rowsBySymbol(fields.value("tiers"), path, {
    envelope: ["data"],
    symbolOf: (row) => `${row.text("instFamily")}-SWAP`,
    isPerpetual: (symbol) => okxSwapName(symbol) !== null,
  });
  const values = fields.has("contractValues")
    ? fields.object("contractValues")
    : fieldsOf({}, `${fields.path}.contractValues`);
  const tables: Record<string, SizeTable> = {};
  for (const [symbol, list] of rows)
    tables[symbol] = { contractValue: contractValue(symbol, values), tiers: readTiers(list, `${path}.${symbol}`) };
  values.done();
  return tables;
}
