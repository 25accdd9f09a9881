import { WORD_MAX, mulDivDown } from "../../src/kernel/index.js";
import { accountData } from "../../src/venues/aave-pool/account-data.js";
import { liquidationCall, type LiquidationRequest } from "../../src/venues/aave-pool/liquidation.js";
import { WAD } from "../../src/venues/aave-pool/ray.js";
import type { PoolPosition, PoolState } from "../../src/venues/aave-pool/state.js";
import { BORROWER, LENDER, governed, setPrices, type AaveMarket, type Reserve } from "./aave-market.js";
import { readPool, readPosition, type Stored } from "./aave-reading.js";
import type { Action } from "./chain.js";
import { scaled, type Draws } from "./draws.js";
import type { Mode } from "./aave-listings.js";

const YEAR_SECONDS = 365 * 24 * 3600;

/** An account to open: what it supplies and borrows, smallest units, at the listings' own prices. */
interface Plan {
  readonly mode: Mode | null;
  readonly supplies: readonly (readonly [Reserve, bigint])[];
  readonly borrows: readonly (readonly [Reserve, bigint])[];
}

/** A pool with an open account at a moment, and the call that a liquidator makes. */
export interface Scene {
  readonly pool: PoolState;
  readonly position: PoolPosition;
  readonly seconds: bigint;
  readonly request: LiquidationRequest;
  readonly kinds: readonly string[];
}

/** An amount worth this much, base currency 1e8, at a price. */
const worth = ({ listing }: Reserve, base: bigint): bigint =>
  mulDivDown(base, 10n ** BigInt(listing.decimals), listing.price);

export const poolAction = (
  market: AaveMarket,
  from: Action["from"],
  name: string,
  ...args: readonly unknown[]
): Action => ({
  ...{ from, contract: market.pool, name, args },
});

/** LTV of a listing in a mode, bps, as far as a plan needs it. */
const ltvIn = ({ listing }: Reserve, mode: Mode | null): bigint => {
  if (mode?.ltvZero.includes(listing.asset) === true) return 0n;
  return mode?.collateral.includes(listing.asset) === true ? BigInt(mode.ltv) : listing.ltv;
};

/** One or two collaterals of any size, in or out of a mode, and one or two debts up to any part of what they allow, or past it. */
function planOf({ reserves, modes }: AaveMarket, draws: Draws): Plan {
  const mode = draws.chance(0.55) ? null : draws.pick(modes);
  const within = (names: readonly string[] | undefined): readonly Reserve[] =>
    draws.shuffled(reserves.filter(({ listing }) => names?.includes(listing.asset) ?? true));
  const [first] = within(mode?.collateral).filter(({ listing }) => listing.ltv > 0n);
  const second = within(undefined).find((reserve) => reserve !== first)!;
  const base = draws.chance(0.35) ? draws.amount(10.5, 12.2) : draws.amount(7, 17); // hundreds to tens of thousands, or 10 cents to billions
  const supplies: [Reserve, bigint][] = [[first, base]];
  if (draws.chance(0.6) && first.listing.debtCeiling === 0n)
    supplies.push([second, draws.shareOf(base, 10 ** draws.between(-2, 1)) + 10n ** 7n]);
  const allowed = supplies.reduce((sum, [reserve, value]) => sum + (value * ltvIn(reserve, mode)) / 10_000n, 0n);
  const share = draws.chance(0.04) ? draws.between(1, 1.2) : draws.between(0, 1) ** 0.3;
  const owed = draws.shareOf(allowed, share);
  const lent = within(mode?.borrowable);
  const apart = lent.filter((reserve) => !supplies.some(([supplied]) => supplied === reserve));
  const [one, other] = draws.chance(0.15) ? lent : [...apart, ...lent];
  const part = draws.chance(0.5) ? 1 : draws.between(0.05, 0.95);
  const debts: [Reserve, bigint][] = [[one, draws.shareOf(owed, part)]];
  if (part < 1) debts.push([other ?? one, draws.shareOf(owed, 1 - part)]);
  return {
    mode,
    supplies: supplies.map(([reserve, value]) => [reserve, worth(reserve, value) + 1n]),
    borrows: debts.map(([reserve, value]) => [reserve, worth(reserve, value) + 1n]),
  };
}

/** What opening an account has come to before it borrows: the pool as it was then, and the account after its supplies. */
export interface Opening {
  readonly plan: Plan;
  readonly before: Stored;
  readonly supplied: PoolPosition;
  /** What the governor changed since. */
  readonly unsettled: string;
}

