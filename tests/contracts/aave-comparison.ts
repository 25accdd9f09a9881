import { accountData, heldOf, holdingOf, owedOf, reserveOf } from "../../src/venues/aave-pool/account-data.js";
import { borrow, supply } from "../../src/venues/aave-pool/borrow.js";
import { accruedReserve, normalizedDebtHalfUp, normalizedIncomeHalfUp } from "../../src/venues/aave-pool/indexes.js";
import {
  FULL_CLOSE_HEALTH_FACTOR_WAD,
  liquidationCall,
  type PoolLiquidation,
} from "../../src/venues/aave-pool/liquidation.js";
import { interestRates } from "../../src/venues/aave-pool/rate-strategy.js";
import type { PoolRefused } from "../../src/venues/aave-pool/refusal.js";
import type { PoolPosition, PoolReserve, PoolState } from "../../src/venues/aave-pool/state.js";
import { BORROWER, LIQUIDATOR, TREASURY, type AaveMarket, type Reserve } from "./aave-market.js";
import { readAccount, readPool, readPosition, type TheirAccount } from "./aave-reading.js";
import { open, poolAction, unfold, type Opening, type Scene } from "./aave-states.js";
import { eventsOf, type Action, type Fields, type Receipt } from "./chain.js";
import type { Draws } from "./draws.js";

