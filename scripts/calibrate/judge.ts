/** The walk: at each date what is stated, and what came. */
import {
  climatology,
  replayed,
  walk,
  type Judged,
  type Past,
  type Replayed,
  type Stop,
} from "../../src/backtest/index.js";
import { statedGrowth90, statedOdds, statedPathOdds, type DecisionRequest } from "../../src/decision/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, yearsOf, type Estimates, type Policy } from "../../src/model/index.js";
import { rateKnown, stateAt, type Asset, type Position } from "./assets.js";
import { pathTerms } from "./path-models.js";
import { EXPECTED_GAPS, mainModels, models, statements, type Said } from "./models.js";
import type { Book, Subject } from "./records.js";
import { FIRST_FORECAST_DAYS } from "./volatility-models.js";

/** Horizons of the chances, days. */
export const HORIZON_DAYS = [7, 30, 90] as const;
const HORIZONS_MS = HORIZON_DAYS.map((days) => days * DAY_MS);

/** Days between two dates: left alone, and watched. */
export const STEP_DAYS = { untouched: 7, managed: 14, growth: 28, paths: 28 } as const;

/** Days of forecasts whose errors are known before the first chance is stated. */
const LEARNING_DAYS = 150;

/** Days after the first bar on which the first position is opened, for the constant forecast to learn from. */
const OPENING_DAYS = 30;

/** Share of the leverage by which a watched position may stray before it is traded back. */
export const BAND = 0.05;

/** Equity at the start, quote currency: in the lowest bracket. */
export const EQUITY = 10_000;

const EVENTS = ["liquidation", "half lost", "fifth lost"] as const;
const LOSSES = { "half lost": 0.5, "fifth lost": 0.2 } as const;

/** Growth that came against the interval stated. */
export interface GrowthRecord {
  readonly position: string;
  readonly leverageRatio: number;
  readonly atMs: number;
  readonly horizonMs: number;
  /** Log growth a year that came; minus infinity where nothing was left. */
  readonly came: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation that the window itself adds, a year. */
  readonly noise: number;
}

/** What a run knows of one asset. */
export interface Run {
  readonly asset: Asset;
  readonly book: Book;
  readonly growth: GrowthRecord[];
  /** Dates of the chances, by policy, ascending. */
  readonly dates: { readonly untouched: number[]; readonly managed: number[] };
}

/** Positions left alone and watched from one stop. */
function outcomeOf(
  asset: Asset,
  position: Position,
  { next }: Stop,
  leverageRatio: number,
  managed: boolean,
  horizonsMs: readonly number[],
): Replayed {
  const edges = [leverageRatio * (1 - BAND), leverageRatio * (1 + BAND)].sort((a, b) => a - b);
  return replayed({
    ...{ market: position.market, series: asset.series, next, equity: EQUITY, leverageRatio, horizonsMs },
    band: managed ? { low: edges[0], high: edges[1] } : null,
    stateAt: (ms) => stateAt(position, ms),
    accrualMs: 8 * HOUR_MS,
    floors: [1 - LOSSES["half lost"], 1 - LOSSES["fifth lost"]],
  });
}

/** Whether an event came within a horizon. */
function cameWithin(outcome: Replayed, event: Subject["event"], untilMs: number): 0 | 1 {
  const [half, fifth] = outcome.belowMs;
  const at = event === "liquidation" ? outcome.liquidatedMs : event === "half lost" ? half : fifth;
  return at !== null && at <= untilMs ? 1 : 0;
}

/** The request of a position by one model. */
function requestOf(
  position: Position,
  { known, atMs }: Stop,
  estimates: Estimates,
  said: Said,
  policy: Policy,
  lossMax: number,
): DecisionRequest {
  const { market, borrow, funding } = position;
  const rates = {
    borrowRateAnnual: rateKnown(borrow, atMs),
    fundingRateAnnual: funding === null ? null : rateKnown(funding, atMs),
  };
  return {
    account: { asset: market.asset, equity: EQUITY, price: known.close[known.close.length - 1] },
    venue: market,
    estimates: { ...estimates, ...rates, ...said },
    tolerance: { lossMax, probabilityMax: 0.1, measuredAgainst: "cash", leverageRatioMin: 0 },
    policy,
    side: market.model.twoSided ? "either" : "long",
  };
}

/** A chance stated, as a number: none that cannot be said is met here, since every series has bars and so gaps. */
function chanceOf(chance: number | null): number {
  if (chance === null) throw new Error("a chance that cannot be said");
  return chance;
}

