import type { Hex } from "viem";
import { LENDER, type AaveMarket, type Reserve } from "./aave-market.js";
import { poolAction } from "./aave-states.js";
import { addressOf, type Action } from "./chain.js";

/** What an account of the scene supplies and borrows, whole units of each asset. */
export interface Holder {
  readonly address: Hex;
  readonly eModeId: number;
  readonly supplies: Readonly<Record<string, number>>;
  readonly borrows: Readonly<Record<string, number>>;
  /** Supplied, and then told not to be used as collateral. */
  readonly idle: Readonly<Record<string, number>>;
}

const holder = (number: number, of: Partial<Holder>): Holder => ({
  ...{ address: addressOf(number), eModeId: 0, supplies: {}, borrows: {}, idle: {} },
  ...of,
});

/** An account of each kind. */
export const HOLDERS = {
  long: holder(31, { supplies: { WETH: 10 }, borrows: { USDC: 12_000 } }),
  short: holder(32, { supplies: { USDC: 70_000 }, borrows: { WETH: 12 } }),
  pair: holder(33, { eModeId: 1, supplies: { wstETH: 40 }, borrows: { WETH: 30.5 } }),
  several: holder(34, {
    supplies: { WETH: 8, WBTC: 0.25, USDC: 3_000 },
    borrows: { DAI: 7_000, wstETH: 1.5 },
    idle: { GUSD: 500 },
  }),
  unindebted: holder(35, { supplies: { WETH: 3, DAI: 100 } }),
  money: holder(36, { supplies: { USDC: 1_000 } }),
  nobody: holder(37, {}),
} as const;

/** Name of an account of the scene. */
export type HolderName = keyof typeof HOLDERS;

/** Those whose reading is recorded. */
export const TAPED: readonly HolderName[] = ["long", "short", "pair", "several"];

export const reserveNamed = ({ reserves }: AaveMarket, asset: string): Reserve =>
  reserves.find(({ listing }) => listing.asset === asset)!;

/** An amount of whole units as smallest ones; the amounts here have at most two decimals. */
const smallest = ({ listing }: Reserve, units: number): bigint =>
  (BigInt(Math.round(units * 100)) * 10n ** BigInt(listing.decimals)) / 100n;

/** What the pool must have before anybody can borrow. */
const LENT = 1_000_000;

function supplying(market: AaveMarket, { address, eModeId, supplies, idle }: Holder): readonly Action[] {
  const all = Object.entries({ ...supplies, ...idle }).map(([asset, units]) => {
    const reserve = reserveNamed(market, asset);
    return poolAction(market, LENDER, "supply", reserve.token.address, smallest(reserve, units), address, 0);
  });
  const unused = Object.keys(idle).map((asset) => {
    const { token } = reserveNamed(market, asset);
    return poolAction(market, address, "setUserUseReserveAsCollateral", token.address, false);
  });
  return [...all, ...(eModeId === 0 ? [] : [poolAction(market, address, "setUserEMode", eModeId)]), ...unused];
}

const borrowing = (market: AaveMarket, { address, borrows }: Holder): readonly Action[] =>
  Object.entries(borrows).map(([asset, units]) => {
    const reserve = reserveNamed(market, asset);
    const args = [reserve.token.address, smallest(reserve, units), 2, 0, address];
    return poolAction(market, address, "borrow", ...args);
  });

/** Opens every account: all supplies in one block, all debts in the next, so that no interest has come to anything yet. */
export async function play(market: AaveMarket): Promise<void> {
  const holders = Object.values(HOLDERS);
  const lent = ["USDC", "DAI", "WETH", "wstETH"].map((asset) => {
    const reserve = reserveNamed(market, asset);
    const args = [reserve.token.address, smallest(reserve, LENT), LENDER, 0];
    return poolAction(market, LENDER, "supply", ...args);
  });
  await market.chain.act([...lent, ...holders.flatMap((each) => supplying(market, each))]);
  await market.chain.act(holders.flatMap((each) => borrowing(market, each)));
}

const DAY = 86_400n;

/** Two hundred days pass, with a supply in between that brings indexes up to date. */
export async function age(market: AaveMarket): Promise<void> {
  const { chain } = market;
  for (const asset of ["USDC", "WETH", "DAI"]) {
    const args = [reserveNamed(market, asset).token.address, 1_000_000n, LENDER, 0];
    await chain.act([poolAction(market, LENDER, "supply", ...args)], chain.now() + 50n * DAY + 7n);
  }
  await chain.act([], chain.now() + 50n * DAY + 1n);
}
