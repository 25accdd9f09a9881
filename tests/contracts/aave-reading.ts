import type { Hex } from "viem";
import type { EMode, PoolHolding, PoolPosition, PoolReserve, PoolState } from "../../src/venues/aave-pool/state.js";
import type { AaveMarket, Reserve } from "./aave-market.js";
import type { Read } from "./chain.js";

const RAY_PER_BPS = 10n ** 23n;

/** The bits from `low`, `count` of them. */
const bits = (word: bigint, low: number, count: number): bigint => (word >> BigInt(low)) & ((1n << BigInt(count)) - 1n);

const flag = (word: bigint, at: number): boolean => bits(word, at, 1) === 1n;

/** A reserve's settings as the pool packs them into one word (DataTypes.ReserveConfigurationMap, the same in both releases). */
const configured = (word: bigint) => ({
  unit: 10n ** bits(word, 48, 8),
  ltvBps: bits(word, 0, 16),
  liquidationThresholdBps: bits(word, 16, 16),
  liquidationBonusBps: bits(word, 32, 16),
  liquidationProtocolFeeBps: bits(word, 152, 16),
  reserveFactorBps: bits(word, 64, 16),
  borrowCap: bits(word, 80, 36),
  supplyCap: bits(word, 116, 36),
  debtCeiling: bits(word, 212, 40),
  ...{ active: flag(word, 56), frozen: flag(word, 57), borrowingEnabled: flag(word, 58), paused: flag(word, 60) },
  ...{ borrowableInIsolation: flag(word, 61), siloedBorrowing: flag(word, 62) },
});

/** What getReserveData answers, as far as it is used here. */
interface ReserveData {
  readonly configuration: { readonly data: bigint };
  readonly liquidityIndex: bigint;
  readonly variableBorrowIndex: bigint;
  readonly currentLiquidityRate: bigint;
  readonly currentVariableBorrowRate: bigint;
  readonly lastUpdateTimestamp: number;
  readonly accruedToTreasury: bigint;
  readonly unbacked: bigint;
  readonly isolationModeTotalDebt: bigint;
}

/** What to ask of a reserve; 3.0.2 keeps no virtual balance and books no deficit. */
function readsOf({ pool, release }: AaveMarket, { token, aToken, debtToken, feed }: Reserve): readonly Read[] {
  const args = [token.address];
  return [
    { contract: pool, name: "getReserveData", args },
    { contract: aToken, name: "scaledTotalSupply" },
    { contract: debtToken, name: "scaledTotalSupply" },
    { contract: feed, name: "latestAnswer" },
    ...(release === "3.0.2"
      ? [{ contract: token, name: "balanceOf", args: [aToken.address] }]
      : ["getVirtualUnderlyingBalance", "getReserveDeficit", "getLiquidationGracePeriod"].map((name) => ({
          ...{ contract: pool, name, args },
        }))),
  ];
}

function reserveFrom({ listing }: Reserve, answers: readonly unknown[]): PoolReserve {
  const [data, ...numbers] = answers as readonly [ReserveData, ...(bigint | number)[]];
  const [scaledSupply, scaledDebt, priceBase, availableLiquidity, deficit, graceUntil] = numbers.map(BigInt);
  const { optimalUsage, baseRate, slope1, slope2 } = listing;
  const [optimalUsageRay, baseRateRay, slope1Ray, slope2Ray] = [optimalUsage, baseRate, slope1, slope2].map(
    (bps) => bps * RAY_PER_BPS,
  );
  return {
    ...configured(data.configuration.data),
    asset: listing.asset,
    curve: { optimalUsageRay, baseRateRay, slope1Ray, slope2Ray },
    ...{ scaledSupply, scaledDebt, priceBase, availableLiquidity },
    liquidityIndexRay: data.liquidityIndex,
    variableBorrowIndexRay: data.variableBorrowIndex,
    liquidityRateRay: data.currentLiquidityRate,
    variableBorrowRateRay: data.currentVariableBorrowRate,
    lastUpdateSeconds: BigInt(data.lastUpdateTimestamp),
    accruedToTreasury: data.accruedToTreasury,
    unbacked: data.unbacked,
    deficit: deficit ?? 0n,
    isolationModeTotalDebt: data.isolationModeTotalDebt,
    liquidationGraceUntilSeconds: graceUntil ?? 0n,
  };
}

/** Its own price, and from 3.2 three sets of reserves as bits. */
const modeReadsOf = ({ pool, modes, modeFeed, release }: AaveMarket): readonly Read[] =>
  modes.flatMap(({ id }) => [
    { contract: modeFeed, name: "latestAnswer" },
    ...(release === "3.0.2" ? [] : ["Collateral", "Borrowable", "Ltvzero"]).map((set) => ({
      ...{ contract: pool, name: `getEModeCategory${set}Bitmap`, args: [id] },
    })),
  ]);

