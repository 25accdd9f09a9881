import {
  InternalError,
  OutOfRangeError,
  assertFinite,
  assertInRange,
  assertNotNegative,
  assertPositive,
} from "../errors/index.js";
import { erfcx, gaussLegendre, normalDensity } from "../kernel/index.js";
import { assertPassage, passageParts, type Passage } from "./passage.js";

/** A position that is opened, left alone until liquidation or a date, and opened again. */
export interface Renewal {
  /** Distance in logs that the cushion may fall, > 0. */
  readonly barrier: number;
  /** Drift a year of X, the log of what backs the position over what it owes, relative to its start. */
  readonly drift: number;
  /** Standard deviation of X over a year, >= 0. */
  readonly volatility: number;
  /** Time to the reset, years, > 0. */
  readonly years: number;
  /** ln(wealth / wealth at the start) at the reset where X stands at x > -barrier, before the growth of `baseGrowthAnnual`. */
  readonly logWealthAt: (x: number) => number;
  /** The same right after liquidation; -Infinity where nothing is left. */
  readonly logWealthAtLiquidation: number;
  /** Growth a year of the unit in which both logs are counted: the borrow rate where the debt is the unit. */
  readonly baseGrowthAnnual: number;
}

/** What repeating the position for ever earns. */
export interface RenewalOutcome {
  /** Long-run growth of the log of wealth a year; -Infinity where liquidation is possible and leaves nothing. */
  readonly growthAnnual: number;
  /** P(liquidated before the reset). */
  readonly liquidationProbability: number;
  /** Mean time to liquidation or reset, whichever is first, years. */
  readonly meanLifeYears: number;
}

/** Half the difference of arguments below which the mean life is taken from a mean of slopes instead of a difference. */
const DIFFERENCE_MIN = 0.5;

/** Minus the derivative of erfcx. */
const erfcxFall = (y: number): number => 2 / Math.sqrt(Math.PI) - 2 * y * erfcx(y);

/** E[time of the first passage; passed within the horizon], years. */
function meanPassageTime(passage: Passage): number {
  const { barrier, drift, volatility, years } = passage;
  const scale = volatility * Math.sqrt(2 * years);
  const shift = (drift * years) / scale;
  if (Math.abs(shift) >= DIFFERENCE_MIN) {
    const { below, returned } = passageParts(passage);
    return (barrier / drift) * (returned - below);
  }
  // The difference above vanishes with the drift; here it is written as an integral, which does not.
  const { nodes, weights } = gaussLegendre(12);
  const centre = barrier / scale;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) sum += weights[i] * erfcxFall(centre + shift * nodes[i]);
  const front = Math.sqrt(2 * Math.PI) * normalDensity((centre + shift) * Math.SQRT2);
  return ((barrier * years) / scale) * front * (sum / 2);
}

/** Deviations beyond which the end point is not looked for: a tail of 1e-17. */
const DEVIATIONS = 8.5;
/** Edges of panels, in deviations above the barrier: narrow where log wealth has its singularity just behind it. */
const PANEL_EDGES = [0, 0.02, 0.1, 0.4, 1.2, 3, 6.5] as const;
const PANEL_WIDTH = 4;
const PANEL_NODES = 16;

/** Edges of the panels, in deviations of the end point from its mean, with the barrier at `barrierAt`. */
function panelEdges(barrierAt: number): readonly number[] {
  const last = Math.max(0, barrierAt) + DEVIATIONS;
  const edges =
    barrierAt < -DEVIATIONS ? [-DEVIATIONS] : PANEL_EDGES.map((edge) => barrierAt + edge).filter((edge) => edge < last);
  for (let edge = edges[edges.length - 1] + PANEL_WIDTH; edge < last; edge += PANEL_WIDTH) edges.push(edge);
  edges.push(last);
  return edges;
}

/** E[logWealthAt(X at the reset); never liquidated], by Gauss-Legendre panels over the image density; error below 1e-10. */
function survivingLogWealth({ barrier, drift, volatility, years, logWealthAt }: Renewal): number {
  const deviation = volatility * Math.sqrt(years);
  const mean = drift * years;
  const pull = (2 * barrier) / deviation ** 2;
  const { nodes, weights } = gaussLegendre(PANEL_NODES);
  const edges = panelEdges((-barrier - mean) / deviation);
  let sum = 0;
  for (let panel = 1; panel < edges.length; panel++) {
    const half = (edges[panel] - edges[panel - 1]) / 2;
    const middle = edges[panel] - half;
    for (let i = 0; i < PANEL_NODES; i++) {
      const z = middle + half * nodes[i];
      const x = mean + deviation * z;
      const survived = -Math.expm1(-pull * (x + barrier));
      sum += half * weights[i] * normalDensity(z) * survived * logWealthAt(x);
    }
  }
  return sum;
}

/** Growth from the two logs, by the renewal-reward theorem. Nothing left counts only where it can happen. */
function outcome(renewal: Renewal, probability: number, life: number, survivingLog: number): RenewalOutcome {
  const lost = probability === 0 ? 0 : probability * renewal.logWealthAtLiquidation;
  const growthAnnual = renewal.baseGrowthAnnual + (lost + survivingLog) / life;
  if (Number.isNaN(growthAnnual)) {
    const want = "the log of a wealth above 0 everywhere above the barrier";
    throw new InternalError({ field: "logWealthAt", got: "not a number", want, hint: "this is a bug of the caller" });
  }
  return { growthAnnual, liquidationProbability: probability, meanLifeYears: life };
}

