// Generated from @aave-dao/aave-address-book 4.68.1 and the packages named below by scripts/generate-deployments.ts. Do not edit.

/** PoolAddressesProvider. */
export const providerAbi = {
  getPool: {
    type: "function",
    name: "getPool",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "address" }],
  },
  getPriceOracle: {
    type: "function",
    name: "getPriceOracle",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "address" }],
  },
} as const;

/** The pool; POOL_REVISION from @aave/core-v3, getIsEModeCategoryIsolated from docs/3.7 of aave-v3-origin, the rest from the book. */
export const poolAbi = {
  POOL_REVISION: {
    type: "function",
    name: "POOL_REVISION",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
  getReservesList: {
    type: "function",
    name: "getReservesList",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "address[]" }],
  },
  getReserveData: {
    type: "function",
    name: "getReserveData",
    stateMutability: "view",
    inputs: [{ name: "asset", type: "address" }],
    outputs: [
      {
        name: "",
        type: "tuple",
        components: [
          { name: "configuration", type: "tuple", components: [{ name: "data", type: "uint256" }] },
          { name: "liquidityIndex", type: "uint128" },
          { name: "currentLiquidityRate", type: "uint128" },
          { name: "variableBorrowIndex", type: "uint128" },
          { name: "currentVariableBorrowRate", type: "uint128" },
          { name: "currentStableBorrowRate", type: "uint128" },
          { name: "lastUpdateTimestamp", type: "uint40" },
          { name: "id", type: "uint16" },
          { name: "aTokenAddress", type: "address" },
          { name: "stableDebtTokenAddress", type: "address" },
          { name: "variableDebtTokenAddress", type: "address" },
          { name: "interestRateStrategyAddress", type: "address" },
          { name: "accruedToTreasury", type: "uint128" },
          { name: "unbacked", type: "uint128" },
          { name: "isolationModeTotalDebt", type: "uint128" },
        ],
      },
    ],
  },
  getUserConfiguration: {
    type: "function",
    name: "getUserConfiguration",
    stateMutability: "view",
    inputs: [{ name: "user", type: "address" }],
    outputs: [{ name: "", type: "tuple", components: [{ name: "data", type: "uint256" }] }],
  },
  getUserEMode: {
    type: "function",
    name: "getUserEMode",
    stateMutability: "view",
    inputs: [{ name: "user", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  getUserAccountData: {
    type: "function",
    name: "getUserAccountData",
    stateMutability: "view",
    inputs: [{ name: "user", type: "address" }],
    outputs: [
      { name: "totalCollateralBase", type: "uint256" },
      { name: "totalDebtBase", type: "uint256" },
      { name: "availableBorrowsBase", type: "uint256" },
      { name: "currentLiquidationThreshold", type: "uint256" },
      { name: "ltv", type: "uint256" },
      { name: "healthFactor", type: "uint256" },
    ],
  },
  getVirtualUnderlyingBalance: {
    type: "function",
    name: "getVirtualUnderlyingBalance",
    stateMutability: "view",
    inputs: [{ name: "asset", type: "address" }],
    outputs: [{ name: "", type: "uint128" }],
  },
  getReserveDeficit: {
    type: "function",
    name: "getReserveDeficit",
    stateMutability: "view",
    inputs: [{ name: "asset", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  getLiquidationGracePeriod: {
    type: "function",
    name: "getLiquidationGracePeriod",
    stateMutability: "view",
    inputs: [{ name: "asset", type: "address" }],
    outputs: [{ name: "", type: "uint40" }],
  },
  getEModeCategoryData: {
    type: "function",
    name: "getEModeCategoryData",
    stateMutability: "view",
    inputs: [{ name: "id", type: "uint8" }],
    outputs: [
      {
        name: "",
        type: "tuple",
        components: [
          { name: "ltv", type: "uint16" },
          { name: "liquidationThreshold", type: "uint16" },
          { name: "liquidationBonus", type: "uint16" },
          { name: "priceSource", type: "address" },
          { name: "label", type: "string" },
        ],
      },
    ],
  },
  getEModeCategoryCollateralConfig: {
    type: "function",
    name: "getEModeCategoryCollateralConfig",
    stateMutability: "view",
    inputs: [{ name: "id", type: "uint8" }],
    outputs: [
      {
        name: "",
        type: "tuple",
        components: [
          { name: "ltv", type: "uint16" },
          { name: "liquidationThreshold", type: "uint16" },
          { name: "liquidationBonus", type: "uint16" },
        ],
      },
    ],
  },
  getEModeCategoryCollateralBitmap: {
    type: "function",
    name: "getEModeCategoryCollateralBitmap",
    stateMutability: "view",
    inputs: [{ name: "id", type: "uint8" }],
    outputs: [{ name: "", type: "uint128" }],
  },
  getEModeCategoryBorrowableBitmap: {
    type: "function",
    name: "getEModeCategoryBorrowableBitmap",
    stateMutability: "view",
    inputs: [{ name: "id", type: "uint8" }],
    outputs: [{ name: "", type: "uint128" }],
  },
  getEModeCategoryLtvzeroBitmap: {
    type: "function",
    name: "getEModeCategoryLtvzeroBitmap",
    stateMutability: "view",
    inputs: [{ name: "id", type: "uint8" }],
    outputs: [{ name: "", type: "uint128" }],
  },
  getIsEModeCategoryIsolated: {
    type: "function",
    name: "getIsEModeCategoryIsolated",
    stateMutability: "view",
    inputs: [{ name: "id", type: "uint8" }],
    outputs: [{ name: "", type: "bool" }],
  },
} as const;

/** AaveOracle. */
export const oracleAbi = {
  BASE_CURRENCY_UNIT: {
    type: "function",
    name: "BASE_CURRENCY_UNIT",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
  getAssetPrice: {
    type: "function",
    name: "getAssetPrice",
    stateMutability: "view",
    inputs: [{ name: "asset", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  getSourceOfAsset: {
    type: "function",
    name: "getSourceOfAsset",
    stateMutability: "view",
    inputs: [{ name: "asset", type: "address" }],
    outputs: [{ name: "", type: "address" }],
  },
} as const;

/** aToken and variable debt token. */
export const scaledTokenAbi = {
  scaledBalanceOf: {
    type: "function",
    name: "scaledBalanceOf",
    stateMutability: "view",
    inputs: [{ name: "user", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  scaledTotalSupply: {
    type: "function",
    name: "scaledTotalSupply",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
} as const;

/** An underlying token; symbolWord is the first word of what symbol() answers: the symbol itself in tokens older than the standard. */
export const erc20Abi = {
  symbol: {
    type: "function",
    name: "symbol",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "string" }],
  },
  decimals: {
    type: "function",
    name: "decimals",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint8" }],
  },
  balanceOf: {
    type: "function",
    name: "balanceOf",
    stateMutability: "view",
    inputs: [{ name: "account", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  symbolWord: {
    type: "function",
    name: "symbol",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "bytes32" }],
  },
} as const;

/** A price feed as far as it tells its age; the oracle asks it for latestAnswer alone. */
export const feedAbi = {
  latestTimestamp: {
    type: "function",
    name: "latestTimestamp",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
  latestRoundData: {
    type: "function",
    name: "latestRoundData",
    stateMutability: "view",
    inputs: [],
    outputs: [
      { name: "roundId", type: "uint80" },
      { name: "answer", type: "int256" },
      { name: "startedAt", type: "uint256" },
      { name: "updatedAt", type: "uint256" },
      { name: "answeredInRound", type: "uint80" },
    ],
  },
} as const;

/** Rate strategy from 3.1 on, by reserve (IDefaultInterestRateStrategyV2 of @aave-dao/aave-v3-origin). */
export const curveAbi = {
  getOptimalUsageRatio: {
    type: "function",
    name: "getOptimalUsageRatio",
    stateMutability: "view",
    inputs: [{ name: "reserve", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  getBaseVariableBorrowRate: {
    type: "function",
    name: "getBaseVariableBorrowRate",
    stateMutability: "view",
    inputs: [{ name: "reserve", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  getVariableRateSlope1: {
    type: "function",
    name: "getVariableRateSlope1",
    stateMutability: "view",
    inputs: [{ name: "reserve", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
  getVariableRateSlope2: {
    type: "function",
    name: "getVariableRateSlope2",
    stateMutability: "view",
    inputs: [{ name: "reserve", type: "address" }],
    outputs: [{ name: "", type: "uint256" }],
  },
} as const;

/** Rate strategy to 3.0.2, one for each reserve (IDefaultInterestRateStrategy of @aave/core-v3). */
export const oldCurveAbi = {
  OPTIMAL_USAGE_RATIO: {
    type: "function",
    name: "OPTIMAL_USAGE_RATIO",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
  getBaseVariableBorrowRate: {
    type: "function",
    name: "getBaseVariableBorrowRate",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
  getVariableRateSlope1: {
    type: "function",
    name: "getVariableRateSlope1",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
  getVariableRateSlope2: {
    type: "function",
    name: "getVariableRateSlope2",
    stateMutability: "view",
    inputs: [],
    outputs: [{ name: "", type: "uint256" }],
  },
} as const;
