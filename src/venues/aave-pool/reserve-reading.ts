import type { AssetId } from "../../model/index.js";
import type { ContractCall } from "../../ports/index.js";
import { addressIn, badAnswer, listIn, wholeIn } from "../answer.js";
import { curveAbi, erc20Abi, feedAbi, oldCurveAbi, oracleAbi, poolAbi, scaledTokenAbi } from "./abis.js";
import type { PoolAddresses } from "./deployment.js";
import type { ListedReserve } from "./listed-reserves.js";
import { BPS, RAY } from "./ray.js";
import type { PoolRevision } from "./revisions.js";
import type { PoolRateCurve, PoolReserve } from "./state.js";

/** A reserve with the name by which it goes here. */
export type NamedReserve = ListedReserve & { readonly asset: AssetId };

/** Where a price comes from, as far as it tells. */
export interface PriceFeed {
  /** Address of the feed; null where the oracle has none for the asset and falls back to another oracle. */
  readonly source: string | null;
  /** When the price was last set, seconds; null where the feed does not tell. */
  readonly updatedSeconds: bigint | null;
}

const CURVE = ["getBaseVariableBorrowRate", "getVariableRateSlope1", "getVariableRateSlope2"] as const;

/** Questions for the rate curve; a strategy of another kind, such as the one of GHO before 3.4, has none of them. */
function curveCalls({ strategy, address }: NamedReserve, { curve }: PoolRevision): readonly ContractCall[] {
  const asked = { address: strategy, mayRevert: true };
  if (curve === "own")
    return [
      { ...asked, abi: oldCurveAbi.OPTIMAL_USAGE_RATIO },
      ...CURVE.map((name) => ({ ...asked, abi: oldCurveAbi[name] })),
    ];
  const ofReserve = { ...asked, args: [address] };
  return [
    { ...ofReserve, abi: curveAbi.getOptimalUsageRatio },
    ...CURVE.map((name) => ({ ...ofReserve, abi: curveAbi[name] })),
  ];
}

/** Everything to ask of one reserve, in the order in which `reserveFrom` takes the answers. */
export function reserveCalls(
  { pool, oracle }: PoolAddresses,
  reserve: NamedReserve,
  revision: PoolRevision,
): readonly ContractCall[] {
  const { address, aToken, debtToken } = reserve;
  const counted = revision.liquidity === "counted";
  return [
    { address: oracle, abi: oracleAbi.getAssetPrice, args: [address] },
    { address: oracle, abi: oracleAbi.getSourceOfAsset, args: [address] },
    { address, abi: erc20Abi.decimals },
    { address: aToken, abi: scaledTokenAbi.scaledTotalSupply },
    { address: debtToken, abi: scaledTokenAbi.scaledTotalSupply },
    counted
      ? { address: pool, abi: poolAbi.getVirtualUnderlyingBalance, args: [address] }
      : { address, abi: erc20Abi.balanceOf, args: [aToken] },
    ...curveCalls(reserve, revision),
    ...(counted ? [{ address: pool, abi: poolAbi.getLiquidationGracePeriod, args: [address] }] : []),
    ...(revision.deficit ? [{ address: pool, abi: poolAbi.getReserveDeficit, args: [address] }] : []),
  ];
}

/** Questions for the age of a price; a feed that caps a rate or multiplies two prices answers neither. */
export const feedCalls = (source: string | null): readonly ContractCall[] =>
  source === null
    ? []
    : [feedAbi.latestTimestamp, feedAbi.latestRoundData].map((abi) => ({ address: source, abi, mayRevert: true }));

const WORD = { want: "a whole number" };

/** The age of a price from the answers to `feedCalls`. @throws BadAnswerError (E_BAD_ANSWER) */
export function feedFrom(source: string | null, [timestamp, round]: readonly unknown[]): PriceFeed {
  const field = `feed ${String(source)}`;
  const told = timestamp ?? (round === null || round === undefined ? null : listIn(round, field)[3]);
  if (told === null || told === undefined) return { source, updatedSeconds: null };
  return { source, updatedSeconds: wholeIn(told, `${field}.updatedAt`, { want: "a time in seconds" }) };
}