/** Fills the pool as the plan needs it, used to any part, and opens the account's collateral. */
async function supply(market: AaveMarket, plan: Plan, draws: Draws): Promise<Omit<Opening, "unsettled">> {
  const paid = ([{ token }, amount]: readonly [Reserve, bigint], onBehalf: Action["from"]): Action =>
    poolAction(market, LENDER, "supply", token.address, amount, onBehalf, 0);
  const lent = plan.borrows.map(([reserve, amount]) => {
    const times = draws.chance(0.05) ? 0.9 : 10 ** draws.between(0, 1.5);
    return [reserve, draws.shareOf(amount, times) + 2n] as const; // one unit can be too little to mint
  });
  const entry = plan.mode === null ? [] : [poolAction(market, BORROWER, "setUserEMode", plan.mode.id)];
  const wait = draws.chance(0.5) ? 1n : draws.amount(0, Math.log10(2 * YEAR_SECONDS));
  const seconds = market.chain.now() + wait;
  const before = await readPool(market, BORROWER, seconds);
  await market.chain.act(
    [...lent.map((each) => paid(each, LENDER)), ...entry, ...plan.supplies.map((each) => paid(each, BORROWER))],
    seconds,
  );
  return { plan, before, supplied: await readPosition(market, BORROWER, seconds) };
}

/** The lender borrows nearly all that the account has supplied, against plenty of another asset: there is little to pay out. */
function drained(market: AaveMarket, [reserve, amount]: Plan["supplies"][number], draws: Draws) {
  const backing = market.reserves.find(({ listing }) => listing.debtCeiling === 0n && listing !== reserve.listing)!;
  const value = mulDivDown(amount, reserve.listing.price, 10n ** BigInt(reserve.listing.decimals));
  const [token, own] = [reserve.token.address, backing.token.address];
  const wanted = draws.shareOf(amount, draws.between(0.8, 0.999));
  return [
    poolAction(market, LENDER, "supply", own, worth(backing, value * 10n) + 2n, LENDER, 0),
    poolAction(market, LENDER, "borrow", token, wanted, 2, 0, LENDER),
  ];
}

/** Now and then the governor changes a setting of an asset that the account holds or wants, or others drain its collateral; what, in words. */
async function unsettle(market: AaveMarket, { supplies, borrows }: Plan, draws: Draws): Promise<string> {
  if (draws.chance(0.7)) return "settled";
  if (draws.chance(0.3)) {
    await market.chain.act(drained(market, supplies[0], draws));
    return "drained";
  }
  const { listing, token } = draws.pick([...supplies, ...borrows])[0];
  const { liquidationThreshold, liquidationBonus } = listing;
  const changes: Readonly<Record<string, readonly unknown[]>> = {
    setBorrowCap: [draws.amount(0, 6) + 1n],
    setReserveFreeze: [true],
    setReservePause: [true],
    setReserveBorrowing: [false],
    ...(liquidationThreshold > 0n && { configureReserveAsCollateral: [0n, liquidationThreshold, liquidationBonus] }),
  };
  const name = draws.pick(Object.keys(changes));
  await market.chain.act([governed(market.configurator, name, token.address, ...changes[name])]);
  return name;
}

/** Each asset's price moved by a factor of its own and, where the account holds it as collateral, by one ratio too; 1e8. */
function moved({ pool, position }: Pick<Scene, "pool" | "position">, own: readonly number[], ratio: number): PoolState {
  const isHeld = (asset: string): boolean =>
    position.holdings.some((holding) => holding.asset === asset && holding.usedAsCollateral);
  const reserves = pool.reserves.map((reserve, at) => {
    const price = scaled(reserve.priceBase, own[at] * (isHeld(reserve.asset) ? ratio : 1));
    return { ...reserve, priceBase: price > 0n ? price : 1n };
  });
  return { ...pool, reserves };
}

/** Of health factors; half of the states are near 1 or near 0.95. */
const RANGES: readonly (readonly [number, number])[] = [
  [0.9, 1.05],
  [0.94, 1.001],
  [0.94, 1.001],
  [0.3, 0.95],
  [0.05, 0.6],
  [1, 2],
];

/** Prices that bring the account's health factor near a drawn one, as far as the price of its collateral can. */
function pricesOf(scene: Pick<Scene, "pool" | "position">, draws: Draws): readonly bigint[] {
  const [low, high] = draws.pick(RANGES);
  const target = draws.between(low, high);
  const own = scene.pool.reserves.map(() => (draws.chance(0.5) ? 1 : draws.between(0.97, 1.03)));
  let ratio = 1;
  for (let turn = 0; turn < 8; turn++) {
    const now = Number(accountData(moved(scene, own, ratio), scene.position).healthFactorWad) / Number(WAD);
    ratio = Math.min(Math.max((ratio * target) / now, 1e-4), 1e4);
  }
  return moved(scene, own, ratio).reserves.map(({ priceBase }) => priceBase);
}