/**
 * Long-run growth of a position left alone until liquidation or its reset and then opened again on the same terms (renewal
 * reward: mean log wealth of one life over its mean length). The caller's own account of wealth makes it serve a loop, a
 * short or a perpetual. Liquidation is looked for continuously.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for arguments outside their domain; InternalError (E_INTERNAL)
 * where logWealthAt is not a number.
 */
export function renewalGrowth(renewal: Renewal): RenewalOutcome {
  assertPassage(renewal);
  assertPositive(renewal.barrier, "barrier");
  assertPositive(renewal.years, "years");
  assertFinite(renewal.baseGrowthAnnual, "baseGrowthAnnual");
  if (renewal.logWealthAtLiquidation !== -Infinity)
    assertFinite(renewal.logWealthAtLiquidation, "logWealthAtLiquidation");
  const { barrier, drift, volatility, years } = renewal;
  if (volatility === 0) {
    if (drift * years <= -barrier) return outcome(renewal, 1, barrier / -drift, 0);
    return outcome(renewal, 0, years, renewal.logWealthAt(drift * years));
  }
  const passage = { barrier, drift, volatility, years };
  const { below, returned } = passageParts(passage);
  const probability = Math.min(1, below + returned);
  const life = years * (1 - probability) + meanPassageTime(passage);
  return outcome(renewal, probability, life, survivingLogWealth(renewal));
}

/** A long loop on a lending venue that closes it whole at the threshold. */
export interface Loop {
  /** Collateral over equity at the start, >= 1. */
  readonly leverageRatio: number;
  /** Arithmetic drift of the collateral's price a year. */
  readonly driftAnnual: number;
  /** Yield of the collateral a year. */
  readonly yieldAnnual: number;
  /** Rate on the debt a year. */
  readonly borrowRateAnnual: number;
  /** Standard deviation over a year of the log of the collateral's price in units of the debt. */
  readonly volatilityAnnual: number;
  /** Loan to value at which the loop is closed, a fraction below 1. */
  readonly liquidationThreshold: number;
  /** What the liquidator takes beyond the debt repaid, a fraction of that debt. */
  readonly bonus: number;
  /** Time to the reset, years. */
  readonly years: number;
}

/**
 * Growth of a loop left alone, with full close at the threshold: base growth is the borrow rate, wealth in units of the debt
 * is 1 + L (e^X - 1), and liquidation leaves (L - 1)(1/threshold - 1 - bonus). A renewal argument, tested against simulation.
 * @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) for arguments outside their domain: a leverage ratio below 1 or
 * that is liquidated at once, or a threshold and bonus that leave the holder nothing.
 */
export function loopGrowth(loop: Loop): RenewalOutcome {
  const {
    leverageRatio,
    driftAnnual,
    yieldAnnual,
    borrowRateAnnual,
    volatilityAnnual,
    liquidationThreshold,
    bonus,
    years,
  } = loop;
  assertFinite(driftAnnual, "driftAnnual");
  assertFinite(yieldAnnual, "yieldAnnual");
  assertFinite(borrowRateAnnual, "borrowRateAnnual");
  assertNotNegative(volatilityAnnual, "volatilityAnnual");
  assertPositive(years, "years");
  assertNotNegative(bonus, "bonus");
  assertInRange(liquidationThreshold, "liquidationThreshold", {
    min: 0,
    max: 1,
    open: true,
    want: "a fraction between 0 and 1",
  });
  assertInRange(leverageRatio, "leverageRatio", { min: 1, want: "1 or above: a loop is long" });
  const debtLeft = 1 / liquidationThreshold - 1 - bonus;
  if (debtLeft <= 0) {
    const hint = "such a venue loses money on each liquidation: check both numbers";
    throw new OutOfRangeError({
      field: "bonus",
      got: String(bonus),
      want: "liquidationThreshold x (1 + bonus) below 1",
      hint,
    });
  }
  const drift = driftAnnual + yieldAnnual - borrowRateAnnual - volatilityAnnual ** 2 / 2;
  if (leverageRatio === 1) {
    return { growthAnnual: borrowRateAnnual + drift, liquidationProbability: 0, meanLifeYears: years };
  }
  const barrier = Math.log((liquidationThreshold * leverageRatio) / (leverageRatio - 1));
  if (barrier <= 0) {
    const want = `below ${1 / (1 - liquidationThreshold)}`;
    throw new OutOfRangeError({
      field: "leverageRatio",
      got: String(leverageRatio),
      want,
      hint: "it would be liquidated at once",
    });
  }
  return renewalGrowth({
    barrier,
    drift,
    volatility: volatilityAnnual,
    years,
    logWealthAt: (x) => Math.log1p(leverageRatio * Math.expm1(x)),
    logWealthAtLiquidation: Math.log((leverageRatio - 1) * debtLeft),
    baseGrowthAnnual: borrowRateAnnual,
  });
}