/** What both sides say of one question; equal, or one of them is wrong. */
export interface Comparison {
  readonly about: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** The text or name of a refusal as the chain reports it. */
const reasonOf = ({ because, code }: PoolRefused): string => code ?? because;

const sameOrder = (pool: PoolState, position: PoolPosition): PoolPosition => ({
  ...position,
  holdings: pool.reserves
    .map(({ asset }) => holdingOf(position, asset))
    .filter((line) => line.scaledBalance > 0n || line.scaledDebt > 0n || line.usedAsCollateral),
});

/** Our account data, indexes and balances, in the order in which the contracts were asked. */
function ourAccount(pool: PoolState, position: PoolPosition): TheirAccount {
  const data = accountData(pool, position);
  return {
    data: [
      ...[data.totalCollateralBase, data.totalDebtBase, data.availableBorrowsBase],
      ...[data.liquidationThresholdBps, data.ltvBps, data.healthFactorWad],
    ],
    reserves: pool.reserves.map((reserve) => {
      const { scaledBalance, scaledDebt } = holdingOf(position, reserve.asset);
      return [
        reserve.asset,
        normalizedIncomeHalfUp(reserve, pool.nowSeconds),
        normalizedDebtHalfUp(pool.release, reserve, pool.nowSeconds),
        heldOf(pool, reserve, scaledBalance),
        owedOf(pool, reserve, scaledDebt),
      ];
    }),
  };
}

/** The account's supplies on both sides: what is collateral by itself, and every scaled balance. */
function compareSupplies({ plan, before: { pool, position }, supplied }: Opening): Comparison {
  const entered = { ...position, eModeId: plan.mode?.id ?? 0 };
  const ours = plan.supplies.reduce<PoolPosition>((account, [{ listing }, amount]) => {
    const after = supply(pool, account, listing.asset, amount);
    return after.status === "refused" ? account : after.position;
  }, entered);
  return { about: "supplies", ours: sameOrder(pool, ours), theirs: supplied };
}

/** Borrows on both sides: the same refusal, or the same account after. */
async function compareBorrow(market: AaveMarket, reserve: Reserve, amount: bigint) {
  const { chain } = market;
  const seconds = chain.now() + 1n;
  const { pool, position } = await readPool(market, BORROWER, seconds);
  const ours = borrow(pool, position, reserve.listing.asset, amount);
  const action = poolAction(market, BORROWER, "borrow", reserve.token.address, amount, 2, 0, BORROWER);
  const refusal = await chain.refusal(action, seconds, market.errors);
  if (refusal === null) await chain.act([action], seconds);
  const after = await readPosition(market, BORROWER, seconds);
  return {
    refusal,
    about: `borrow ${amount} ${reserve.listing.asset}`,
    ours: ours.status === "refused" ? [reasonOf(ours), position] : [null, sameOrder(pool, ours.position)],
    theirs: [refusal, after],
  };
}

const isAddress = (field: Fields[string], address: string): boolean =>
  String(field).toLowerCase() === address.toLowerCase();

/** What a liquidation moved, as its events say. */
function movedOf({ pool, reserves }: AaveMarket, scene: Scene, receipt: Receipt) {
  const { aToken } = reserves.find(({ listing }) => listing.asset === scene.request.collateral)!;
  const [call] = eventsOf(pool, receipt, "LiquidationCall");
  const isFee = ({ from, to }: Fields): boolean => isAddress(from, BORROWER) && isAddress(to, TREASURY);
  const fees = eventsOf(aToken, receipt, "Transfer").filter(isFee);
  const assetOf = (address: Fields[string]): string =>
    reserves.find(({ token }) => isAddress(address, token.address))!.listing.asset;
  return {
    debtRepaid: call.debtToCover,
    collateralSeized: call.liquidatedCollateralAmount,
    protocolFee: fees.reduce((sum, { value }) => sum + BigInt(value), 0n),
    deficits: eventsOf(pool, receipt, "DeficitCreated").map(({ debtAsset, amountCreated }) => ({
      ...{ asset: assetOf(debtAsset), amount: amountCreated },
    })),
  };
}

const byAsset = (a: { readonly asset: string }, b: { readonly asset: string }): number => (a.asset < b.asset ? -1 : 1);

const ourMoves = ({ debtRepaid, collateralSeized, protocolFee, deficits }: PoolLiquidation) => ({
  ...{ debtRepaid, collateralSeized, protocolFee, deficits: [...deficits].sort(byAsset) },
});

/** Indexes and the treasury's share of the reserves that a transaction at this time touched. */
const accrualOf = (reserve: PoolReserve, withoutTreasury: boolean) => ({
  ...{ asset: reserve.asset, liquidityIndexRay: reserve.liquidityIndexRay, deficit: reserve.deficit },
  variableBorrowIndexRay: reserve.variableBorrowIndexRay,
  ...(withoutTreasury ? {} : { accruedToTreasury: reserve.accruedToTreasury }),
});

const ratesOf = ({ asset, liquidityRateRay, variableBorrowRateRay }: PoolReserve) => ({
  ...{ asset, liquidityRateRay, variableBorrowRateRay },
});

/** What our curve makes of a reserve as a transaction left it. */
function ourRates(pool: PoolState, reserve: PoolReserve) {
  const { asset, curve, availableLiquidity, unbacked, deficit, reserveFactorBps } = reserve;
  const totalDebt = owedOf(pool, reserve, reserve.scaledDebt);
  return {
    asset,
    ...interestRates(pool.release, {
      ...{ curve, totalDebt, availableLiquidity, reserveFactorBps, unbacked: unbacked + deficit },
    }),
  };
}

/**
 * The reserves after the liquidation: accrued as ours from the state before, and at the rates of our curve. Where one
 * reserve is both sides of the call the contracts touch it twice, which is theirs alone: 3.0.2 sets its rates before the
 * repayment has arrived, and 3.6 books the treasury's share of the same interest twice (both caches are older than the
 * first update); there the rates or the share are left out.
 */
function compareReserves(scene: Scene, after: PoolState, deficits: PoolLiquidation["deficits"]): readonly Comparison[] {
  const { pool, request } = scene;
  const twice = request.collateral === request.debt;
  const called = [request.collateral, request.debt, ...deficits.map(({ asset }) => asset)];
  const touched = after.reserves.filter(({ asset }) => called.includes(asset));
  const theirs = touched.map((reserve) => accrualOf(reserve, twice));
  const ours = touched.map(({ asset }) => {
    const reserve = accruedReserve(pool.release, reserveOf(pool, asset), pool.nowSeconds);
    const lost = deficits.find((each) => each.asset === asset)?.amount ?? 0n;
    return accrualOf({ ...reserve, deficit: reserve.deficit + lost }, twice);
  });
  const accrual = { about: "accrual", ours, theirs };
  if (twice && pool.release === "3.0.2") return [accrual];
  return [
    accrual,
    { about: "rates", ours: touched.map((each) => ourRates(after, each)), theirs: touched.map(ratesOf) },
  ];
}

/** Liquidates on both sides: the same refusal, or the same amounts, account and reserves after. */
async function compareLiquidation(market: AaveMarket, scene: Scene) {
  const { pool, position, request, seconds } = scene;
  const addressOf = (asset: string): string =>
    market.reserves.find(({ listing }) => listing.asset === asset)!.token.address;
  const call = [addressOf(request.collateral), addressOf(request.debt), BORROWER, request.debtToCover, false];
  const action: Action = poolAction(market, LIQUIDATOR, "liquidationCall", ...call);
  const ours = liquidationCall(pool, position, request);
  const refusal = await market.chain.refusal(action, seconds, market.errors);
  const about = `liquidation ${request.debt} for ${request.collateral}, ${request.debtToCover}`;
  const ourRefusal = ours.status === "refused" ? reasonOf(ours) : null;
  const comparisons: Comparison[] = [{ about, ours: ourRefusal, theirs: refusal }];
  if (refusal !== null || ours.status === "refused") return { comparisons, ours, refusal };
  const [receipt] = await market.chain.act([action], seconds);
  const after = await readPool(market, BORROWER, seconds);
  const moved = movedOf(market, scene, receipt);
  comparisons.push(
    { about, ours: ourMoves(ours), theirs: { ...moved, deficits: [...moved.deficits].sort(byAsset) } },
    { about: "account after", ours: sameOrder(pool, ours.position), theirs: after.position },
    ...compareReserves(scene, after.pool, ours.deficits),
  );
  return { comparisons, ours, refusal };
}

/** What kind of liquidation it was. */
function kindsOf({ pool, position, request }: Scene, ours: PoolLiquidation | PoolRefused): readonly string[] {
  if (ours.status === "refused") return [`refused: ${ours.because}`];
  const { collateral, debt } = request;
  const owed = owedOf(pool, reserveOf(pool, debt), holdingOf(position, debt).scaledDebt);
  const held = heldOf(pool, reserveOf(pool, collateral), holdingOf(position, collateral).scaledBalance);
  const full = accountData(pool, position).healthFactorWad <= FULL_CLOSE_HEALTH_FACTOR_WAD;
  return [
    ...["liquidated", full ? "at 0.95 or below" : "above 0.95"],
    ours.debtRepaid === owed ? "all of the debt repaid" : "part of the debt repaid",
    ...(ours.collateralSeized + ours.protocolFee >= held ? ["all of the collateral seized"] : []),
    ...(ours.deficits.length > 0 ? [`deficit in ${ours.deficits.length}`] : []),
    ...(collateral === debt ? ["same asset on both sides"] : []),
  ];
}

/** One state, drawn, run on the chain and answered by both sides. */
export async function aaveState(market: AaveMarket, draws: Draws) {
  const opening = await open(market, draws);
  const comparisons: Comparison[] = [compareSupplies(opening)];
  const refusals: string[] = [];
  for (const [reserve, amount] of opening.plan.borrows) {
    const { refusal, ...comparison } = await compareBorrow(market, reserve, amount);
    comparisons.push(comparison);
    if (refusal !== null) refusals.push(`borrow refused: ${refusal}`);
  }
  const scene = await unfold(market, opening, draws);
  comparisons.push({
    about: "account",
    ours: ourAccount(scene.pool, scene.position),
    theirs: await readAccount(market, BORROWER, scene.seconds),
  });
  const liquidation = await compareLiquidation(market, scene);
  return {
    comparisons: [...comparisons, ...liquidation.comparisons],
    kinds: [...scene.kinds, ...refusals, ...kindsOf(scene, liquidation.ours)],
  };
}