/** What one position is, at one stop. */
interface Case {
  readonly run: Run;
  readonly position: Position;
  readonly stop: Stop;
  readonly leverageRatio: number;
  readonly managed: boolean;
  readonly outcome: Replayed;
  readonly pasts: Map<string, Past[]>;
}

const subjectOf = ({ run, position, managed, leverageRatio }: Case, event: Subject["event"], horizonDays: number) => ({
  ...{ asset: run.asset.id, position: position.name, managed, event, leverageRatio, horizonDays },
});

/** The constant forecast's chances, and what it will have learnt. */
function judgeConstant(given: Case, isJudged: boolean): void {
  const { run, stop, outcome, pasts } = given;
  for (const event of EVENTS)
    for (const horizonDays of HORIZON_DAYS) {
      const subject = { ...subjectOf(given, event, horizonDays), model: "constant" };
      const horizonMs = horizonDays * DAY_MS;
      const happened = cameWithin(outcome, event, stop.atMs + horizonMs);
      const key = JSON.stringify(subject);
      const past = pasts.get(key) ?? [];
      pasts.set(key, past);
      const [chance] = climatology(past, [stop.atMs], horizonMs);
      if (isJudged) run.book.add(subject, { atMs: stop.atMs, stated: chance, happened });
      past.push({ atMs: stop.atMs, happened });
    }
}

/** One model's chances of one event. */
function judgeModel(
  given: Case,
  event: Subject["event"],
  model: string,
  estimates: Estimates,
  said: (horizonMs: number) => Said,
): void {
  const { run, position, stop, leverageRatio, managed, outcome } = given;
  const lossMax = event === "fifth lost" ? LOSSES[event] : LOSSES["half lost"];
  const policy: Policy = managed
    ? { kind: "rebalanced", checkIntervalMs: HOUR_MS }
    : { kind: "unattended", resetMs: YEAR_MS };
  const edges = [leverageRatio * (1 - BAND), leverageRatio * (1 + BAND)].sort((a, b) => a - b);
  const held = managed ? { leverageRatio, band: { low: edges[0], high: edges[1] } } : { leverageRatio };
  const isOfNoHorizon = model === EXPECTED_GAPS || mainModels.includes(model);
  const groups = isOfNoHorizon ? [HORIZONS_MS] : HORIZONS_MS.map((ms) => [ms]);
  for (const horizonsMs of groups) {
    const request = requestOf(position, stop, estimates, said(horizonsMs[0]), policy, lossMax);
    for (const { horizonMs, liquidation, belowFloor } of statedOdds(request, held, horizonsMs)) {
      const judged: Judged = {
        atMs: stop.atMs,
        stated: event === "liquidation" ? chanceOf(liquidation) : belowFloor,
        happened: cameWithin(outcome, event, stop.atMs + horizonMs),
      };
      run.book.add({ ...subjectOf(given, event, horizonMs / DAY_MS), model }, judged);
    }
  }
}

/** The path models' chances of liquidation of a perpetual held long and left alone. */
function judgePaths(run: Run, position: Position, stop: Stop, estimates: Estimates): void {
  const { leverageRatios } = position;
  const [first, ...rest] = leverageRatios;
  if (first === undefined || first < 0 || position.funding === null) return;
  const request = requestOf(position, stop, estimates, {}, { kind: "unattended", resetMs: YEAR_MS }, 0.5);
  for (const [model, terms] of Object.entries(pathTerms(stop.known, stop.atMs))) {
    const odds = statedPathOdds(request, [first, ...rest], terms);
    leverageRatios.forEach((leverageRatio, i) => {
      const { liquidatedMs } = outcomeOf(run.asset, position, stop, leverageRatio, false, HORIZONS_MS);
      for (const horizonDays of HORIZON_DAYS) {
        const happened = liquidatedMs !== null && liquidatedMs <= stop.atMs + horizonDays * DAY_MS ? 1 : 0;
        const about = {
          asset: run.asset.id,
          position: position.name,
          managed: false,
          event: "liquidation",
          leverageRatio,
        };
        const stated = odds[i][horizonDays - 1].value;
        run.book.add(
          { ...about, event: "liquidation", horizonDays, model: `${model} paths` },
          { atMs: stop.atMs, stated, happened },
        );
      }
    });
  }
}

