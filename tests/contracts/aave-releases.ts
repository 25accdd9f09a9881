import { deployAaveV302 } from "./aave-3-0-2.js";
import { deployAaveV36 } from "./aave-3-6.js";
import type { AaveSuite } from "./aave-suite.js";

/** How much of a release is asked. */
interface Extent {
  readonly states: number;
  readonly seed: number;
}

/** Release 3.0.2 as its package ships it, compiled. */
export const aaveV302 = (extent: Extent): AaveSuite => ({
  name: "Aave v3.0.2 from the artifacts of @aave/core-v3",
  deploy: deployAaveV302,
  ...extent,
  healthyRefusal: "45", // HEALTH_FACTOR_NOT_BELOW_THRESHOLD
  kinds: {
    ...{ "no eMode": 100, "eMode 1": 30, "eMode 2": 30, "2 collaterals": 100, "2 debts": 100 },
    ...{ liquidated: 120, "above 0.95": 40, "at 0.95 or below": 40, "same asset on both sides": 3 },
    ...{ "all of the collateral seized": 20, "all of the debt repaid": 5, "part of the debt repaid": 80 },
    ...{ "refused: HealthFactorNotBelowThreshold": 40, "refused: InvalidBurnAmount": 1, "refused: ReservePaused": 2 },
    ...{ "refused: CollateralCannotBeLiquidated": 2, "refused: SpecifiedCurrencyNotBorrowedByUser": 2 },
    ...{ "refused: Panic(0x11)": 1 },
    // Frozen, paused, not lent; too little collateral, none with an LTV; the caps of borrowing and of isolation; siloed.
    ...{ "borrow refused: 28": 3, "borrow refused: 29": 1, "borrow refused: 30": 1 },
    ...{ "borrow refused: 36": 10, "borrow refused: 57": 1, "borrow refused: 50": 1, "borrow refused: 53": 1 },
    ...{ "borrow refused: 60": 2, "borrow refused: 89": 3, "borrow refused: Panic(0x11)": 2 },
    ...{ isolated: 5, siloed: 5, drained: 10 },
  },
});

/** Release 3.6 compiled from its package; 200 runs of the optimiser as it is released, or none, which is faster. */
export const aaveV36 = (extent: Extent, optimizerRuns: 200 | null): AaveSuite => ({
  name: "Aave v3.6 from the source of @aave-dao/aave-v3-origin",
  deploy: (chain) => deployAaveV36(chain, optimizerRuns),
  ...extent,
  healthyRefusal: "HealthFactorNotBelowThreshold",
  kinds: {
    ...{ "no eMode": 100, "eMode 1": 20, "eMode 2": 20, "eMode 3": 20, "2 collaterals": 100, "2 debts": 100 },
    ...{ liquidated: 90, "above 0.95": 30, "at 0.95 or below": 30, "same asset on both sides": 3 },
    ...{ "all of the collateral seized": 12, "all of the debt repaid": 15, "part of the debt repaid": 40 },
    ...{ "deficit in 1": 5, "deficit in 2": 1, "refused: MustNotLeaveDust": 20, "refused: InvalidBurnAmount": 1 },
    ...{ "refused: HealthFactorNotBelowThreshold": 40, "refused: Panic(0x11)": 1, "refused: ReservePaused": 2 },
    ...{ "borrow refused: ReserveFrozen": 3, "borrow refused: ReservePaused": 1, "borrow refused: InvalidAmount": 1 },
    ...{ "borrow refused: BorrowingNotEnabled": 1, "borrow refused: CollateralCannotCoverNewBorrow": 2 },
    ...{ "borrow refused: LtvValidationFailed": 2, "borrow refused: BorrowCapExceeded": 1 },
    ...{ "borrow refused: DebtCeilingExceeded": 1, "borrow refused: AssetNotBorrowableInIsolation": 2 },
    ...{ "borrow refused: SiloedBorrowingViolation": 3, isolated: 5, siloed: 5, drained: 10 },
    ...{ "refused: CollateralCannotBeLiquidated": 2, "refused: SpecifiedCurrencyNotBorrowedByUser": 2 },
  },
});
