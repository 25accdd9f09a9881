/** Releases of the pool's rules that are modelled, oldest first. 3.1 and 3.2 liquidate as 3.0.2 does. */
export const AAVE_POOL_RELEASES = ["3.0.2", "3.3", "3.4", "3.5", "3.6", "3.7"] as const;

/** A release of the pool's rules. */
export type AavePoolRelease = (typeof AAVE_POOL_RELEASES)[number];

/** One of the questions a borrow must pass; named for what is asked, see borrow.ts. */
export type BorrowCheck =
  | "amount"
  | "reserve-open"
  | "borrowing-enabled"
  | "borrowing-enabled-or-e-mode"
  | "supply-covers-amount"
  | "borrow-cap"
  | "isolation"
  | "e-mode"
  | "siloed"
  | "ltv-before"
  | "ltv-after"
  | "mint"
  | "liquidity";

/** The facts in which releases differ; each names the release that changed it. */
export interface PoolRules {
  /**
   * Health factor: sum of collateral x average threshold floored to whole bps, half up twice (to 3.4); or the exact
   * weighted sum, half up and then down (from 3.5). GenericLogic.calculateUserAccountData.
   */
  readonly healthFactor: "whole-bps-average" | "exact-sum";
  /**
   * Half up everywhere (to 3.4); or from 3.5 against the user: held down, owed up, what may be borrowed down, the debt
   * repaid for all of a collateral up. TokenMath, GenericLogic, LiquidationLogic; docs/3.5.
   */
  readonly balances: "half-up" | "against-user";
  /** Growth of debt: the binomial with the rate per second cubed truncated (to 3.3), or three terms of e^x (from 3.4). MathUtils. */
  readonly compounding: "binomial" | "exponential";
  /** What 50 % is taken of: the called debt (to 3.2), or the whole account's debt (from 3.3). LiquidationLogic. */
  readonly closeFactorOf: "called-debt" | "whole-debt";
  /** Below it on either side a liquidator may take everything, base currency 1e8; 0 where size does not matter (to 3.2). */
  readonly halfCloseBaseMin: bigint;
  /** What a partial liquidation must leave on both sides, base currency 1e8; 0 where it may leave anything (to 3.2). */
  readonly leftoverBaseMin: bigint;
  /** Debt without collateral stays with the account (to 3.2), or is written off as the reserve's deficit (from 3.3). */
  readonly badDebt: "stays" | "deficit";
  /** Collateral for a debt, its bonus part and the fee: half up, or down, up and up against the liquidator (from 3.7). docs/3.7. */
  readonly seizure: "half-up" | "against-liquidator";
  /** When all collateral is gone: its value was taken, or (from 3.7) the scaled balance was used up. LiquidationLogic. */
  readonly collateralGone: "by-value" | "by-scaled-balance";
  /** An LTV or threshold of 0 of the reserve holds in every efficiency mode (to 3.5), or only outside (from 3.6). */
  readonly reserveOverEMode: boolean;
  /** A category's own price source stands in for its members' (to 3.1). */
  readonly eModePrice: boolean;
  /** A category may bar all outside collateral from backing new debt (from 3.7). */
  readonly isolatedEMode: boolean;
  /** One isolated collateral, a debt ceiling, and siloed debt (to 3.6). */
  readonly isolationMode: boolean;
  /** Numbered texts such as "45" (to 3.3), or named errors (from 3.4). */
  readonly errors: "numbered" | "named";
  /** The error of an asset that the category does not lend. */
  readonly eModeRefusal: "InconsistentEModeCategory" | "NotBorrowableInEMode";
  /** The liquidity rate is the variable rate once more divided by the debt (3.0), or plain (from 3.1). */
  readonly rateStrategy: "with-stable-debt" | "variable-only";
  /** What a borrow is asked, in the contract's order (ValidationLogic.validateBorrow, BorrowLogic.executeBorrow). */
  readonly borrowChecks: readonly BorrowCheck[];
  /** Checked to the unit by running the contracts, or read in their source. */
  readonly proof: "run" | "read";
}

const V302: PoolRules = {
  healthFactor: "whole-bps-average",
  balances: "half-up",
  compounding: "binomial",
  closeFactorOf: "called-debt",
  halfCloseBaseMin: 0n,
  leftoverBaseMin: 0n,
  badDebt: "stays",
  seizure: "half-up",
  collateralGone: "by-value",
  reserveOverEMode: true,
  eModePrice: true,
  isolatedEMode: false,
  isolationMode: true,
  errors: "numbered",
  eModeRefusal: "InconsistentEModeCategory",
  rateStrategy: "with-stable-debt",
  borrowChecks: [
    "amount",
    "reserve-open",
    "borrowing-enabled",
    "borrow-cap",
    "isolation",
    "e-mode",
    "ltv-before",
    "siloed",
    "mint",
    "liquidity",
  ],
  proof: "run",
};

const V33: PoolRules = {
  ...V302,
  closeFactorOf: "whole-debt",
  halfCloseBaseMin: 2_000n * 10n ** 8n,
  leftoverBaseMin: 1_000n * 10n ** 8n,
  badDebt: "deficit",
  eModePrice: false,
  eModeRefusal: "NotBorrowableInEMode",
  rateStrategy: "variable-only",
  borrowChecks: [
    "amount",
    "reserve-open",
    "borrowing-enabled",
    "supply-covers-amount",
    "borrow-cap",
    "isolation",
    "e-mode",
    "ltv-before",
    "siloed",
    "mint",
    "liquidity",
  ],
  proof: "read",
};

const V34: PoolRules = {
  ...V33,
  compounding: "exponential",
  errors: "named",
  borrowChecks: [
    "amount",
    "reserve-open",
    "borrowing-enabled",
    "supply-covers-amount",
    "borrow-cap",
    "e-mode",
    "ltv-before",
    "siloed",
    "mint",
    "isolation",
    "liquidity",
  ],
};

const V35: PoolRules = {
  ...V34,
  healthFactor: "exact-sum",
  balances: "against-user",
  borrowChecks: [
    "amount",
    "reserve-open",
    "borrowing-enabled",
    "supply-covers-amount",
    "borrow-cap",
    "e-mode",
    "siloed",
    "isolation",
    "liquidity",
    "ltv-after",
  ],
};

const V36: PoolRules = {
  ...V35,
  reserveOverEMode: false,
  borrowChecks: [
    "amount",
    "reserve-open",
    "borrowing-enabled-or-e-mode",
    "supply-covers-amount",
    "borrow-cap",
    "siloed",
    "isolation",
    "liquidity",
    "ltv-after",
  ],
  proof: "run",
};

const V37: PoolRules = {
  ...V36,
  seizure: "against-liquidator",
  collateralGone: "by-scaled-balance",
  isolatedEMode: true,
  isolationMode: false,
  borrowChecks: [
    "amount",
    "reserve-open",
    "borrowing-enabled-or-e-mode",
    "supply-covers-amount",
    "borrow-cap",
    "liquidity",
    "ltv-after",
  ],
  proof: "read",
};

const RULES: Readonly<Record<AavePoolRelease, PoolRules>> = {
  "3.0.2": V302,
  "3.3": V33,
  "3.4": V34,
  "3.5": V35,
  "3.6": V36,
  "3.7": V37,
};

/** The facts of a release. Read in @aave/core-v3 1.19 (3.0.2), @aave-dao/aave-v3-origin 3.6.0 and that repository's history and docs. */
export const rulesOf = (release: AavePoolRelease): PoolRules => RULES[release];
