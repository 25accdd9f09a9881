import type { Action } from "./action.js";
import type { Coordinates } from "./coordinates.js";
import type { Estimates, ModelProvenance, PricesProvenance } from "./estimates.js";
import type { Policy } from "./policy.js";
import type { Tolerance } from "./tolerance.js";

/** An upper bound on leverage, with a reason. */
export type CapName =
  "tolerance" | "liquidation-odds" | "gap" | "jump" | "venue" | "size" | "trading-cost-ceiling" | "mandate";

/** What fixed the answer: a cap, or the objective itself. */
export type BoundBy =
  | CapName
  /** Growth itself is highest there. */
  | "growth"
  /** Between the lend rate and the borrow rate, the best is to hold and borrow nothing. */
  | "borrow-spread"
  /** What trading costs is more than this leverage would earn. */
  | "trading-cost"
  /** No view on the drift: no leverage is recommended. */
  | "no-view"
  /** The holder's own least leverage. */
  | "leverage-min";

/** One cap on the absolute leverage ratio. */
export interface Cap {
  readonly name: CapName;
  /** Highest |leverage ratio| that it allows at the band's far edge; null where it does not apply or cannot be said. */
  readonly leverageRatioMax: number | null;
  /** leverageRatioMax less the band's far edge; null with it. */
  readonly slack: number | null;
  /** Growth a year per unit of leverage that one more unit of this cap would be worth, at the leverage ratio itself; 0 where it does not bind. Inside a band the leverage moves a little less than its capped edge, so that it is then up to a fifth too high. */
  readonly shadowPriceAnnual: number;
  /** What it is, or why it does not apply, in words. */
  readonly reason: string;
}

/** No trade inside [low, high]. Signed leverage ratios, low <= high. */
export interface Band {
  readonly low: number;
  readonly high: number;
  /** Outside the band, trade to its nearest edge, or (with a fixed cost per trade) to the leverage ratio itself. */
  readonly tradeTo: "edge" | "target";
}

/** Leverage ratios that cost at most `within` of growth a year against the best. */
export interface Regret {
  /** Growth a year given up, a fraction. */
  readonly within: number;
  readonly low: number;
  readonly high: number;
}

/** What an under-policy probability rests on. */
export type PolicyOddsBasis =
  /** Upper bound: gaps at the upper confidence bound of their rate, and ordinary moves between two checks. */
  | "gap-hazard-bound"
  /** Upper bound: jumps at the upper confidence bound of their rate, and ordinary moves between two checks; no gap is known, or the oracle sees none. */
  | "jump-hazard-bound"
  /** Ordinary moves between two checks alone, since no gap is larger than the one stated. */
  | "diffusion-only"
  /** Nobody watches. */
  | "untouched"
  /** Cannot be said: no gap is known, or the one stated would liquidate. */
  | "none";

/**
 * A bound that holds for ever, given the drift: risk-constrained Kelly on blocks of returns (Busseti, Ryu & Boyd 2016). Where
 * E[(W'/W)^-lambda] <= 1, wealth ever falls by the loss allowed with at most the chance allowed.
 */
export interface Certificate {
  /** ln(probabilityMax) / ln(1 - lossMax). */
  readonly lambda: number;
  /** Largest |notional / wealth| certified; null where every leverage tried is. */
  readonly leverageRatioMax: number | null;
  /** E[(W'/W)^-lambda] over the blocks at the answer; at most 1 is certified. */
  readonly moment: number;
  /** Standard error over the blocks of the moment at leverageRatioMax (at the best leverage where there is none). */
  readonly momentStandardError: number;
  readonly certified: boolean;
  /** |E - 1| left at leverageRatioMax by the search; 0 where there is none. */
  readonly residual: number;
  /** The true limit lies at most this far beyond leverageRatioMax, in leverage; 0 where there is none. */
  readonly gap: number;
  readonly blocks: number;
  readonly blockMs: number;
  readonly source: string;
}

