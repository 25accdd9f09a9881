import { createStream } from "../src/kernel/index.js";
import type { BandPolicy, MoveLaw } from "../src/model/index.js";
import { venuePosition, type Managed, type VenueHolding } from "../src/odds/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { custom } from "../src/venues/custom/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import type { Rates, Terms, Told } from "./managed-simulation.js";

/** Kinds of position. */
export const FAMILIES = [
  "loop",
  "lent long",
  "lent short",
  "perpetual long",
  "perpetual short",
  "perpetual below 1x",
] as const;

/** Laws of the price. */
export const LAWS = ["normal", "kou", "student-t", "normal-mixture", "empirical"] as const;

/** Policies. */
export const POLICIES = ["to edge", "to target", "deleverage to edge", "deleverage to target", "untouched"] as const;

/** One random position, for the engine and for the simulator, and what it is an example of. */
export interface Case {
  readonly name: string;
  readonly family: (typeof FAMILIES)[number];
  readonly law: (typeof LAWS)[number];
  readonly policy: (typeof POLICIES)[number];
  readonly holding: VenueHolding;
  readonly managed: Managed;
  readonly told: Told;
}

/** Random numbers in the forms that cases are drawn in. */
interface Dice {
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  normal(): number;
  of<T>(list: readonly T[]): T;
}

function diceOf(seed: number, path: number): Dice {
  const stream = createStream(seed, path);
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const whole = (low: number, high: number): number => low + Math.floor((high - low + 1) * stream.uniform());
  return {
    between,
    whole,
    chance: (probability) => stream.uniform() < probability,
    normal: () => stream.normal(),
    of: (list) => list[whole(0, list.length - 1)],
  };
}

/** A market and its rules in the simulator's words. */
interface Listed {
  readonly market: VenueMarket;
  readonly terms: Terms;
  /** Wealth in quote currency, small where rules change with size. */
  readonly wealth: number;
}

const STATED = { asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0 } as const;

function lendingOf(dice: Dice): Listed {
  if (dice.chance(0.25)) {
    // Debts below 2,000 dollars are closed whole.
    const market = aaveV3.market("ethereum", "WETH");
    const thresholds = { assetThreshold: 0.83, cashThreshold: 0.78, assetBonus: 0.05, cashBonus: 0.045 };
    return { market, terms: { kind: "lending", ...thresholds, closeFactor: 1, fullBelow: 0 }, wealth: 10 };
  }
  const terms = {
    kind: "lending",
    assetThreshold: dice.between(0.7, 0.93),
    cashThreshold: dice.between(0.7, 0.93),
    assetBonus: dice.between(0, 0.06),
    cashBonus: dice.between(0, 0.06),
    ...(dice.chance(0.3) ? { closeFactor: 0.5, fullBelow: 0.95 } : { closeFactor: 1, fullBelow: 0 }),
  } as const;
  const reserve = (liquidationThreshold: number, liquidationBonus: number) => ({
    loanToValueMax: liquidationThreshold - 0.02,
    liquidationThreshold,
    liquidationBonus,
  });
  const reserves = {
    ETH: reserve(terms.assetThreshold, terms.assetBonus),
    USD: reserve(terms.cashThreshold, terms.cashBonus),
  };
  const { closeFactor, fullBelow: healthFactorFull } = terms;
  const market = custom.market({ ...STATED, kind: "lending", reserves, closeFactor, healthFactorFull });
  return { market, terms, wealth: 1e5 };
}

function perpetualOf(dice: Dice): Listed {
  if (dice.chance(0.25)) {
    // The first bracket, up to 50,000 dollars.
    const terms = { kind: "perpetual", maintenanceRate: 0.004, liquidationFeeRate: null } as const;
    return { market: binanceUsdm.market("BTCUSDT"), terms, wealth: 10 };
  }
  const maintenanceRate = dice.between(0.004, 0.03);
  const liquidationFeeRate = dice.chance(0.6) ? dice.between(0, 0.01) : null;
  const fee = liquidationFeeRate === null ? {} : { liquidationFeeRate };
  const market = custom.market({ ...STATED, kind: "perpetual", maintenanceRate, leverageRatioMax: 20, ...fee });
  return { market, terms: { kind: "perpetual", maintenanceRate, liquidationFeeRate }, wealth: 1e5 };
}

