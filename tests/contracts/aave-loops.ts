import { WORD_MAX } from "../../src/kernel/index.js";
import { liquidationRatios, onePath } from "../../src/venues/index.js";
import {
  accountData,
  aaveV3,
  parsePosition,
  type PoolPosition,
  type PoolState,
} from "../../src/venues/aave-v3/index.js";
import { BORROWER, LENDER, LIQUIDATOR, setPrices, type AaveMarket, type Reserve } from "./aave-market.js";
import { readPool } from "./aave-reading.js";
import { poolAction } from "./aave-states.js";

/** A loop to open: how often what is borrowed is turned into more collateral, and whose price then moves. */
export interface LoopPlan {
  readonly name: string;
  readonly collateral: string;
  readonly debt: string;
  readonly eModeId: number;
  /** Whole units of collateral at the start. */
  readonly start: bigint;
  readonly rounds: number;
  /** Share of what may be borrowed that is borrowed in each round, per cent. */
  readonly share: bigint;
  readonly moved: string;
}

/** Loops of a long, a short, and a pair that tracks each other. */
export const LOOPS: readonly LoopPlan[] = [
  {
    ...{ name: "long WETH against USDC", collateral: "WETH", debt: "USDC", eModeId: 0, moved: "WETH" },
    ...{ start: 25n, rounds: 5, share: 93n },
  },
  {
    ...{ name: "short WETH against USDC", collateral: "USDC", debt: "WETH", eModeId: 0, moved: "WETH" },
    ...{ start: 70_000n, rounds: 3, share: 88n },
  },
  {
    ...{ name: "wstETH against WETH in eMode", collateral: "wstETH", debt: "WETH", eModeId: 1, moved: "wstETH" },
    ...{ start: 40n, rounds: 8, share: 95n },
  },
];

/** Where the venue may close a loop, and what the contracts said on either side. */
export interface Bracket {
  readonly leverageRatio: number;
  /** From the one solver in float64, ticks of the oracle (1e-8 dollars). */
  readonly solved: number;
  /** The worst whole tick at which our exact health factor is still 1 or above. */
  readonly exact: bigint;
  /** Why the contracts refuse to liquidate at that tick and at the next worse one; null where they do not. */
  readonly refusals: readonly (string | null)[];
}

const reserveNamed = ({ reserves }: AaveMarket, asset: string): Reserve =>
  reserves.find(({ listing }) => listing.asset === asset)!;

/** Opens the loop: borrows, has the lender take the debt asset for collateral at the oracle's prices, and again. */
async function open(market: AaveMarket, plan: LoopPlan): Promise<void> {
  const { chain, pool } = market;
  const [collateral, debt] = [reserveNamed(market, plan.collateral), reserveNamed(market, plan.debt)];
  const unit = 10n ** BigInt(collateral.listing.decimals);
  const pay = ({ token }: Reserve, amount: bigint, to: typeof BORROWER) =>
    poolAction(market, LENDER, "supply", token.address, amount, to, 0);
  const entry = plan.eModeId === 0 ? [] : [poolAction(market, BORROWER, "setUserEMode", plan.eModeId)];
  const plenty = 10n ** BigInt(debt.listing.decimals) * 1_000_000n;
  await chain.act([pay(debt, plenty, LENDER), ...entry, pay(collateral, plan.start * unit, BORROWER)]);
  for (let round = 0; round < plan.rounds; round++) {
    const account = { contract: pool, name: "getUserAccountData", args: [BORROWER] };
    const [[, , available]] = (await chain.read([account], chain.now())) as readonly (readonly bigint[])[];
    const base = (available * plan.share) / 100n;
    const amount = (base * 10n ** BigInt(debt.listing.decimals)) / debt.listing.price;
    await chain.act([
      poolAction(market, BORROWER, "borrow", debt.token.address, amount, 2, 0, BORROWER),
      pay(collateral, (base * unit) / collateral.listing.price, BORROWER),
    ]);
  }
}

/** The pool with the moved asset at another price. */
const priced = (pool: PoolState, moved: string, priceBase: bigint): PoolState => ({
  ...pool,
  reserves: pool.reserves.map((reserve) => (reserve.asset === moved ? { ...reserve, priceBase } : reserve)),
});

/** The worst tick at which the account is healthy, found by halving between one that is and one that is not. */
function worstHealthy(pool: PoolState, position: PoolPosition, plan: LoopPlan): bigint {
  const healthy = (tick: bigint): boolean =>
    accountData(priced(pool, plan.moved, tick), position).healthFactorWad >= 10n ** 18n;
  const now = pool.reserves.find(({ asset }) => asset === plan.moved)!.priceBase;
  let [good, bad] = [now, plan.moved === plan.collateral ? 1n : now * 100n];
  while (good - bad > 1n || bad - good > 1n) {
    const middle = (good + bad) / 2n;
    if (healthy(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The solver's answer for the account, with the terms that the pool has for it. */
function solvedPrice(pool: PoolState, position: PoolPosition, plan: LoopPlan) {
  const { account, prices, reserves } = parsePosition(pool, position);
  const [asset, quote] = plan.debt === "WETH" && plan.eModeId === 0 ? ["WETH", "USDC"] : [plan.collateral, plan.debt];
  const { model } = aaveV3.market("ethereum", asset, {
    ...{ release: pool.release, quote, reserves, asOf: "2023-11-14", source: "the pool under test" },
  });
  const { below, above } = liquidationRatios(model, account, onePath(prices, plan.moved));
  const ratio = plan.moved === plan.collateral ? below : above;
  return ratio! * prices[plan.moved] * 1e8;
}

/** Opens a loop, lets a month pass, and asks solver, exact functions and contracts where it may be closed. */
export async function bracketOf(market: AaveMarket, plan: LoopPlan): Promise<Bracket> {
  await open(market, plan);
  const seconds = market.chain.now() + 30n * 24n * 3600n;
  const { pool, position } = await readPool(market, BORROWER, seconds);
  const exact = worstHealthy(pool, position, plan);
  const { totalCollateralBase, totalDebtBase } = accountData(pool, position);
  const tokens = [plan.collateral, plan.debt].map((asset) => reserveNamed(market, asset).token.address);
  const call = poolAction(market, LIQUIDATOR, "liquidationCall", ...tokens, BORROWER, WORD_MAX, false);
  const refusals: (string | null)[] = [];
  for (const tick of [exact, plan.moved === plan.collateral ? exact - 1n : exact + 1n]) {
    await setPrices(market.chain, [[reserveNamed(market, plan.moved).feed, tick]]);
    refusals.push(await market.chain.refusal(call, seconds, market.errors));
  }
  return {
    ...{ exact, refusals, solved: solvedPrice(pool, position, plan) },
    leverageRatio: Number(totalCollateralBase) / Number(totalCollateralBase - totalDebtBase),
  };
}