/** Probabilities within a horizon. */
export interface Odds {
  /** Horizon of the liquidation odds, ms. */
  readonly horizonMs: number;
  readonly liquidation: {
    /** If nobody touches the position: first passage, discrete checks, carry. */
    readonly untouched: number;
    /** Under the policy with its real check interval; a bound where the basis says so; null where it cannot be said. */
    readonly underPolicy: number | null;
    /** The same with gaps and jumps as often as is expected: what to reckon with, where the other is a bound, and equal to it where that is none; null where underPolicy is null. */
    readonly underPolicyExpected: number | null;
    readonly underPolicyBasis: PolicyOddsBasis;
    /** What computed them: the grid, in the band as it is kept, or closed forms, as if it always stood at the band's far edge. */
    readonly underPolicyEngine: "closed-form" | "grid";
  };
  readonly belowFloor: {
    /** Wealth below this, quote currency, at any time within the tolerance's horizon; for "holding", the worth at today's price of that share of the unlevered holding. */
    readonly floor: number;
    /** Within this time, ms. */
    readonly horizonMs: number;
    readonly probability: number;
    /** Drift and volatility uncertain, or taken as known because they were stated without error. */
    readonly basis: "predictive" | "stated";
  };
}

/** Growth of total wealth a year, log, fractions. */
export interface Growth {
  /** Expected log growth a year, net of carry and trading cost; of liquidation by the price where nobody watches, and of gap losses where a share of wealth is out of reach. */
  readonly rateAnnual: number;
  /** 90 % credible interval [low, high] from the joint posterior of drift, volatility and rates. */
  readonly credible90: readonly [number, number];
  /** The same wealth held 1x. */
  readonly unleveredAnnual: number;
  /** Posterior probability that this leverage grows faster than 1x; null where there is no view on the drift, and at 1x itself. */
  readonly probabilityBeatsUnlevered: number | null;
  /** Arithmetic drift of the price at which these are stated: the estimate's mean, or with no view the drift at which the asset earns the lend rate. */
  readonly atDriftAnnual: number;
}

/** What is held now, priced. */
export interface Current {
  readonly leverageRatio: number;
  /** Log growth a year before trading cost, and net of gap losses where some wealth is out of the venue's reach (with all of it there a gap may cost everything); null where it is minus infinity. */
  readonly growthAnnual: number | null;
  /** Growth a year given up against the decision, counted alike, a fraction >= 0; null with it. */
  readonly shortfallAnnual: number | null;
  /** On which side it lies. */
  readonly side: "too-little" | "within-band" | "too-much";
  readonly odds: Odds;
  readonly coordinates: Coordinates;
}

/** What a stated leverage asks and risks. */
export interface Hold {
  readonly leverageRatio: number;
  /** Largest share of wealth that keeps the tolerance at this leverage, the rest out of the venue's reach; 0 to 1. */
  readonly isolatedShareMax: number;
  /** Price ratio at which to deleverage: halfway in logs to liquidation; null where there is no liquidation price. */
  readonly deleveragePriceRatio: number | null;
  /** Price ratio of the resting stop: short of liquidation by what one reaction window moves; null likewise. */
  readonly stopPriceRatio: number | null;
  /** Carry a day in quote currency; positive costs. */
  readonly carryPerDay: number;
  readonly oddsByHorizon: readonly {
    readonly horizonMs: number;
    readonly untouched: number;
    readonly underPolicy: number | null;
    /** With gaps and jumps as often as is expected; null with underPolicy. */
    readonly underPolicyExpected: number | null;
  }[];
  /** Drift at which this beats 1x, and at which growth is highest here. */
  readonly breakEvenDriftAnnual: number;
  readonly impliedDriftAnnual: number;
}

/** How hard an answer was looked for. */
export type Accuracy = "fast" | "full";

/** How odds and growth of a watched position were computed. */
export interface GridProvenance {
  /** Nodes of the largest grid, and its largest row-sum error. */
  readonly nodes: number;
  readonly leak: number;
  /** Time of one step, ms, and how many checks of the policy it stands for. */
  readonly stepMs: number;
  readonly checksPerStep: number;
}

