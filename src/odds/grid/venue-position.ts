import { assertInRange, assertPositive } from "../../errors/index.js";
import { gaussHermite } from "../../kernel/index.js";
import { equity, type MarketState, type Prices } from "../../model/index.js";
import { pricesAt, type VenueMarket } from "../../venues/index.js";
import { liquidationMoves } from "../liquidation-barrier.js";
import { discreteBarrier } from "../first-passage.js";
import { logOdds, shareAt } from "../log-odds.js";
import { STATE_MAX, type Closing, type GridPosition, type StepFacts, type Sudden, type Trade } from "./position.js";

/** One way in which a sudden event ends, of several. */
export interface SuddenLoss {
  readonly rateAnnual: number;
  /** Equity at the venue after it over before, >= 0. */
  readonly left: number;
}

/** A position of one asset at one venue, with the rest of wealth out of its reach. */
export interface VenueHolding {
  readonly market: VenueMarket;
  readonly prices: Prices;
  readonly state: MarketState;
  /** Total wealth, quote currency. */
  readonly wealth: number;
  /** Share of it at the venue, in (0, 1]. */
  readonly share: number;
  /** Who keeps that share: cash moved in and out at each step, so that prices move leverage of `total` wealth (unless given); or nobody, so that they move leverage at the `venue`, and growth alone is counted as if the share were kept. */
  readonly keeps?: "total" | "venue";
  /** Any leverage ratio of the branch that the position stays on: below 0, between 0 and 1, or above 1. */
  readonly branch: number;
  /** Cost of trading one side, a fraction of what is traded, and of each trade, a fraction of wealth. */
  readonly tradingCostRate: number;
  readonly fixedCostShare: number;
  /** False where the price that triggers liquidation does not move with the market's. */
  readonly seesMarket: boolean;
  /** True where a close beyond the level counts as one at the level: what lies beyond may take everything, and is guarded elsewhere. */
  readonly closesAtLevel?: boolean;
  /** Time between two looks of the venue, years, and the volatility between them: a level then holds as if it stood further off by the mean overshoot. */
  readonly looks?: { readonly years: number; readonly volatilityAnnual: number };
  /** Sudden events that close a leverage ratio at the venue, beside the law; none by default. */
  readonly suddenLosses?: (leverageRatioAtVenue: number) => readonly SuddenLoss[];
  /** Time by which the venue's price lags, years, and the volatility by which the market moves on meanwhile: what a close leaves is worth what the market has come to. */
  readonly delay?: { readonly years: number; readonly volatilityAnnual: number };
}

/** The trade from one leverage ratio of wealth to another, its own cost counted: (from + move) / (1 - cost) = to. */
function tradeOf({ tradingCostRate: rate, fixedCostShare }: VenueHolding, from: number, to: number): Trade {
  const wanted = to * (1 - fixedCostShare) - from;
  const kept = 1 + Math.sign(wanted) * rate * to;
  // A sale that costs more equity than it frees never gets there.
  if (kept <= 0) return { traded: Math.abs(wanted), cost: 1 };
  const move = wanted / kept;
  return { traded: Math.abs(move), cost: Math.min(1, rate * Math.abs(move) + fixedCostShare) };
}

/** Sudden events of one step as one. */
function suddenOf(losses: readonly SuddenLoss[], share: number, years: number): Sudden | null {
  const rate = losses.reduce((sum, loss) => sum + loss.rateAnnual, 0);
  if (rate === 0) return null;
  const mean = (f: (left: number) => number): number =>
    losses.reduce((sum, { rateAnnual, left }) => (rateAnnual === 0 ? sum : sum + (rateAnnual / rate) * f(left)), 0);
  return {
    probability: -Math.expm1(-rate * years),
    logWealth: mean((left) => Math.log(Math.max(Number.MIN_VALUE, 1 - share + share * left))),
    loss: mean((left) => share * (1 - left)),
  };
}

/** Nodes over where the price goes while the venue's lags. */
const DELAY_NODES = 7;

/** Log moves of the market while the venue's price lags, each with its weight; one that is none where it does not. */
export function movesMeanwhile({ delay }: VenueHolding): readonly { readonly move: number; readonly weight: number }[] {
  if (delay === undefined || delay.years === 0) return [{ move: 0, weight: 1 }];
  const { nodes, weights } = gaussHermite(DELAY_NODES);
  const deviation = delay.volatilityAnnual * Math.sqrt(delay.years);
  return Array.from(nodes, (node, i) => ({ move: deviation * node, weight: weights[i] }));
}

/** Mean overshoot of a level that is looked at every so often, a log move; 0 of one that is looked at always. */
export const overshootOf = ({ looks }: VenueHolding): number =>
  looks === undefined
    ? 0
    : discreteBarrier({ barrier: 0, volatility: looks.volatilityAnnual, checkYears: looks.years });

