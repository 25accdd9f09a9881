import { positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { decimalField, decimalFieldOrNull, rowsBySymbol, tiersOfSteps, type TierStep } from "../tier-answer.js";
import type { ContractName } from "../tiered-venue.js";
import type { Tier } from "../tiers.js";

const leverageDomain = { min: 1, want: "a leverage ratio of 1 or above" };

/** "BTCUSDT" is settled in USDT, "BTCPERP" in USDC, "BTCUSD" in the coin; a contract with an expiry, "BTCUSDZ26", is none. */
export function bybitName(symbol: string): ContractName | null {
  const [, base, kind] = /^([A-Z0-9]+?)(USDT|PERP|USD)$/.exec(symbol) ?? [];
  if (base === undefined || kind === undefined) return null;
  return { symbol, base, quote: kind === "PERP" ? "USDC" : kind, coinMargined: kind === "USD" };
}

const readStep = (row: Fields): TierStep => ({
  notionalCap: decimalField(row, "riskLimitValue", positiveDomain),
  leverageRatioMax: decimalField(row, "maxLeverage", leverageDomain),
  maintenanceRate: decimalField(row, "maintenanceMargin", shareDomain),
  maintenanceAmount: decimalFieldOrNull(row, "mmDeduction", sizeDomain),
});

/** Tiers by symbol from the venue's answer. @throws any SteelyardError of origin "configuration"; deductions that make the demand jump are refused. */
export function readBybitTables(fields: Fields): Readonly<Record<string, readonly Tier[]>> {
  const path = `${fields.path}.tiers`;
  const rows = rowsBySymbol(fields.value("tiers"), path, {
    envelope: ["result", "list"],
    symbolOf: (row) => row.text("symbol"),
    isPerpetual: (symbol) => bybitName(symbol) !== null,
  });
  return Object.fromEntries(
    [...rows].map(([symbol, list]) => [symbol, tiersOfSteps(list.map(readStep), `${path}.${symbol}`)]),
  );
}
