import { assertInRange, assertPositive, ConflictError } from "../../../errors/index.js";
import { leverageWord } from "../../policy-words.js";
import type { LeverageRule, TradingPolicy } from "../../policy.js";
import { HOLD, type PolicyAction, type PolicyView } from "../../view.js";
import { assertLong, collateralRatioAtLeverage, leverageAtCollateralRatio } from "../lending-position.js";
import { fallsToAfterMs, type Auction } from "./auction.js";
import { isEligible, type CollateralBand } from "./band.js";

/** Settings of `leverageTokenPolicy`. */
export interface LeverageTokenSettings {
  /** Collateral over debt: all above 1. */
  readonly band: CollateralBand;
  readonly auction: Auction;
  /** Least that an executor wants for a trade, a fraction of what it receives: its own costs and gain. */
  readonly executorCost: number;
  /** Below this collateral over debt a trade needs no auction and pays `reward` of the lender's `penalty`, fractions, on the debt repaid; null: none. */
  readonly preLiquidation: {
    readonly collateralRatio: number;
    readonly reward: number;
    readonly penalty: number;
  } | null;
}

function assertBand({ min, target, max }: CollateralBand): void {
  const above = { min: 1, max: Infinity, open: true, want: "a collateral ratio above 1" };
  assertInRange(min, "min", above);
  assertInRange(target, "target", above);
  assertInRange(max, "max", above);
  if (min <= target && target <= max) return;
  const got = `min ${min}, target ${target}, max ${max}`;
  const hint = "these are ratios of collateral to debt: the highest leverage is the lowest ratio";
  throw new ConflictError({ field: "min, target, max", got, want: "min <= target <= max", hint });
}

function assertLeverageToken({ band, auction, executorCost, preLiquidation }: LeverageTokenSettings): void {
  assertBand(band);
  assertPositive(auction.minimum, "minimum");
  assertPositive(auction.initial, "initial");
  assertPositive(auction.durationMs, "duration");
  assertInRange(executorCost, "executorCost", { min: -1, max: 1, open: true, want: "a fraction between -1 and 1" });
  if (auction.minimum > auction.initial) {
    const got = `minimum ${auction.minimum} above initial ${auction.initial}`;
    throw new ConflictError({ field: "minimum, initial", got, want: "a falling price", hint: "swap the two" });
  }
  if (preLiquidation === null) return;
  const share = { min: 0, max: 1, want: "a fraction from 0 to 1" };
  assertInRange(preLiquidation.reward, "reward", share);
  assertInRange(preLiquidation.penalty, "penalty", share);
  assertPositive(preLiquidation.collateralRatio, "preLiquidation");
  if (preLiquidation.collateralRatio <= band.target) return;
  const got = `${preLiquidation.collateralRatio} above the target ${band.target}`;
  throw new ConflictError({ field: "preLiquidation", got, want: "at most the target", hint: "it would fire at once" });
}

/** What is paid, of the notional traded, at a price of `multiplier` over the oracle's: buying, the holder gets that much less of the asset for its debt; selling, less debt repaid for its asset. */
const concessionOf = (multiplier: number, buys: boolean): number =>
  buys ? (1 - multiplier) / multiplier : 1 - multiplier;

/** Memory of an auction: when it started, and whether it is for a purchase. */
const started = (nowMs: number, buys: boolean): Record<string, number> => ({ startMs: nowMs, buys: buys ? 1 : 0 });

/** The trade, where the auction that runs, or starts now, has come to a price that an executor takes. */
function auctioned(view: PolicyView, buys: boolean, settings: LeverageTokenSettings): PolicyAction {
  const { auction, executorCost, band } = settings;
  const wanted = Math.min(auction.initial, 1 - executorCost);
  const afterMs = fallsToAfterMs(auction, wanted);
  if (afterMs === null) return HOLD;
  const startMs = view.memory["startMs"];
  const runs = startMs !== undefined && view.memory["buys"] === (buys ? 1 : 0);
  const elapsedMs = runs ? view.nowMs - startMs : 0;
  if (elapsedMs < afterMs) return runs ? HOLD : { kind: "hold", memory: started(view.nowMs, buys) };
  const leverageRatio = leverageAtCollateralRatio(band.target);
  const concessionRate = concessionOf(wanted, buys);
  return { kind: "trade", leverageRatio, concessionRate, because: "auction", memory: {} };
}

/** What of the debt repaid the pre-liquidation pays, where it applies and an executor takes it; null otherwise. */
function preLiquidated(collateralRatio: number, settings: LeverageTokenSettings): number | null {
  const { preLiquidation, executorCost } = settings;
  if (preLiquidation === null || collateralRatio >= preLiquidation.collateralRatio) return null;
  const paid = preLiquidation.penalty * preLiquidation.reward;
  return paid >= executorCost ? paid : null;
}

function rebalanced(view: PolicyView, settings: LeverageTokenSettings): PolicyAction {
  const collateralRatio = collateralRatioAtLeverage(view.leverageRatio);
  const leverageRatio = leverageAtCollateralRatio(settings.band.target);
  const paid = preLiquidated(collateralRatio, settings);
  if (paid !== null)
    return { kind: "trade", leverageRatio, concessionRate: paid / (1 + paid), because: "pre-liquidation", memory: {} };
  const state = { totalSupply: 1, collateralValue: view.notional, collateralRatio };
  if (isEligible(state, settings.band)) return auctioned(view, collateralRatio > settings.band.target, settings);
  return view.memory["startMs"] === undefined ? HOLD : { kind: "hold", memory: {} };
}

function rulesOf({ band }: LeverageTokenSettings): readonly LeverageRule[] {
  const target = leverageAtCollateralRatio(band.target);
  const low = leverageAtCollateralRatio(band.max);
  const high = leverageAtCollateralRatio(band.min);
  return [
    { name: "auction to lever", firesBelow: low, firesAbove: null, endsFrom: low, endsTo: target },
    { name: "auction to delever", firesBelow: null, firesAbove: high, endsFrom: target, endsTo: high },
  ];
}

/**
 * Seamless' leverage token: beyond a band of collateral over debt an auction starts at the check that finds it, and its price
 * falls until an executor's cost is covered, who then trades to the target. Executors watch all the time and the first takes
 * it, so that what is paid is their cost, not what the price has fallen to by the next check; the trade itself is made at that
 * check. An auction is given up when the ratio comes back; one whose lowest price is not worth an executor's while is never
 * taken, and the token drifts. Nothing is traded while nothing is held; a liquidation that leaves the asset without debt is
 * levered up again.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE), ConflictError (E_CONFIG_CONFLICT) naming the setting
 */
export function leverageTokenPolicy(settings: LeverageTokenSettings): TradingPolicy {
  assertLeverageToken(settings);
  const { min, target, max } = settings.band;
  const [low, aim, high] = [max, target, min].map((ratio) => leverageWord(leverageAtCollateralRatio(ratio)));
  return {
    id: "leverage-token",
    label: `leverage token ${aim}, auctions outside ${low} to ${high}`,
    source:
      "seamless-protocol/leverage-tokens, CollateralRatiosRebalanceAdapter, DutchAuctionRebalanceAdapter, PreLiquidationRebalanceAdapter",
    signals: [],
    estimates: null,
    rules: rulesOf(settings),
    adjust(view) {
      assertLong(view, "leverage-token");
      if (view.lastTradeMs !== null) return rebalanced(view, settings);
      return { kind: "trade", leverageRatio: leverageAtCollateralRatio(target), because: "opens" };
    },
  };
}