/** Signed leverage ratio of wealth at which the close is a log move `distance` away. */
function leverageAt(terms: Terms, long: boolean, share: number, distance: number): number {
  const ratio = Math.exp(long ? -distance : distance);
  if (terms.kind === "perpetual") {
    const { maintenanceRate: rate } = terms;
    return long ? share / (1 - ratio * (1 - rate)) : -share / (ratio * (1 + rate) - 1);
  }
  const { assetThreshold, cashThreshold } = terms;
  return long ? share / (1 - ratio * assetThreshold) : (-share * cashThreshold) / (ratio - cashThreshold);
}

/** Leverage ratio after a log move of the price. */
const drifted = (leverage: number, move: number): number =>
  (leverage * Math.exp(move)) / (1 - leverage + leverage * Math.exp(move));

/** Length of a step, and whether leverage may go so far that jumps and bandwidths must be tamed for the engine's nodes to reach. */
interface Reached {
  readonly stepYears: number;
  readonly wide: boolean;
  readonly latticed: boolean;
}

/** A law whose step has about this deviation. */
function lawOf(dice: Dice, kind: Case["law"], deviation: number, { stepYears, wide, latticed }: Reached): MoveLaw {
  const mean = dice.between(-0.15, 0.15) * deviation;
  const volatilityAnnual = deviation / Math.sqrt(stepYears);
  const driftAnnual = mean / stepYears;
  switch (kind) {
    case "normal":
      return { kind, driftAnnual, volatilityAnnual };
    case "kou": {
      const size = (): number => dice.between(0.5, wide ? 2.5 : 4) * deviation;
      const intensityAnnual = dice.between(0.01, wide ? 0.1 : 0.4) / stepYears;
      const downShare = dice.of([0, 0.3, 0.5, 0.8, 1]);
      return {
        kind,
        driftAnnual,
        volatilityAnnual,
        jumps: { intensityAnnual, downShare, meanDown: size(), meanUp: size() },
      };
    }
    case "student-t":
      return { kind, stepYears, mean, deviation, degreesOfFreedom: dice.between(2.4, 9) };
    case "normal-mixture": {
      const weight = dice.between(0.05, 0.5);
      const part = (share: number, size: number) => ({
        weight: share,
        mean: mean + dice.between(-0.6, 0.6) * deviation,
        deviation: size * deviation,
      });
      return { kind, stepYears, parts: [part(1 - weight, dice.between(0.5, 1)), part(weight, dice.between(1, 2.5))] };
    }
    case "empirical": {
      const bandwidth = dice.between(wide ? 0.8 : 0.4, 1) * deviation;
      const drawn = Array.from({ length: dice.whole(12, 80) }, () => mean + deviation * dice.normal());
      const cell = bandwidth / 2;
      const moves = latticed ? drawn.map((move) => mean + cell * Math.round((move - mean) / cell)) : drawn;
      return { kind, stepYears, moves, bandwidth };
    }
  }
}

/** Rows of chances, each mostly of staying. */
function switchingOf(dice: Dice, states: number): readonly (readonly number[])[] {
  if (states === 1) return [[1]];
  return Array.from({ length: states }, (_, from) => {
    const others = Array.from({ length: states }, () => dice.between(0.01, 0.15));
    const leaving = others.reduce((sum, chance, to) => (to === from ? sum : sum + chance), 0);
    return others.map((chance, to) => (to === from ? 1 - leaving : chance));
  });
}

/** Edges a log move of the price to either side of the target. */
function policyOf(dice: Dice, kind: Case["policy"], target: number, width: number): BandPolicy {
  const sizes = [drifted(target, width), drifted(target, -width * dice.between(0.5, 1))].map(Math.abs);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const tradeTo = kind.endsWith("target") ? "target" : "edge";
  const size = Math.abs(target);
  if (kind === "untouched") return { low: null, high: null, tradeTo, target: size };
  return { low: kind.startsWith("deleverage") ? null : low, high, tradeTo, target: size };
}

const ratesOf = (dice: Dice): Rates => ({
  borrow: dice.between(0, 0.2),
  assetBorrow: dice.between(0, 0.2),
  lend: dice.between(0, 0.1),
  yield: dice.between(0, 0.1),
  funding: dice.between(-0.3, 0.5),
});

/** Where leverage begins: signed, of wealth, and the log move from there to a close (to half of the wealth's worth where there is none). */
function targetOf(dice: Dice, family: Case["family"], { terms }: Listed, share: number, distance: number): number {
  if (family === "lent long" || family === "perpetual below 1x") {
    const size = dice.between(0.25, 0.9);
    // Cash within reach must carry what is held.
    return terms.kind === "perpetual" || share === 1 ? size : Math.min(size, 2 * share);
  }
  const wanted = leverageAt(terms, family === "loop" || family === "perpetual long", share, distance);
  return Math.abs(wanted) > 0.98 && Math.abs(wanted) < 1.02 ? 1.05 * wanted : wanted;
}

