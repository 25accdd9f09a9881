import { DisputedError, UnknownKeyError } from "../../errors/index.js";
import { addressIn, badAnswer, flagIn, listIn, wholeIn } from "../answer.js";
import { MAX_RATE_AT_TARGET, MIN_RATE_AT_TARGET } from "./adaptive-curve.js";
import type { AskedMarket } from "./asked-markets.js";
import { marketIdOf } from "./market-id.js";
import type { MarketParams } from "./params.js";
import { WAD } from "./shares.js";
import type { MorphoPosition, MorphoTotals } from "./state.js";

/** Largest figure that the contract stores in half a word. */
const HALF_WORD = 2n ** 128n - 1n;

/** Highest fee that can be set, a share of interest times 1e18 (ConstantsLib.MAX_FEE). */
const FEE_MAX = WAD / 4n;

/** More decimals than any token that a double could count. */
const DECIMALS_MAX = 36n;

/** The address of a market without a rate model. */
export const NO_IRM = `0x${"0".repeat(40)}`;

const amount = (value: unknown, field: string, max = HALF_WORD): bigint =>
  wholeIn(value, field, { max, want: `a whole amount of at most ${max}` });

/** Two sources of one figure that differ. */
export const disputed = (field: string, got: unknown, want: string, hint: string): DisputedError =>
  new DisputedError({ field, got: String(got), want, hint });

const LIAR = "the node answers something that is not so on the chain: ask another";

/** @throws UnknownKeyError (E_UNKNOWN_KEY) for a market that was never made, and of which the contract says zeros only */
function assertMade(values: readonly unknown[], { id }: AskedMarket): void {
  if (values.some((value) => value !== NO_IRM && value !== 0n)) return;
  const hint = "check the id and the chain";
  throw new UnknownKeyError({ field: "market", got: id, want: "a market that has been made there", hint });
}

/**
 * The figures that a market was made with, of which its id is the hash.
 * @throws UnknownKeyError (E_UNKNOWN_KEY), BadAnswerError (E_BAD_ANSWER); DisputedError (E_DISPUTED) where they are not those of the id
 */
export function paramsIn(value: unknown, asked: AskedMarket, adaptiveCurveIrm: string): MarketParams {
  const values = listIn(value, "idToMarketParams");
  assertMade(values, asked);
  const at = (index: number, name: string): string => addressIn(values[index], `idToMarketParams.${name}`);
  const lltvWad = amount(values[4], "idToMarketParams.lltv", WAD);
  const params = {
    ...{ loanToken: at(0, "loanToken"), collateralToken: at(1, "collateralToken") },
    ...{ oracle: at(2, "oracle"), irm: at(3, "irm"), lltvWad },
  };
  if (marketIdOf(params) !== asked.id) {
    throw disputed("idToMarketParams", marketIdOf(params), `figures whose hash is ${asked.id}`, LIAR);
  }
  if (lltvWad === 0n || lltvWad === WAD) {
    const hint = "nothing is borrowed in such a market: it holds what a vault leaves idle";
    throw badAnswer("idToMarketParams.lltv", lltvWad, "between 0 and 1e18, both left out", hint);
  }
  if (params.irm !== adaptiveCurveIrm && params.irm !== NO_IRM) {
    const hint = "how its rate moves is not known: no pool can be told";
    throw badAnswer("idToMarketParams.irm", params.irm, `the adaptive curve ${adaptiveCurveIrm}, or none`, hint);
  }
  return params;
}

/** Totals of a market as of its last accrual. @throws BadAnswerError (E_BAD_ANSWER) for what the contract's own rules exclude */
export function totalsIn(value: unknown, blockSeconds: bigint): MorphoTotals {
  const values = listIn(value, "market");
  const at = (index: number, name: string, max = HALF_WORD): bigint => amount(values[index], `market.${name}`, max);
  const totals = {
    totalSupplyAssets: at(0, "totalSupplyAssets"),
    totalSupplyShares: at(1, "totalSupplyShares"),
    totalBorrowAssets: at(2, "totalBorrowAssets"),
    totalBorrowShares: at(3, "totalBorrowShares"),
    lastUpdateSeconds: at(4, "lastUpdate"),
    feeWad: at(5, "fee", FEE_MAX),
  };
  if (totals.totalBorrowAssets > totals.totalSupplyAssets) {
    const want = `at most totalSupplyAssets, ${totals.totalSupplyAssets}`;
    throw badAnswer("market.totalBorrowAssets", totals.totalBorrowAssets, want);
  }
  if (totals.lastUpdateSeconds === 0n || totals.lastUpdateSeconds > blockSeconds) {
    const want = `after 1970 and no later than the block, ${blockSeconds} s`;
    throw badAnswer("market.lastUpdate", totals.lastUpdateSeconds, want);
  }
  return totals;
}

/** What an account holds and owes in a market, and the shares of what it lends there. */
export interface HeldPosition extends MorphoPosition {
  readonly supplyShares: bigint;
}

/** @throws BadAnswerError (E_BAD_ANSWER) for more shares than there are, and for a debt without collateral, which the contract strikes */
export function positionIn(value: unknown, totals: MorphoTotals): HeldPosition {
  const values = listIn(value, "position");
  const collateral = amount(values[2], "position.collateral");
  const borrowShares = amount(values[1], "position.borrowShares", totals.totalBorrowShares);
  if (borrowShares > 0n && collateral === 0n) {
    throw badAnswer("position.collateral", collateral, "above 0 where something is owed");
  }
  return {
    ...{ collateral, borrowShares },
    supplyShares: amount(values[0], "position.supplyShares", totals.totalSupplyShares),
  };
}

/** A price above 0 of the oracle, loan token units for a collateral token unit, times 1e36. @throws BadAnswerError (E_BAD_ANSWER) */
export const oraclePriceIn = (value: unknown): bigint =>
  wholeIn(value, "oracle.price", { min: 1n, max: HALF_WORD ** 2n, want: "a price above 0, times 1e36" });

/** Where the curve stands at its target, per second times 1e18; 0 before the first accrual. @throws BadAnswerError (E_BAD_ANSWER) */
export function rateAtTargetIn(value: unknown): bigint {
  const want = `0, or from ${MIN_RATE_AT_TARGET} to ${MAX_RATE_AT_TARGET}: 0.1 % to 200 % a year`;
  const rate = wholeIn(value, "irm.rateAtTarget", { max: MAX_RATE_AT_TARGET, want });
  if (rate > 0n && rate < MIN_RATE_AT_TARGET) throw badAnswer("irm.rateAtTarget", rate, want);
  return rate;
}

/** @throws DisputedError (E_DISPUTED) where the rate model's own answer is not what the curve gives, to the unit */
export function assertSameRate(value: unknown, ours: bigint): void {
  const theirs = wholeIn(value, "irm.borrowRateView", { want: "a rate per second, times 1e18" });
  if (theirs === ours) return;
  const want = `${ours}, which the adaptive curve gives from the market's totals`;
  throw disputed("irm.borrowRateView", theirs, want, LIAR);
}

/** @throws BadAnswerError (E_BAD_ANSWER) where a market exists with what was never allowed for one */
export function assertEnabled(value: unknown, field: "isIrmEnabled" | "isLltvEnabled"): void {
  if (!flagIn(value, field)) throw badAnswer(field, false, "true: the market could not have been made otherwise");
}

/** Decimals of a token. @throws BadAnswerError (E_BAD_ANSWER) */
export const decimalsIn = (value: unknown, field: string): number =>
  Number(wholeIn(value, field, { max: DECIMALS_MAX, want: `a whole number from 0 to ${DECIMALS_MAX}` }));
