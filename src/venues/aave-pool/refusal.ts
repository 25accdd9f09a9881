import { rulesOf, type AavePoolRelease } from "./release.js";

/** Number of each error up to 3.3 (Errors of @aave/core-v3; 3.3 for 97 and above); null for a panic of the compiler. */
const NUMBERS = {
  InvalidMintAmount: "24",
  InvalidBurnAmount: "25",
  InvalidAmount: "26",
  ReserveInactive: "27",
  ReserveFrozen: "28",
  ReservePaused: "29",
  BorrowingNotEnabled: "30",
  CollateralBalanceIsZero: "34",
  HealthFactorLowerThanLiquidationThreshold: "35",
  CollateralCannotCoverNewBorrow: "36",
  HealthFactorNotBelowThreshold: "45",
  CollateralCannotBeLiquidated: "46",
  SpecifiedCurrencyNotBorrowedByUser: "47",
  BorrowCapExceeded: "50",
  SupplyCapExceeded: "51",
  DebtCeilingExceeded: "53",
  LtvValidationFailed: "57",
  InconsistentEModeCategory: "58",
  AssetNotBorrowableInIsolation: "60",
  SiloedBorrowingViolation: "89",
  LiquidationGraceSentinelCheckFailed: "97",
  NotBorrowableInEMode: "100",
  MustNotLeaveDust: "103",
  "Panic(0x11)": null,
} as const;

/** The contract's own name of an error, as from 3.4; "Panic(0x11)" is the underflow where liquidity runs short. */
export type PoolErrorName = keyof typeof NUMBERS;

/** A call that the pool would revert. */
export interface PoolRefused {
  readonly status: "refused";
  readonly because: PoolErrorName;
  /** The text of the revert where the release numbers its errors (to 3.3), such as "45"; null else. */
  readonly code: string | null;
}

/** The refusal by that name, with its number where the release has numbers. */
export function refused(release: AavePoolRelease, because: PoolErrorName): PoolRefused {
  return { status: "refused", because, code: rulesOf(release).errors === "numbered" ? NUMBERS[because] : null };
}
