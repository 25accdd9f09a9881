import type { Hex } from "viem";
import { quantityUp } from "../../src/venues/chain-amount.js";
import { morphoPool, type MorphoLoan } from "../../src/venues/morpho-blue/index.js";
import { addressOf } from "./chain.js";
import { about, LENDER, NEIGHBOUR, oraclePriceOf, setOracle, type LiveMarket, type MorphoBase } from "./morpho-base.js";

/** A holder of each kind. */
export const holders = {
  /** WETH held against dollars. */
  long: addressOf(21),
  /** Dollars held against WETH. */
  short: addressOf(22),
  /** Three markets, one of them without a debt. */
  several: addressOf(23),
  /** A market that is not listed and has no rate model. */
  unlisted: addressOf(24),
  /** Nothing at all. */
  none: addressOf(25),
} as const;

/** What was deposited and borrowed, units of the tokens. */
export interface Deposit {
  readonly holder: Hex;
  readonly market: string;
  readonly collateral: bigint;
  readonly borrowed: bigint;
  /** Decimals of the collateral and of the loan. */
  readonly decimals: readonly [number, number];
}

const E6 = 10n ** 6n;
const E8 = 10n ** 8n;
const E18 = 10n ** 18n;

export const deposits: readonly Deposit[] = [
  { holder: holders.long, market: "WETH/USDC", collateral: 40n * E18, borrowed: 50_000n * E6, decimals: [18, 6] },
  { holder: holders.short, market: "USDC/WETH", collateral: 90_000n * E6, borrowed: 12n * E18, decimals: [6, 18] },
  { holder: holders.several, market: "cbBTC/USDC", collateral: 2n * E8, borrowed: 0n, decimals: [8, 6] },
  {
    holder: holders.several,
    market: "WETH/USDC",
    collateral: 10n * E18 + 1n,
    borrowed: 7_654_321_987n,
    decimals: [18, 6],
  },
  {
    holder: holders.several,
    market: "wstETH/WETH",
    collateral: 33n * E18,
    borrowed: 35n * E18 + 7n,
    decimals: [18, 18],
  },
  { holder: holders.unlisted, market: "unlisted", collateral: 5n * E18, borrowed: 4_000n * E6, decimals: [18, 6] },
];

const PRICES: Readonly<Record<string, bigint>> = {
  "WETH/USDC": oraclePriceOf(2_500, 18, 6),
  "USDC/WETH": oraclePriceOf(0.0004, 6, 18),
  "cbBTC/USDC": oraclePriceOf(97_000.5, 8, 6),
  "cbETH/USDC": oraclePriceOf(2_700, 18, 6),
  "wstETH/USDC": oraclePriceOf(3_000, 18, 6),
  "wstETH/WETH": oraclePriceOf(1.19, 18, 18),
  unlisted: oraclePriceOf(2_490, 18, 6),
};

/** Decimals of the loan of a market. */
const loanUnit = (name: string): bigint => (name.endsWith("WETH") ? E18 : E6);

/** Lends to a market and lets a neighbour borrow most of it, so that its rate at target moves. */
function used(base: MorphoBase, name: string, market: LiveMarket, share: bigint) {
  const unit = loanUnit(name);
  const collateral = 10n ** 30n;
  return [
    about(base, LENDER, market, "supply", 200_000n * unit, 0n, LENDER, "0x"),
    about(base, NEIGHBOUR, market, "supplyCollateral", collateral, NEIGHBOUR, "0x"),
    about(base, NEIGHBOUR, market, "borrow", (200_000n * unit * share) / 100n, 0n, NEIGHBOUR, NEIGHBOUR),
  ];
}

const DAY = 86_400n;

/** Fills the markets, opens the deposits, and lets eleven days pass, with an accrual after four. */
export async function play(base: MorphoBase): Promise<void> {
  const { chain, markets } = base;
  for (const [name, price] of Object.entries(PRICES)) await setOracle(base, markets[name], price);
  const shares: readonly bigint[] = [61n, 75n, 20n, 50n, 55n, 40n, 3n];
  await chain.act(Object.entries(markets).flatMap(([name, market], at) => used(base, name, market, shares[at])));
  await chain.act(
    deposits.flatMap(({ holder, market, collateral, borrowed }) => [
      about(base, LENDER, markets[market], "supplyCollateral", collateral, holder, "0x"),
      ...(borrowed > 0n ? [about(base, holder, markets[market], "borrow", borrowed, 0n, holder, holder)] : []),
    ]),
    chain.now() + DAY,
  );
  await chain.act([about(base, LENDER, markets["WETH/USDC"], "accrueInterest")], chain.now() + 4n * DAY + 77n);
  await chain.act(
    [about(base, LENDER, markets["WETH/USDC"], "supply", 1_000n * E6, 0n, holders.long, "0x")],
    chain.now() + 6n * DAY + 13n,
  );
  await chain.act([about(base, LENDER, markets["USDC/WETH"], "accrueInterest")], chain.now() + DAY);
}

/** What the contract stores of a holder's loan, as of the last accrual of its market. */
export async function storedLoan(
  { chain, morpho }: MorphoBase,
  { id, params }: LiveMarket,
  holder: Hex,
): Promise<Omit<MorphoLoan, "oraclePrice">> {
  const reads = [
    { contract: morpho, name: "market", args: [id] },
    { contract: morpho, name: "position", args: [id, holder] },
  ];
  const [market, position] = (await chain.read(reads, chain.now())) as readonly (readonly bigint[])[];
  const [totalSupplyAssets, totalSupplyShares, totalBorrowAssets, totalBorrowShares, lastUpdate, feeWad] = market;
  return {
    totals: {
      ...{ totalSupplyAssets, totalSupplyShares, totalBorrowAssets, totalBorrowShares },
      ...{ lastUpdateSeconds: lastUpdate, feeWad },
    },
    position: { borrowShares: position[1], collateral: position[2] },
    lltvWad: params.lltv,
  };
}

/** What a holder owes in a market as the contract takes it back, units of the loan rounded up. */
export async function owed(base: MorphoBase, market: LiveMarket, holder: Hex, decimals: number): Promise<number> {
  const { borrowShares } = (await storedLoan(base, market, holder)).position;
  if (borrowShares === 0n) return 0;
  const repay = about(base, LENDER, market, "repay", 0n, borrowShares, holder, "0x");
  const [repaid] = (await base.chain.read([repay], base.chain.now())) as readonly (readonly bigint[])[];
  return quantityUp(repaid[0], decimals);
}

/** Pool and rate a year of a market whose interest was accrued in this block, from the contract's storage and the rate model's own answer. */
export async function storedCurve(base: MorphoBase, market: LiveMarket) {
  const { chain, irm } = base;
  const { totals } = await storedLoan(base, market, holders.none);
  const words = { ...totals, lastUpdate: totals.lastUpdateSeconds, fee: totals.feeWad };
  const reads = [
    { contract: irm, name: "rateAtTarget", args: [market.id] },
    { contract: irm, name: "borrowRateView", args: [market.params, words] },
  ];
  const [atTarget, now] = (await chain.read(reads, chain.now())) as readonly bigint[];
  const pool = morphoPool(totals, atTarget, { assetDecimals: 18, quoteDecimals: 6 });
  return { pool, rateAnnual: quantityUp(now * 31_536_000n, 18) };
}