/** Assets of the account, or now and then any. */
function requestOf({ pool, position }: Pick<Scene, "pool" | "position">, draws: Draws): LiquidationRequest {
  const all = pool.reserves.map(({ asset }) => asset);
  const named = (assets: readonly string[]): string =>
    draws.pick(draws.chance(0.05) || assets.length === 0 ? all : assets);
  const request = {
    collateral: named(position.holdings.filter((each) => each.usedAsCollateral).map(({ asset }) => asset)),
    debt: named(position.holdings.filter((each) => each.scaledDebt > 0n).map(({ asset }) => asset)),
  };
  const possible = liquidationCall(pool, position, { ...request, debtToCover: WORD_MAX });
  const most = possible.status === "done" ? possible.debtRepaid : 10n ** 6n;
  return { ...request, debtToCover: coverOf(most, draws) };
}

/** As much as is allowed, about that to the unit, a part of it, the least, or nothing. */
function coverOf(most: bigint, draws: Draws): bigint {
  if (draws.chance(0.45)) return WORD_MAX;
  if (draws.chance(0.15)) return most + draws.pick([0n, 1n, most > 0n ? -1n : 0n]);
  if (draws.chance(0.08)) return draws.pick([0n, 1n, 2n]);
  return draws.shareOf(most, draws.between(0, 1.1));
}

/** Opens an account's collateral as drawn, and may unsettle the pool. */
export async function open(market: AaveMarket, draws: Draws): Promise<Opening> {
  const opening = await supply(market, planOf(market, draws), draws);
  const [{ listing, token }] = opening.plan.supplies[0];
  if (listing.debtCeiling > 0n) {
    await market.chain.act([poolAction(market, BORROWER, "setUserUseReserveAsCollateral", token.address, true)]);
  }
  return { ...opening, unsettled: await unsettle(market, opening.plan, draws) };
}

const kindsOf = (
  { plan: { mode, supplies, borrows }, unsettled }: Opening,
  position: PoolPosition,
): readonly string[] => [
  mode === null ? "no eMode" : `eMode ${mode.id}`,
  `${supplies.length} collaterals`,
  `${borrows.length} debts`,
  unsettled,
  ...(position.holdings.some((each) => each.asset === "MKR" && each.usedAsCollateral) ? ["isolated"] : []),
  ...(position.holdings.some((each) => each.asset === "SUSD" && each.scaledDebt > 0n) ? ["siloed"] : []),
];

/** Lets time pass on an open account, moves the prices and draws a liquidator's call. */
export async function unfold(market: AaveMarket, opening: Opening, draws: Draws): Promise<Scene> {
  const elapsed = draws.chance(0.1) ? 0n : draws.amount(0, Math.log10(3 * YEAR_SECONDS));
  const seconds = market.chain.now() + elapsed;
  const before = await readPool(market, BORROWER, seconds);
  const prices = pricesOf(before, draws);
  const modePrice = draws.shareOf(10n ** 8n, draws.chance(0.5) ? 1 : draws.between(0.9, 1.1));
  await setPrices(market.chain, [
    ...market.reserves.map(({ feed }, at) => [feed, prices[at]] as const),
    [market.modeFeed, modePrice] as const,
  ]);
  const { position } = before;
  const pool: PoolState = {
    ...before.pool,
    reserves: before.pool.reserves.map((reserve, at) => ({ ...reserve, priceBase: prices[at] })),
    eModes: before.pool.eModes.map((mode) => ({ ...mode, priceBase: mode.priceBase === null ? null : modePrice })),
  };
  return { pool, position, seconds, request: requestOf({ pool, position }, draws), kinds: kindsOf(opening, position) };
}

/** A pool in use: everything lent and all but the siloed half borrowed for over a year by the lender, so that no index stands at one. */
export async function warm(market: AaveMarket): Promise<void> {
  const { chain, reserves } = market;
  const amount = (reserve: Reserve, dollars: bigint): bigint => worth(reserve, dollars * 10n ** 8n);
  const each = (name: string, dollars: bigint, ...rest: readonly unknown[]): readonly Action[] =>
    reserves
      .filter(({ listing }) => name === "supply" || !listing.siloed)
      .map((reserve) => poolAction(market, LENDER, name, reserve.token.address, amount(reserve, dollars), ...rest));
  await chain.act([...each("supply", 100n, LENDER, 0), ...each("borrow", 47n, 2, 0, LENDER)]);
  await chain.act(each("supply", 1n, LENDER, 0), chain.now() + BigInt(YEAR_SECONDS) + 12_345_678n);
}