/** Where an answer comes from. */
export interface Provenance {
  readonly prices: PricesProvenance | null;
  readonly venue: { readonly id: string; readonly release: string; readonly asOfMs: number; readonly source: string };
  /** What computed the growth of the answer and its odds under the policy: closed forms alone where nobody watches, where nothing is borrowed, or where the grid would need too many nodes. */
  readonly engine: "closed-form" | "grid";
  /** The grid; null with closed forms alone. */
  readonly grid: GridProvenance | null;
  /** What was asked for. */
  readonly accuracy: Accuracy;
  /** Growth a year that any other band under the same caps may add to the answer's, at most, so that fast and full agree within it; null with closed forms alone. */
  readonly growthErrorAnnual: number | null;
  /** Seed of the posterior draws; null where nothing was drawn. */
  readonly seed: number | null;
  /** How many were drawn. */
  readonly draws: number;
  /** The fitted model behind the estimates; null where there is none. */
  readonly model: ModelProvenance | null;
  readonly version: string;
}

/** What every answer carries. */
export interface DecisionCommon {
  readonly caps: readonly Cap[];
  /** Total wealth, quote currency. */
  readonly wealth: number;
  readonly tolerance: Tolerance;
  readonly policy: Policy;
  /** What is held now; null when only cash is held. */
  readonly current: Current | null;
  /** What a stated leverage asks and risks; null when none was stated. */
  readonly hold: Hold | null;
  readonly estimates: Estimates;
  readonly provenance: Provenance;
  /** What the reader must know: what is not counted, what was assumed. */
  readonly notes: readonly string[];
}

/** What an answer with a leverage ratio carries. */
export interface DecisionAnswer extends DecisionCommon {
  /** Notional / equity in the venue; 1 is unlevered, negative is short. */
  readonly leverageRatio: number;
  readonly band: Band;
  readonly boundBy: BoundBy;
  /** Why, in one sentence. */
  readonly because: string;
  readonly regret: readonly Regret[];
  /** Share of wealth at the venue, the rest out of its reach. */
  readonly isolatedShare: number;
  /** Notional / total wealth. */
  readonly totalLeverageRatio: number;
  readonly growth: Growth;
  /** 90 % credible interval of the leverage ratio of total wealth that would be best if drift, volatility and rates were known, under the caps other than the tolerance; null without a view on the drift, where nobody watches, or where jumps are given. */
  readonly bestIfKnown90: readonly [number, number] | null;
  readonly odds: Odds;
  /** A bound that holds for ever, given the drift; null where no blocks of returns are given or nobody watches. */
  readonly certificate: Certificate | null;
  /** Jumps a year of the size believed at which the leverage of the two drifts grows no faster than 1x (of a two-sided venue: than none); null where no jumps are given, or where it does not even without. */
  readonly breakEvenJumpsAnnual: number | null;
  /** Leverage ratio at which the two drifts below are stated: the decision's, or 2x (or the one held) where it borrows nothing. */
  readonly driftsAtLeverageRatio: number;
  /** Drift at which that leverage beats 1x. */
  readonly breakEvenDriftAnnual: number;
  /** Drift at which growth is highest at that leverage. */
  readonly impliedDriftAnnual: number;
  /** Highest leverage ratio that every cap allows at zero excess drift; null where no cap applies. */
  readonly riskOnlyLeverageRatioMax: number | null;
  readonly coordinates: Coordinates;
  readonly plan: Action | null;
  readonly cost: {
    /** Net cost of holding, a fraction of wealth a year; negative earns. */
    readonly carryAnnual: number;
    /** Expected trading cost, a fraction of wealth a year, >= 0. */
    readonly tradingAnnual: number;
  };
}

/** The answer. All three outcomes are answers, not errors. */
export type Decision =
  | ({ readonly status: "optimal" } & DecisionAnswer)
  /** Borrow nothing: hold, or hold less. Not the same as "sell". */
  | ({ readonly status: "no-leverage" } & DecisionAnswer)
  | ({
      readonly status: "infeasible";
      readonly conflict: readonly (CapName | "leverage-min")[];
      readonly because: string;
    } & DecisionCommon);
