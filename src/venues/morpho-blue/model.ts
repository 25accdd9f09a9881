import { OutOfRangeError } from "../../errors/index.js";
import { priceOf } from "../../model/index.js";
import type { Account, AssetId, LiquidationOutcome, Prices } from "../../model/index.js";
import { BARRIER_TOLERANCE } from "../barrier.js";
import { cashLegsOf, type CashLeg } from "../cash-legs.js";
import { liquidateLending } from "../lending-liquidation.js";
import { lendingModel } from "../lending-model.js";
import { reserveOf, type CloseRule, type LendingRule, type Reserve } from "../lending-rule.js";
import type { VenueModel } from "../venue.js";
import { preLiquidatedValue, type PreLiquidationOption } from "./pre-liquidation-calls.js";

/** The one release: the contract cannot be changed. */
export const morphoBlueRelease = "1.0.0";

/** Cost of a swap, a fraction of what is swapped: the fee of a pool and half its spread. A stated default, no fact of the venue. */
export const swapCostRateDefault = 0.001;

/** What the rule depends on. A market is a pair; the opposite pair, where there is one, is a market of its own. */
export interface MorphoBlueRule {
  readonly asset: AssetId;
  readonly quote: AssetId;
  /** LLTV of the market with the asset as collateral and the quote currency as loan, which a long uses. */
  readonly lltv: number;
  /** LLTV of the opposite market, which a short uses; null where none is known: the asset can then not be held short. */
  readonly lltvShort: number | null;
  readonly triggerPrice: "market" | "exchange-rate";
  /** What a long has agreed to; null: nothing. */
  readonly preLiquidation: PreLiquidationOption | null;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate: number;
}

/** All of the debt at once (Morpho.liquidate knows no close factor). */
const close: CloseRule = { closeFactor: 1, closeFactorOf: "whole-debt", healthFactorFull: 0, valueFull: 0, dust: 0 };

/** Collateral value seized for each unit repaid, less 1: min(1.15, 1 / (1 - 0.3 (1 - LLTV))) - 1 (Morpho.liquidate). */
export const liquidationBonus = (lltv: number): number => Math.min(1.15, 1 / (1 - 0.3 * (1 - lltv))) - 1;

const unused: Reserve = { loanToValueMax: 0, liquidationThreshold: 0, liquidationBonus: 0 };

/**
 * One may borrow up to the threshold itself: there is no margin between the two, and the first rise of the debt closes the
 * position. Here the most that is lent lies as little below it as a position that is not yet on its barrier can.
 */
const lentMost = (threshold: number): number => threshold * (1 - 2 * BARRIER_TOLERANCE);

const reserveAt = (lltv: number): Reserve => ({
  loanToValueMax: lentMost(lltv),
  liquidationThreshold: lltv,
  liquidationBonus: liquidationBonus(lltv),
});

/** The legs of the one position, and those that back nothing: collateral counts in its own market only. */
interface Split {
  readonly position: readonly CashLeg[];
  readonly idle: readonly CashLeg[];
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) for debt in both currencies: those are two positions in two markets, each closed for itself */
function splitOf({ reserves }: LendingRule, account: Account): Split {
  const legs = cashLegsOf(account);
  for (const { asset } of legs) reserveOf(reserves, asset);
  const debts = legs.filter(({ kind, quantity }) => kind === "debt" && quantity > 0);
  const owed = debts[0]?.asset;
  if (owed === undefined) return { position: legs, idle: [] };
  if (debts.some(({ asset }) => asset !== owed)) {
    const hint = "ask for each market's position on its own";
    throw new OutOfRangeError({ field: "account.legs", got: "debt in two markets", want: "debt in one", hint });
  }
  const backs = ({ kind, asset }: CashLeg): boolean => (kind === "debt") === (asset === owed);
  return { position: legs.filter(backs), idle: legs.filter((leg) => !backs(leg)) };
}

const valueOf = (legs: readonly CashLeg[], kind: CashLeg["kind"], prices: Prices): number =>
  legs.reduce((sum, leg) => (leg.kind === kind ? sum + leg.quantity * priceOf(prices, leg.asset) : sum), 0);

const scaled = (legs: readonly CashLeg[], kind: CashLeg["kind"], by: number): CashLeg[] =>
  legs.flatMap((leg) => (leg.kind === kind && by > 0 ? [{ ...leg, quantity: leg.quantity * by }] : []));

/** What happens to a long that has opted in and lies between the two thresholds; null elsewhere. */
function preLiquidate(
  { asset, lltv, preLiquidation }: MorphoBlueRule,
  { position, idle }: Split,
  prices: Prices,
): LiquidationOutcome | null {
  const [collateral, debt] = [valueOf(position, "collateral", prices), valueOf(position, "debt", prices)];
  const long = position.some((leg) => leg.kind === "collateral" && leg.asset === asset);
  if (preLiquidation === null || !long || debt > collateral * lltv) return null;
  if (debt <= collateral * preLiquidation.preLltv * (1 - BARRIER_TOLERANCE)) return null;
  const after = preLiquidatedValue({ collateral, debt }, preLiquidation, lltv);
  const legs = [
    ...scaled(position, "collateral", after.collateral / collateral),
    ...scaled(position, "debt", after.debt / debt),
    ...idle,
  ];
  return { account: { legs }, closedNotional: after.repaid, cost: after.cost, badDebt: 0 };
}

/** Morpho's own liquidation of the position; what is idle stays with the holder. */
function liquidatePosition(
  rule: LendingRule,
  account: Account,
  { position, idle }: Split,
  prices: Prices,
): LiquidationOutcome {
  const outcome = liquidateLending(rule, { legs: position }, prices);
  if (outcome.closedNotional === 0) return { ...outcome, account };
  return { ...outcome, account: { legs: [...outcome.account.legs, ...idle] } };
}

/**
 * Morpho Blue, release 1.0.0: closed when collateral x LLTV < debt, in one market of one collateral and one loan. A holder
 * who has opted into pre-liquidation is closed in part from the pre-LLTV on, which is then the barrier.
 */
export function morphoBlueModel(rule: MorphoBlueRule): VenueModel {
  const { asset, quote, lltv, lltvShort, triggerPrice, swapCostRate, preLiquidation } = rule;
  const market: LendingRule = {
    ...{ id: "morpho-blue", release: morphoBlueRelease, triggerPrice, quote, close, swapCostRate },
    reserves: { [asset]: reserveAt(lltv), [quote]: lltvShort === null ? unused : reserveAt(lltvShort) },
    ...{ checkIntervalMs: 0, notionalMax: null },
  };
  const barrier = preLiquidation === null ? lltv : preLiquidation.preLltv;
  const opted: Reserve = { ...reserveAt(lltv), loanToValueMax: lentMost(barrier), liquidationThreshold: barrier };
  const base = lendingModel({ ...market, reserves: { ...market.reserves, [asset]: opted } });
  return {
    ...base,
    equityDemand: (account, prices) => {
      const { position, idle } = splitOf(market, account);
      return base.equityDemand({ legs: position }, prices) + valueOf(idle, "collateral", prices);
    },
    liquidate: (account, prices) => {
      const split = splitOf(market, account);
      return preLiquidate(rule, split, prices) ?? liquidatePosition(market, account, split, prices);
    },
  };
}
