/** What a reserve of the test pools is set to; bps unless said otherwise. The figures are round ones, near those in use. */
export interface Listing {
  readonly asset: string;
  readonly decimals: number;
  readonly ltv: bigint;
  readonly liquidationThreshold: bigint;
  readonly liquidationBonus: bigint;
  readonly protocolFee: bigint;
  readonly reserveFactor: bigint;
  readonly optimalUsage: bigint;
  readonly baseRate: bigint;
  readonly slope1: bigint;
  readonly slope2: bigint;
  /** Opening price, 1e8. */
  readonly price: bigint;
  /** What may be borrowed against it in isolation, in 1/100 dollars; 0 where it is not isolated. */
  readonly debtCeiling: bigint;
  readonly borrowableInIsolation: boolean;
  /** Whoever borrows it borrows nothing else. */
  readonly siloed: boolean;
}

const listing = (
  [asset, decimals, price]: readonly [string, number, bigint],
  [ltv, liquidationThreshold, liquidationBonus, protocolFee]: readonly bigint[],
  [reserveFactor, optimalUsage, baseRate, slope1, slope2]: readonly bigint[],
): Listing => ({
  ...{ asset, decimals, price, ltv, liquidationThreshold, liquidationBonus, protocolFee },
  ...{ reserveFactor, optimalUsage, baseRate, slope1, slope2 },
  ...{ debtCeiling: 0n, borrowableInIsolation: asset === "USDC" || asset === "DAI", siloed: false },
});

/**
 * Every number of decimals that matters for rounding: 18, 8, 6 and 2; with and without a protocol fee, a reserve factor
 * and a base rate; thresholds that are not multiples of each other; one isolated collateral, and one siloed debt that is
 * no collateral.
 */
export const LISTINGS: readonly Listing[] = [
  listing(["WETH", 18, 2_000_00000000n], [8000n, 8250n, 10500n, 1000n], [1500n, 8000n, 0n, 380n, 8000n]),
  listing(["wstETH", 18, 2_345_67891234n], [7850n, 8100n, 10600n, 1000n], [500n, 4500n, 25n, 450n, 8000n]),
  listing(["WBTC", 8, 61_234_56789012n], [7000n, 7500n, 10650n, 2000n], [2000n, 4500n, 0n, 700n, 30000n]),
  listing(["USDC", 6, 1_00000000n], [7500n, 7800n, 10450n, 1000n], [1000n, 9000n, 0n, 350n, 6000n]),
  listing(["DAI", 18, 99_970000n], [6300n, 7700n, 10411n, 0n], [0n, 8000n, 33n, 401n, 7500n]),
  listing(["GUSD", 2, 1_00010000n], [6000n, 7000n, 10733n, 3333n], [3333n, 7000n, 0n, 400n, 10000n]),
  {
    ...listing(["MKR", 18, 1_500_00000000n], [6000n, 6500n, 10850n, 2000n], [2000n, 4500n, 0n, 700n, 30000n]),
    debtCeiling: 3_000_000_00n,
  },
  { ...listing(["SUSD", 18, 1_00120000n], [0n, 0n, 0n, 0n], [1000n, 8000n, 0n, 400n, 6000n]), siloed: true },
];

/** An efficiency mode of the test pools; bps. */
export interface Mode {
  readonly id: number;
  readonly ltv: number;
  readonly liquidationThreshold: number;
  readonly liquidationBonus: number;
  readonly collateral: readonly string[];
  readonly borrowable: readonly string[];
  readonly ltvZero: readonly string[];
  /** True where the members share a price feed of the mode, which only releases before 3.2 know. */
  readonly ownPrice: boolean;
}

const ETHER = ["WETH", "wstETH"];
const DOLLARS = ["USDC", "DAI", "GUSD"];

/** Modes that every release can have: an asset belongs to one. */
export const DISJOINT_MODES: readonly Mode[] = [
  {
    id: 1,
    ltv: 9300,
    liquidationThreshold: 9500,
    liquidationBonus: 10100,
    collateral: ETHER,
    borrowable: ETHER,
    ltvZero: [],
    ownPrice: false,
  },
  {
    id: 2,
    ltv: 9700,
    liquidationThreshold: 9750,
    liquidationBonus: 10111,
    collateral: DOLLARS,
    borrowable: DOLLARS,
    ltvZero: [],
    ownPrice: true,
  },
];

/** Modes of 3.2 and later: collateral and borrowable are sets of their own, and modes overlap; LTV 0 in a mode is of 3.6. */
export const OVERLAPPING_MODES: readonly Mode[] = [
  ...DISJOINT_MODES.map((mode) => ({ ...mode, ownPrice: false })),
  {
    id: 3,
    ltv: 8800,
    liquidationThreshold: 9000,
    liquidationBonus: 10300,
    collateral: ["WETH", "WBTC", "USDC"],
    borrowable: ["USDC", "DAI"],
    ltvZero: ["WBTC"],
    ownPrice: false,
  },
];
