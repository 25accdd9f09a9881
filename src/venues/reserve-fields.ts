import { ConflictError } from "../errors/index.js";
import type { AssetId } from "../model/index.js";
import { shareDomain, type Fields } from "./fields.js";
import type { CloseRule, Reserve } from "./lending-rule.js";

const conflict = (field: string, got: number, want: string, hint: string): ConflictError =>
  new ConflictError({ field, got: String(got), want, hint }, { origin: "configuration" });

/** @throws ConflictError (E_CONFIG_CONFLICT) for figures that are each right and cannot be right together. */
function assertReserve({ loanToValueMax, liquidationThreshold, liquidationBonus }: Reserve, path: string): void {
  if (loanToValueMax > liquidationThreshold) {
    const want = `at most the liquidation threshold, ${liquidationThreshold}`;
    throw conflict(`${path}.loanToValueMax`, loanToValueMax, want, "a new loan would be liquidated at once");
  }
  if (loanToValueMax >= 1) {
    throw conflict(`${path}.loanToValueMax`, loanToValueMax, "below 1", "leverage would have no bound");
  }
  if (liquidationThreshold * (1 + liquidationBonus) > 1) {
    const want = `at most ${1 / liquidationThreshold - 1}, so that threshold x (1 + bonus) <= 1`;
    throw conflict(`${path}.liquidationBonus`, liquidationBonus, want, "every liquidation would leave bad debt");
  }
}

/** Reads one reserve; a key that is left out keeps the value of `base`, where there is one. */
function readReserve(fields: Fields, base: Reserve | undefined): Reserve {
  const read = (key: keyof Reserve): number =>
    base === undefined ? fields.number(key, shareDomain) : fields.numberOr(key, shareDomain, base[key]);
  const reserve = {
    loanToValueMax: read("loanToValueMax"),
    liquidationThreshold: read("liquidationThreshold"),
    liquidationBonus: read("liquidationBonus"),
  };
  fields.done();
  assertReserve(reserve, fields.path);
  return reserve;
}

/** Reads the reserves under `key` on top of `base`. @throws any SteelyardError of origin "configuration", naming the field. */
export function readReserves(
  fields: Fields,
  key: string,
  base: Readonly<Record<AssetId, Reserve>>,
): Readonly<Record<AssetId, Reserve>> {
  const given = fields.object(key);
  const reserves: Record<AssetId, Reserve> = { ...base };
  for (const asset of given.keys()) reserves[asset] = readReserve(given.object(asset), base[asset]);
  return reserves;
}

/** Reads what one liquidation may close; a key that is left out keeps the value of `base`. */
export function readCloseRule(fields: Fields, base: CloseRule): CloseRule {
  const value = { min: 0, want: "a value in quote currency, 0 or above" };
  return {
    closeFactor: fields.numberOr(
      "closeFactor",
      { ...shareDomain, min: 0.01, want: "a fraction from 0.01 to 1" },
      base.closeFactor,
    ),
    closeFactorOf: fields.oneOfOr("closeFactorOf", ["called-debt", "whole-debt"] as const, base.closeFactorOf),
    healthFactorFull: fields.numberOr(
      "healthFactorFull",
      { min: 0, max: 1, want: "a health factor from 0 to 1" },
      base.healthFactorFull,
    ),
    valueFull: fields.numberOr("valueFull", value, base.valueFull),
    dust: fields.numberOr("dust", value, base.dust),
  };
}
