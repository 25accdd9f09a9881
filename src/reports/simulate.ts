import type { Followed } from "../decision/index.js";
import { YEAR_MS, type Decision } from "../model/index.js";
import type { Checkpoint, Measured, PathOutcome, Quantile } from "../odds/index.js";

/** Outcomes of one position up to one time. */
export interface MoneyAt {
  readonly timeMs: number;
  /** Wealth, quote currency. */
  readonly wealth: readonly Quantile[];
  readonly liquidated: Measured;
  readonly belowFloor: Measured | null;
}

/** What became of one position over all paths, in money. */
export interface MoneyOutcome {
  /** Wealth at the horizon, and the lowest on the way, quote currency. */
  readonly wealth: readonly Quantile[];
  readonly lowestWealth: readonly Quantile[];
  /** Odds of a close by the venue, and how they were counted. */
  readonly liquidation: Measured;
  readonly estimator: PathOutcome["estimator"];
  /** Odds of wealth below the floor at some time; null where it cannot fall that far. */
  readonly belowFloor: Measured | null;
  /** Deepest fall from a highest value so far of what the paths move, a fraction. */
  readonly drawdown: PathOutcome["drawdown"];
  /** Mean part of that before it that a close takes; null where no path was closed. */
  readonly lossGivenLiquidation: Measured | null;
  /** Notional traded over wealth, what that cost of it, and how many trades: means over the horizon. */
  readonly traded: Measured;
  readonly cost: Measured;
  readonly trades: Measured;
  readonly fan: readonly MoneyAt[];
}

/** One position of a simulation with its outcome. */
export interface SimulatedPosition extends Followed {
  readonly outcome: MoneyOutcome;
}

/** A simulation that has run. */
export interface SimulateReport {
  readonly decision: Decision;
  readonly positions: readonly SimulatedPosition[];
  readonly horizonMs: number;
  /** Length of a step, ms. */
  readonly stepMs: number;
  readonly steps: number;
  readonly paths: number;
  readonly seed: number;
  /** Wealth below this is counted, quote currency. */
  readonly floor: number;
  /** How the market moves: a name, and where it comes from. */
  readonly law: { readonly name: LawName; readonly source: string };
  /** False where the price that triggers liquidation is not the market's, so that no path is closed. */
  readonly followsTrigger: boolean;
  /** True where drift and volatility are drawn anew for each path. */
  readonly isPredictive: boolean;
  /** What computed it: no number depends on any of it. */
  readonly run: { readonly engine: string; readonly because: string | null; readonly threads: number };
  readonly notes: readonly string[];
}

/** Laws that may be asked for, by name. */
export type LawName = "normal" | "states" | "hourly-states" | "garch" | "bars";

/** What stands beside the paths' own wealth at a time, and how the two become money. */
function inMoney({ wealth, idle }: Followed, grown: number): (measured: Measured) => Measured {
  return ({ value, standardError }) => ({
    value: wealth * value + idle * grown,
    standardError: wealth * standardError,
  });
}

const moneyQuantiles = (quantiles: readonly Quantile[], money: (measured: Measured) => Measured): readonly Quantile[] =>
  quantiles.map((quantile) => ({ probability: quantile.probability, ...money(quantile) }));

/** What an outcome does not say of its position. */
export interface MoneyTerms {
  /** Of wealth out of the venue's reach. */
  readonly lendRateAnnual: number;
  /** False where no price closes it: that none was is then certain. */
  readonly isClosable: boolean;
}

const NEVER: Measured = { value: 0, standardError: 0 };

/**
 * The outcome of a position in money: wealth out of the venue's reach, which earns `lendRateAnnual` for certain, is added to
 * what the paths move; to the lowest wealth, as it is today.
 */
export function moneyOutcome(
  followed: Followed,
  outcome: PathOutcome,
  { lendRateAnnual, isClosable }: MoneyTerms,
): MoneyOutcome {
  const at = (years: number) => inMoney(followed, Math.exp(lendRateAnnual * years));
  const { fan, wealth, lowestWealth, estimator, belowFloor, drawdown, lossGivenLiquidation } = outcome;
  const { traded, cost, trades } = outcome;
  const money = ({ years, quantiles, liquidated, belowFloor: below }: Checkpoint): MoneyAt => ({
    ...{ timeMs: years * YEAR_MS, wealth: moneyQuantiles(quantiles, at(years)), belowFloor: below },
    liquidated: isClosable ? liquidated : NEVER,
  });
  return {
    wealth: moneyQuantiles(wealth, at(fan.at(-1)?.years ?? 0)),
    lowestWealth: moneyQuantiles(lowestWealth, at(0)),
    liquidation: isClosable ? outcome.liquidation : NEVER,
    ...{ estimator, belowFloor, drawdown, lossGivenLiquidation, traded, cost, trades },
    fan: fan.map(money),
  };
}