/** The growth that was stated against the growth that came, over a quarter and a year. */
function judgeGrowth(run: Run, position: Position, stop: Stop, leverageRatio: number, estimates: Estimates): void {
  const horizonsMs = [90 * DAY_MS, YEAR_MS];
  const policy = { kind: "rebalanced", checkIntervalMs: HOUR_MS } as const;
  const request = requestOf(position, stop, estimates, {}, policy, 0.5);
  const [low, high] = statedGrowth90(request, leverageRatio);
  const { wealth } = outcomeOf(run.asset, position, stop, leverageRatio, leverageRatio !== 1, horizonsMs);
  horizonsMs.forEach((horizonMs, k) => {
    const left = wealth[k];
    const years = yearsOf(horizonMs);
    if (left === null || stop.atMs + horizonMs > lastMs(run.asset)) return;
    const noise = (Math.abs(leverageRatio) * estimates.volatilityAnnual.value) / Math.sqrt(years);
    const came = Math.log(left) / years;
    run.growth.push({ position: position.name, leverageRatio, atMs: stop.atMs, horizonMs, came, low, high, noise });
  });
}

const lastMs = ({ series }: Asset): number => series.closeMs[series.closeMs.length - 1];

/** Leverage ratios whose growth is judged, of longs. */
const isGrowthJudged = (leverageRatio: number): boolean => leverageRatio >= 1 && leverageRatio <= 3;

/** Models that are judged in every position. Watched, liquidation hangs on gaps and on the volatility of the hour, which the main models share. */
function modelsOf(managed: boolean, event: Subject["event"]): readonly string[] {
  if (!managed) return mainModels;
  return event === "liquidation" ? ["default", EXPECTED_GAPS] : ["default", "before"];
}

/** Everything of one asset at one stop. */
function judgeStop(
  run: Run,
  stop: Stop,
  say: ReturnType<typeof statements>,
  pasts: Map<string, Past[]>,
  age: number,
): void {
  const { asset } = run;
  const isJudged = age >= FIRST_FORECAST_DAYS + LEARNING_DAYS;
  const isManaged =
    Math.round((age - OPENING_DAYS) / STEP_DAYS.untouched) % (STEP_DAYS.managed / STEP_DAYS.untouched) === 0;
  const isGrowth =
    Math.round((age - OPENING_DAYS) / STEP_DAYS.untouched) % (STEP_DAYS.growth / STEP_DAYS.untouched) === 0;
  const statement = isJudged ? say(stop) : null;
  if (isJudged) run.dates.untouched.push(stop.atMs);
  if (isJudged && isManaged) run.dates.managed.push(stop.atMs);
  for (const position of asset.positions) {
    if (statement !== null && isGrowth) judgePaths(run, position, stop, statement.estimates);
    for (const leverageRatio of position.leverageRatios) {
      for (const managed of isManaged && Math.abs(leverageRatio) !== 1 ? [false, true] : [false]) {
        const outcome = outcomeOf(asset, position, stop, leverageRatio, managed, HORIZONS_MS);
        const given = { run, position, stop, leverageRatio, managed, outcome, pasts };
        judgeConstant(given, isJudged);
        if (statement === null) continue;
        const said = (model: string) => (horizonMs: number) => statement.said(model, horizonMs);
        for (const event of EVENTS)
          for (const model of modelsOf(managed, event))
            judgeModel(given, event, model, statement.estimates, said(model));
        if (managed || leverageRatio < 0) continue;
        for (const model of Object.keys(models).filter((name) => !mainModels.includes(name)))
          judgeModel(given, "liquidation", model, statement.estimates, said(model));
      }
      if (statement !== null && isGrowth && isGrowthJudged(leverageRatio))
        judgeGrowth(run, position, stop, leverageRatio, statement.estimates);
    }
  }
}

/** Walks through one asset. */
export function judged(run: Run, progress: (share: number) => void): void {
  const { series } = run.asset;
  const day = Math.ceil(series.closeMs[0] / DAY_MS) * DAY_MS;
  const fromMs = day + OPENING_DAYS * DAY_MS;
  const say = statements(series, HORIZONS_MS);
  const pasts = new Map<string, Past[]>();
  for (const stop of walk(series, { fromMs, stepMs: STEP_DAYS.untouched * DAY_MS })) {
    if (stop.atMs + HORIZONS_MS[HORIZONS_MS.length - 1] > lastMs(run.asset)) break;
    judgeStop(run, stop, say, pasts, (stop.atMs - day) / DAY_MS);
    progress((stop.atMs - fromMs) / (lastMs(run.asset) - fromMs));
  }
}