/** One side of where the venue closes it: at the step's start and, carry paid, at its end. Nowhere unless both have one. */
function closingOf(start: number, end: number, further: number): Closing {
  if (Number.isFinite(start) && Number.isFinite(end)) return { start: start + further, end: end + further };
  const none = Number.isFinite(start) ? end : start;
  return { start: none, end: none };
}

/** Leverage at which the state is read, over that of total wealth: at the venue where nobody moves cash. */
const scaleOf = ({ share, keeps }: VenueHolding): number => (keeps === "venue" ? 1 / share : 1);

/** One step of a leverage ratio of wealth: what its holder has at the end, where the venue closes it, and with what. */
function stepOf(holding: VenueHolding, state: number, years: number): StepFacts {
  const { market, prices, wealth, share, seesMarket } = holding;
  const { model, asset } = market;
  const scale = scaleOf(holding);
  const level = shareAt(state, holding.branch * scale);
  const leverage = level / scale;
  const path = { name: asset, prices, moved: [asset] };
  const account = model.holding(asset, { equity: share * wealth, notional: leverage * wealth }, prices);
  const later = model.accrue(account, prices, holding.state, years);
  const idle = (1 - share) * Math.exp(holding.state.lendRateAnnual * years);
  const wealthAt = (ratio: number): number => idle + equity(later, pricesAt(path, ratio)) / wealth;
  const notional = wealthAt(2) - wealthAt(1);
  const cash = wealthAt(1) - notional;
  const besides = holding.keeps === "venue" ? cash - idle : cash;
  // Carry may bring a position across 1x, where none can be told from another.
  const shifted = besides * (1 - level) <= 0 ? STATE_MAX : Math.log(Math.abs(notional / besides));
  const [now, end] = seesMarket
    ? [account, later].map((at) => liquidationMoves({ market, account: at, prices }))
    : [NEVER, NEVER];
  const further = overshootOf(holding);
  const below = closingOf(now.below, end.below, -further);
  const above = closingOf(now.above, end.above, further);
  const meanwhile = movesMeanwhile(holding);
  const closedAt = (given: number): number => {
    const move = holding.closesAtLevel === true ? Math.min(above.end, Math.max(below.end, given)) : given;
    // The venue takes what its own price says; what it leaves is worth what the market has come to.
    const { account: rest } = model.liquidate(later, pricesAt(path, Math.exp(move)));
    const worth = (moved: number): number => equity(rest, pricesAt(path, Math.exp(move + moved))) / wealth;
    const kept = (left: number): number => (model.recourse ? left : Math.max(0, left));
    return meanwhile.reduce((sum, { move: moved, weight }) => sum + weight * kept(worth(moved)), idle);
  };
  const losses = holding.suddenLosses?.(leverage / share) ?? [];
  return {
    shift: shifted - state,
    cash,
    notional,
    below,
    above,
    closedAt,
    sudden: suddenOf(losses, share, years),
  };
}

/** Log moves that no price makes. */
const NEVER = { below: -Infinity, above: Infinity } as const;

/** State of a leverage ratio at which it is read; one that the branch does not reach stands at its end. */
function stateOf(level: number, branch: number): number {
  const beyond = branch > 1 ? level > 0 && level <= 1 : branch > 0 && level >= 1;
  return beyond ? STATE_MAX : Math.min(STATE_MAX, Math.max(-STATE_MAX, logOdds(level)));
}

/** A position at a venue as the grid moves it: the state is the log odds of its leverage ratio, of total wealth or at the venue, which a move of the price shifts one for one. @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) naming the argument. */
export function venuePosition(holding: VenueHolding): GridPosition {
  const cost = { min: 0, max: 0.5, want: "a fraction up to .5" };
  assertInRange(holding.tradingCostRate, "tradingCostRate", cost);
  assertInRange(holding.fixedCostShare, "fixedCostShare", cost);
  assertInRange(holding.share, "share", { min: 1e-6, max: 1, want: "a share of wealth above 0" });
  assertPositive(holding.wealth, "wealth");
  const scale = scaleOf(holding);
  const branch = holding.branch * scale;
  const leverageAt = (state: number): number => shareAt(state, branch) / scale;
  return {
    step: (state, years) => stepOf(holding, state, years),
    trade: (from, to) => tradeOf(holding, leverageAt(from), leverageAt(to)),
    idleRateAnnual: holding.state.lendRateAnnual,
    stateOf: (leverageRatio) => stateOf(leverageRatio * scale, branch),
    sense: branch > 1 ? -1 : 1,
  };
}
