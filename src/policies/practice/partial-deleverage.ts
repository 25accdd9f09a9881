import { assertInRange, ConflictError, OutOfRangeError } from "../../errors/index.js";
import type { PolicyKind } from "../kind.js";
import { numberIn } from "../policy-values.js";
import { leverageWord, percentWord } from "../policy-words.js";
import type { TradingPolicy } from "../policy.js";
import { HOLD, type PolicyView } from "../view.js";
import {
  assertLong,
  assertLongLeverage,
  leverageAtLoanToValue,
  liquidationThresholdOf,
  loanToValueAtLeverage,
} from "./lending-position.js";

const SOURCE = "AladdinDAO/fx-protocol-contracts, contracts/core/pool/BasePool.sol (rebalance, _getRawDebtToRebalance)";

const PRECISION = 10n ** 18n;
/** One, as the contract counts bonuses. */
const FEE_PRECISION = 10n ** 9n;

/** A position as the contract holds it: amounts, price and ratio in 1e-18, bonus in 1e-9. */
export interface WholeRebalance {
  readonly collateral: bigint;
  readonly debt: bigint;
  readonly price: bigint;
  readonly debtRatio: bigint;
  readonly bonus: bigint;
}

/** Debt that a rebalance repays, in 1e-18, truncated: (D - t P C) / (1 - (1 + b) t). _getRawDebtToRebalance. */
export function wholeDebtToRepay({ collateral, debt, price, debtRatio, bonus }: WholeRebalance): bigint {
  const excess = debt * PRECISION * PRECISION - debtRatio * price * collateral;
  return excess / (PRECISION * PRECISION - (PRECISION * debtRatio * (FEE_PRECISION + bonus)) / FEE_PRECISION);
}

/**
 * Debt to repay, so that after paying for it with collateral worth (1 + bonus) as much the debt is `debtRatio` of the
 * collateral: x = (D - t C) / (1 - (1 + b) t). Values in quote currency; fractions.
 */
export const debtToRepay = (collateral: number, debt: number, debtRatio: number, bonus: number): number =>
  (debt - debtRatio * collateral) / (1 - (1 + bonus) * debtRatio);

/** Settings of `partialDeleveragePolicy`. */
export interface PartialDeleverageSettings {
  /** Leverage ratio at which it opens. */
  readonly open: number;
  /** Debt over collateral from which, it included, the protocol delevers, and at which it ends; below 1 / (1 + bonus). */
  readonly debtRatio: number;
  /** Paid to who executes, a fraction of the debt that is repaid. */
  readonly bonus: number;
}

function assertPartialDeleverage({ open, debtRatio, bonus }: PartialDeleverageSettings): void {
  assertLongLeverage(open, "open");
  assertInRange(debtRatio, "debtRatio", { min: 0, max: 1, open: true, want: "a fraction between 0 and 1" });
  assertInRange(bonus, "bonus", { min: 0, max: 1, want: "a fraction from 0 to 1" });
  if ((1 + bonus) * debtRatio >= 1) {
    const got = `${percentWord(debtRatio)} with a bonus of ${percentWord(bonus)}`;
    const want = `debtRatio x (1 + bonus) below 1`;
    throw new OutOfRangeError({ field: "debtRatio, bonus", got, want, hint: "each repayment would raise the ratio" });
  }
  if (loanToValueAtLeverage(open) < debtRatio) return;
  const highest = leverageWord(leverageAtLoanToValue(debtRatio));
  const got = `${leverageWord(open)}, and deleveraging from ${highest} on`;
  throw new ConflictError({
    field: "open, debtRatio",
    got,
    want: `open below ${highest}`,
    hint: "it would delever at once",
  });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where the venue closes no later than the protocol would delever */
function assertBelowLiquidation(view: PolicyView, debtRatio: number): void {
  const threshold = liquidationThresholdOf(view);
  if (debtRatio < threshold) return;
  const got = `${percentWord(debtRatio)}, and ${view.market.model.id} may close from ${percentWord(threshold)} on`;
  const want = `debtRatio below ${percentWord(threshold)}`;
  throw new ConflictError({ field: "debtRatio", got, want, hint: "the position would be liquidated first" });
}

/**
 * f(x) Protocol's rebalancing: from a debt ratio on the protocol sells just as much collateral as brings it back to that
 * ratio, and who executes keeps the bonus. There is no way up: nothing is bought after the opening, nor after a liquidation.
 * Beyond the venue's liquidation threshold nothing is done either, as there the contract liquidates.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting
 */
export function partialDeleveragePolicy(settings: PartialDeleverageSettings): TradingPolicy {
  assertPartialDeleverage(settings);
  const { open, debtRatio, bonus } = settings;
  const leverageRatio = leverageAtLoanToValue(debtRatio);
  const concessionRate = bonus / (1 + bonus);
  const rule = { firesBelow: null, firesAbove: leverageRatio, endsFrom: leverageRatio, endsTo: leverageRatio };
  return {
    id: "partial-deleverage",
    label: `open ${leverageWord(open)}, delever from ${leverageWord(leverageRatio)} for ${percentWord(bonus)}`,
    source: SOURCE,
    signals: [],
    estimates: null,
    rules: [{ name: "rebalance", ...rule }],
    adjust(view) {
      assertLong(view, "partial-deleverage");
      if (view.lastTradeMs === null) {
        assertBelowLiquidation(view, debtRatio);
        return { kind: "trade", leverageRatio: open, because: "opens" };
      }
      if (loanToValueAtLeverage(view.leverageRatio) < debtRatio) return HOLD;
      if (loanToValueAtLeverage(view.leverageRatio) >= liquidationThresholdOf(view)) return HOLD;
      return { kind: "trade", leverageRatio, concessionRate, because: "debt ratio reached" };
    },
  };
}

/** f(x) Protocol's rebalancing by name. */
export const partialDeleverageKind: PolicyKind = {
  id: "partial-deleverage",
  summary: "f(x): sells back to one debt ratio for a bonus, and never buys again.",
  source: SOURCE,
  fields: {
    open: { kind: "leverage", what: "opens here" },
    debtRatio: { kind: "fraction", what: "debt over collateral from which it delevers, and at which it ends" },
    bonus: { kind: "fraction", what: "paid to who executes, of the debt repaid", default: 0.025 },
  },
  of: (values) =>
    partialDeleveragePolicy({
      open: numberIn(values, "open"),
      debtRatio: numberIn(values, "debtRatio"),
      bonus: numberIn(values, "bonus"),
    }),
};