/** The curve, or null of a strategy of another kind. @throws BadAnswerError (E_BAD_ANSWER) */
function curveFrom(answers: readonly unknown[], field: string): PoolRateCurve | null {
  if (answers.some((answer) => answer === null)) return null;
  const ray = (at: number): bigint =>
    wholeIn(answers[at], `${field}.curve`, { max: 100n * RAY, want: "a rate in ray" });
  return { optimalUsageRay: ray(0), baseRateRay: ray(1), slope1Ray: ray(2), slope2Ray: ray(3) };
}

const NO_CURVE: PoolRateCurve = { optimalUsageRay: 0n, baseRateRay: 0n, slope1Ray: 0n, slope2Ray: 0n };

/** @throws BadAnswerError (E_BAD_ANSWER) for terms that the pool's configurator lets nobody set. */
function assertTerms({ asset, configuration }: NamedReserve): void {
  const { ltvBps, liquidationThresholdBps, liquidationBonusBps, decimals, reserveFactorBps } = configuration;
  if (decimals < 1 || decimals > 36) throw badAnswer(`${asset}.decimals`, decimals, "1 to 36");
  const atMost = (field: string, value: bigint, max: bigint, why: string): void => {
    if (value > max) throw badAnswer(`${asset}.${field}`, value, `at most ${max}: ${why}`);
  };
  atMost("reserveFactor", reserveFactorBps, BPS, "all of the interest");
  atMost("ltv", ltvBps, liquidationThresholdBps, "the liquidation threshold, or a new loan is liquidated at once");
  if (liquidationThresholdBps === 0n) return;
  if (liquidationBonusBps <= BPS) {
    throw badAnswer(`${asset}.liquidationBonus`, liquidationBonusBps, `more than ${BPS}: liquidators are paid`);
  }
  const most = (BPS * BPS) / liquidationThresholdBps;
  atMost("liquidationBonus", liquidationBonusBps, most, "with more, every liquidation leaves bad debt");
}

/** A reserve in full, and the feed of its price. @throws BadAnswerError (E_BAD_ANSWER) for what cannot be the state of a reserve */
export function reserveFrom(
  listed: NamedReserve,
  answers: readonly unknown[],
): { readonly reserve: PoolReserve; readonly source: string | null; readonly hasCurve: boolean } {
  const { asset, stored } = listed;
  assertTerms(listed);
  const { decimals, eModeId: _, ...settings } = listed.configuration;
  const [price, source, ownDecimals, supply, debt, liquidity] = answers;
  const [grace = 0n, deficit = 0n] = answers.slice(10);
  const whole = (value: unknown, name: string): bigint => wholeIn(value, `${asset}.${name}`, WORD);
  const same = { min: BigInt(decimals), max: BigInt(decimals), want: `${decimals}, as the pool has it` };
  wholeIn(ownDecimals, `${asset}.decimals`, same);
  const curve = curveFrom(answers.slice(6, 10), asset);
  const feed = addressIn(source, `${asset}.priceFeed`);
  const reserve: PoolReserve = {
    ...{ asset, ...settings, ...stored, curve: curve ?? NO_CURVE },
    priceBase: wholeIn(price, `${asset}.price`, { min: 1n, want: "a price above 0" }),
    scaledSupply: whole(supply, "scaledSupply"),
    scaledDebt: whole(debt, "scaledDebtTotal"),
    availableLiquidity: whole(liquidity, "availableLiquidity"),
    liquidationGraceUntilSeconds: whole(grace, "liquidationGracePeriod"),
    deficit: whole(deficit, "deficit"),
  };
  assertShare(listed, reserve);
  return { reserve, source: /^0x0+$/.test(feed) ? null : feed, hasCurve: curve !== null };
}

/** @throws BadAnswerError (E_BAD_ANSWER) where the account has more than all have together. */
function assertShare({ scaledBalance, scaledDebt, asset }: NamedReserve, all: PoolReserve): void {
  const most = (max: bigint) => ({ max, want: `at most ${max}, what all have together` });
  wholeIn(scaledBalance, `${asset}.scaledBalance`, most(all.scaledSupply));
  wholeIn(scaledDebt, `${asset}.scaledDebt`, most(all.scaledDebt));
}