function modesFrom({ modes, reserves }: AaveMarket, answers: readonly unknown[]): readonly EMode[] {
  const width = answers.length / modes.length;
  return modes.map((mode, at) => {
    const [price, ...sets] = answers.slice(at * width, (at + 1) * width) as readonly bigint[];
    const [collateral, borrowable, ltvZero] = sets.map((set) =>
      reserves.filter((_, id) => flag(set, id)).map(({ listing }) => listing.asset),
    );
    return {
      id: mode.id,
      ltvBps: BigInt(mode.ltv),
      liquidationThresholdBps: BigInt(mode.liquidationThreshold),
      liquidationBonusBps: BigInt(mode.liquidationBonus),
      priceBase: mode.ownPrice ? price : null,
      collateral: collateral ?? mode.collateral,
      borrowable: borrowable ?? mode.borrowable,
      ltvZero: ltvZero ?? [],
      isolated: false,
    };
  });
}

const userReadsOf = ({ pool, reserves }: AaveMarket, user: Hex): readonly Read[] => [
  { contract: pool, name: "getUserConfiguration", args: [user] },
  { contract: pool, name: "getUserEMode", args: [user] },
  ...reserves.flatMap(({ aToken, debtToken }) => [
    { contract: aToken, name: "scaledBalanceOf", args: [user] },
    { contract: debtToken, name: "scaledBalanceOf", args: [user] },
  ]),
];

/** The account from its bits (two an asset: collateral above, borrowed below) and its scaled balances. */
function positionFrom({ reserves }: AaveMarket, answers: readonly unknown[]): PoolPosition {
  const [{ data }, eMode, ...scaled] = answers as readonly [{ readonly data: bigint }, bigint, ...bigint[]];
  const holdings = reserves.map(({ listing }, at): PoolHolding => ({
    asset: listing.asset,
    scaledBalance: scaled[2 * at],
    usedAsCollateral: flag(data, 2 * at + 1),
    scaledDebt: scaled[2 * at + 1],
  }));
  const empty = ({ scaledBalance, usedAsCollateral, scaledDebt }: PoolHolding): boolean =>
    scaledBalance === 0n && scaledDebt === 0n && !usedAsCollateral;
  return { eModeId: Number(eMode), holdings: holdings.filter((holding) => !empty(holding)) };
}

/** The pool and an account as stored, asked about at this time: what our functions are given. */
export interface Stored {
  readonly pool: PoolState;
  readonly position: PoolPosition;
}

/** Reads the pool and an account. */
export async function readPool(market: AaveMarket, user: Hex, seconds: bigint): Promise<Stored> {
  const { release, reserves } = market;
  const parts = [modeReadsOf(market), userReadsOf(market, user), ...reserves.map((each) => readsOf(market, each))];
  const answers = [...(await market.chain.read(parts.flat(), seconds))];
  const [modes, account, ...each] = parts.map(({ length }) => answers.splice(0, length));
  return {
    pool: {
      ...{ release, nowSeconds: seconds, eModes: modesFrom(market, modes) },
      reserves: reserves.map((reserve, at) => reserveFrom(reserve, each[at])),
    },
    position: positionFrom(market, account),
  };
}

/** Reads an account alone. */
export const readPosition = async (market: AaveMarket, user: Hex, seconds: bigint): Promise<PoolPosition> =>
  positionFrom(market, await market.chain.read(userReadsOf(market, user), seconds));

/** What the contracts answer about an account and about the reserves' indexes at a time. */
export interface TheirAccount {
  /** In getUserAccountData's order. */
  readonly data: readonly bigint[];
  /** By asset: normalised income and debt in ray, and the account's balance and debt. */
  readonly reserves: readonly (readonly [asset: string, ...bigint[]])[];
}

/** Asks the contracts themselves for what our functions compute. */
export async function readAccount(market: AaveMarket, user: Hex, seconds: bigint): Promise<TheirAccount> {
  const { pool, reserves } = market;
  const perReserve = reserves.flatMap(({ token, aToken, debtToken }) => [
    { contract: pool, name: "getReserveNormalizedIncome", args: [token.address] },
    { contract: pool, name: "getReserveNormalizedVariableDebt", args: [token.address] },
    { contract: aToken, name: "balanceOf", args: [user] },
    { contract: debtToken, name: "balanceOf", args: [user] },
  ]);
  const account = { contract: pool, name: "getUserAccountData", args: [user] };
  const [data, ...answers] = await market.chain.read([account, ...perReserve], seconds);
  return {
    data: data as readonly bigint[],
    reserves: reserves.map(({ listing }, at) => [listing.asset, ...(answers.slice(4 * at, 4 * at + 4) as bigint[])]),
  };
}