/** When anybody looks, and acts. */
interface Looking {
  readonly steps: number;
  readonly stepsPerCheck: number;
  readonly downShare: number;
  readonly downSteps: number;
  readonly share: number;
}

/** Steps between checks and outages only of laws of one step: the others are moved from check to check. A share only where each check is acted on. */
function lookingOf(dice: Dice, law: Case["law"], policy: Case["policy"]): Looking {
  const anyStep = law === "normal" || law === "kou";
  const bounded = policy === "to edge" || policy === "to target";
  if (policy === "untouched")
    return {
      steps: anyStep ? UNTOUCHED_STEPS : dice.whole(5, 12),
      stepsPerCheck: 0,
      downShare: 0,
      downSteps: 1,
      share: 1,
    };
  const stepsPerCheck = anyStep || dice.chance(0.5) ? 1 : dice.whole(2, 4);
  const isDown = dice.chance(0.3);
  const always = bounded && stepsPerCheck === 1 && !isDown;
  return {
    steps: always ? dice.whole(5, 60) : dice.whole(5, 12),
    stepsPerCheck,
    downShare: isDown ? dice.between(0.02, 0.3) : 0,
    downSteps: isDown ? dice.of([1, 1, dice.between(1, 4)]) : 1,
    share: always && dice.chance(0.4) ? dice.between(0.35, 0.95) : 1,
  };
}

/** In how many steps the engine moves a normal or Kou law that nobody touches. */
const UNTOUCHED_STEPS = 48;

