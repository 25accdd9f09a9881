import { positiveDomain, shareDomain, sizeDomain, type Fields } from "../fields.js";
import { decimalField, decimalFieldOrNull, rowsBySymbol, tiersOfSteps, type TierStep } from "../tier-answer.js";
import type { ContractName } from "../tiered-venue.js";
import type { Tier } from "../tiers.js";

const leverageDomain = { min: 1, want: "a leverage ratio of 1 or above" };

/** "BTC_USDT" is settled in USDT, "BTC_USD" in the coin; a contract with an expiry, "BTC_USDT_20261009", is none. */
export function gateName(symbol: string): ContractName | null {
  const [, base, quote] = /^([A-Z0-9]+)_(USDT|USD)$/.exec(symbol) ?? [];
  return base === undefined || quote === undefined ? null : { symbol, base, quote, coinMargined: quote === "USD" };
}

const readStep = (row: Fields): TierStep => ({
  notionalCap: decimalField(row, "risk_limit", positiveDomain),
  leverageRatioMax: decimalField(row, "leverage_max", leverageDomain),
  maintenanceRate: decimalField(row, "maintenance_rate", shareDomain),
  maintenanceAmount: decimalFieldOrNull(row, "deduction", sizeDomain),
});

/** Tiers by contract from the venue's answer. @throws any SteelyardError of origin "configuration"; deductions that make the demand jump are refused. */
export function readGateTables(fields: Fields): Readonly<Record<string, readonly Tier[]>> {
  const path = `${fields.path}.tiers`;
  const rows = rowsBySymbol(fields.value("tiers"), path, {
    envelope: [],
    symbolOf: (row) => row.text("contract"),
    isPerpetual: (symbol) => gateName(symbol) !== null,
  });
  return Object.fromEntries(
    [...rows].map(([symbol, list]) => [symbol, tiersOfSteps(list.map(readStep), `${path}.${symbol}`)]),
  );
}