/** The volatility states of a case and how they follow each other. */
function statesOf(dice: Dice, law: Case["law"], deviation: number, reached: Reached, most: number) {
  const states = Math.min(most, dice.of([1, 1, 2, 3]));
  const spread = reached.wide ? 1.4 : 2.2;
  const laws = Array.from({ length: states }, (_, state) =>
    lawOf(dice, law, deviation * (state === 0 ? 1 : dice.between(1 / Math.sqrt(spread), spread)), reached),
  );
  const weights = laws.map(() => dice.between(0.1, 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    laws,
    start: weights.map((weight) => weight / all),
    switching: switchingOf(dice, states),
    switchesPerStep: dice.of([1, 1, 2, 0.4, 2.5]),
  };
}

/** The holding that a told position is. */
function holdingOf(told: Told, { market, wealth }: Listed): VenueHolding {
  const { rates } = told;
  return {
    market,
    prices: { [market.quote]: 1, [market.asset]: 100 },
    state: {
      borrowRateAnnual: rates.borrow,
      assetBorrowRateAnnual: rates.assetBorrow,
      lendRateAnnual: rates.lend,
      yieldAnnual: rates.yield,
      fundingRateAnnual: rates.funding,
      tradingCostRate: null,
    },
    wealth,
    share: told.share,
    branch: told.leverageRatio,
    tradingCostRate: told.tradingCostRate,
    fixedCostShare: told.fixedCostShare,
    seesMarket: true,
  };
}

/** The question to the engine that a told position is. */
function managedOf(told: Told, holding: VenueHolding): Managed {
  const { policy, stepYears, stepsPerCheck, steps, downShare, downSteps } = told;
  const { laws, switching, start, switchesPerStep } = told;
  return {
    position: venuePosition(holding),
    moves: { laws, switching, start, switchYears: stepYears / switchesPerStep },
    policy,
    watching: {
      checkYears: Math.max(1, stepsPerCheck) * stepYears,
      ...(downShare > 0 ? { downShare, downYears: downSteps * stepYears } : {}),
    },
    side: told.side,
    leverageRatio: Math.abs(told.leverageRatio),
    horizonsYears: [steps * stepYears],
  };
}

/** Volatility states of a case: fewer where steps pass without a check, and so leverage ranges far, unless all are wanted. */
function mostStates({ stepsPerCheck, downShare }: Looking, { allStates }: Wanted): number {
  if (allStates || (stepsPerCheck === 1 && downShare === 0)) return 3;
  return stepsPerCheck > 1 && downShare > 0 ? 1 : 2;
}

/** What cases may be. */
export interface Wanted {
  /** Also those that take the engine many seconds. */
  readonly allStates: boolean;
  /** Moves seen on a lattice of half a bandwidth, on which the engine bins them: elsewhere binning adds to their variance. */
  readonly latticed: boolean;
}

/** The case with this number: kinds in turn, all else random. */
export function caseOf(seed: number, number: number, wanted: Wanted = { allStates: false, latticed: false }): Case {
  const dice = diceOf(seed, number);
  const law = LAWS[number % LAWS.length];
  const family = FAMILIES[Math.floor(number / LAWS.length) % FAMILIES.length];
  const policy = dice.of(POLICIES);
  const listed = family.startsWith("perpetual") ? perpetualOf(dice) : lendingOf(dice);
  const looking = lookingOf(dice, law, policy);
  const stepYears = dice.of([1 / 365, 1 / 8760]);
  const wide = policy === "untouched" || (looking.stepsPerCheck > 1 && looking.downShare > 0);
  const deviation = stepYears === 1 / 365 ? dice.between(0.015, 0.06) : dice.between(0.004, 0.012);
  const distance = deviation * Math.sqrt(looking.steps) * dice.between(0.8, 3);
  const share = family === "loop" || family === "perpetual long" ? Math.max(0.6, looking.share) : looking.share;
  const target = targetOf(dice, family, listed, looking.share === 1 ? 1 : share, distance);
  const width = Math.min(0.8 * distance, dice.between(0.4, 3) * deviation);
  const told: Told = {
    ...looking,
    ...statesOf(dice, law, deviation, { stepYears, wide, latticed: wanted.latticed }, mostStates(looking, wanted)),
    share: looking.share === 1 ? 1 : share,
    terms: listed.terms,
    rates: ratesOf(dice),
    leverageRatio: dice.chance(0.3) ? drifted(target, width * dice.between(-0.7, 0.7)) : target,
    side: target > 0 ? 1 : -1,
    policy: policyOf(dice, policy, target, width),
    // A perpetual near its close could not pay more.
    tradingCostRate: dice.of([0, 0.0005, 0.003, listed.terms.kind === "lending" ? 0.01 : 0.002]),
    fixedCostShare: dice.chance(0.3) ? dice.between(0, 0.002) : 0,
    stepYears,
  };
  const name = `${number}: ${family}, ${law} x ${told.laws.length}, ${policy}, ${told.steps} steps`;
  const holding = holdingOf(told, listed);
  return { name, family, law, policy, holding, managed: managedOf(told, holding), told };
}

/** A loop of little leverage that is checked every hour for one to three months: the engine lets one step stand for several checks. */
export function checkedOftenOf(seed: number, number: number): Case {
  const dice = diceOf(seed, 1_000_000 + number);
  const law = dice.of(["normal", "normal", "kou"] as const);
  const policy = number % 2 === 0 ? "to edge" : "to target";
  const reserve = { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 };
  const market = custom.market({ ...STATED, kind: "lending", reserves: { ETH: reserve, USD: reserve } });
  const thresholds = { assetThreshold: 0.83, cashThreshold: 0.83, assetBonus: 0.05, cashBonus: 0.05 };
  const terms = { kind: "lending", ...thresholds, closeFactor: 1, fullBelow: 0 } as const;
  const [stepYears, days] = [1 / 8760, dice.whole(30, 90)];
  const volatility = dice.between(0.3, 0.8);
  const target = dice.between(1.1, 1.5);
  const jumps = { intensityAnnual: 20, downShare: 0.6, meanDown: 0.03, meanUp: 0.02 };
  const normal = { driftAnnual: dice.between(-0.3, 0.3), volatilityAnnual: volatility };
  const told: Told = {
    terms,
    rates: ratesOf(dice),
    share: 1,
    leverageRatio: target,
    side: 1,
    policy: policyOf(dice, policy, target, dice.between(0.12, 0.3)),
    tradingCostRate: dice.between(0.0005, 0.003),
    fixedCostShare: 0,
    laws: [law === "kou" ? { kind: law, ...normal, jumps } : { kind: law, ...normal }],
    start: [1],
    switching: [[1]],
    switchesPerStep: 1,
    stepYears,
    steps: days * 24,
    stepsPerCheck: 1,
    downShare: 0,
    downSteps: 1,
  };
  const name = `${number}: ${target.toFixed(2)}x, ${law}, ${policy}, ${days} days`;
  const holding = holdingOf(told, { market, terms, wealth: 1e5 });
  return { name, family: "loop", law, policy, holding, managed: managedOf(told, holding), told };
}
