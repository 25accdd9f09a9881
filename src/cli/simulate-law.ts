import { ConflictError } from "../errors/index.js";
import type { DecisionRequest } from "../decision/index.js";
import { barsLaw, dailyBars, garchLaw, statesLaw } from "../estimators/index.js";
import { DAY_MS, type PathLaw } from "../model/index.js";
import { modelById, type MarketModel } from "../models/index.js";
import type { LawName } from "../reports/index.js";
import type { PriceSeries } from "../series/index.js";
import { choice } from "./setting-readers.js";
import type { Settings } from "./settings.js";

/** How the market moves on paths. */
export interface ChosenLaw {
  readonly name: LawName;
  /** The law, or one of those that a decision takes the market to have. */
  readonly law: PathLaw | "normal" | "states";
  readonly notes: readonly string[];
}

const NAMES = ["normal", "states", "hourly-states", "garch", "bars"] as const satisfies readonly LawName[];

/** @throws ConflictError (E_CONFIG_CONFLICT) */
function refuse(name: LawName, without: string, hint: string): never {
  throw new ConflictError({
    field: "--law",
    got: `${name}, without ${without}`,
    want: "a law that the inputs tell",
    hint,
  });
}

/** The closes of each day, of bars that may be shorter. @throws every error of prices that are none */
function byDay(series: PriceSeries): PriceSeries {
  if (series.intervalMs >= DAY_MS) return series;
  const { barsEnd, timeMs } = dailyBars(series);
  const close = Float64Array.from(barsEnd, (end) => series.close[end - 1] ?? Number.NaN);
  return { ...series, closeMs: timeMs, close, bars: null, volume: null, intervalMs: DAY_MS };
}

/** Part of the steps of a series that hold no bar, beyond which its market is taken to close at times. */
const HOLES_MAX = 0.05;

/** Real bars; those of a market that closes at night or over weekends with the moves over its holes. */
function barsOf(series: PriceSeries): ChosenLaw {
  const closes = series.gaps.count > HOLES_MAX * (series.close.length - 1);
  const notes = [
    ...(closes
      ? ["The market of these prices closes at times: a step of a path is the mean time between two bars."]
      : []),
    ...(series.bars === null ? ["The prices are closes alone: what lies between two of them is not seen."] : []),
  ];
  return { name: "bars", law: barsLaw(series, { holes: closes ? "keep" : "cut" }), notes };
}

/** The fitted model that is asked for; null where none is. */
function modelOf(settings: Settings): MarketModel | null {
  const id = settings.get("model")?.text.trim();
  return id === undefined ? null : modelById(id);
}

function hourlyOf(settings: Settings): ChosenLaw {
  const model = modelOf(settings) ?? refuse("hourly-states", "a fitted model", "add --model eth");
  return { name: "hourly-states", law: model.law("hourly-states"), notes: [] };
}

function garchOf(settings: Settings, series: PriceSeries | null): ChosenLaw {
  const model = modelOf(settings);
  if (model !== null) return { name: "garch", law: model.law("garch"), notes: [] };
  if (series === null) return refuse("garch", "prices or a fitted model", "add --prices file.csv, or --model eth");
  return { name: "garch", law: garchLaw(byDay(series)), notes: [] };
}

function statesOf({ estimates }: DecisionRequest, series: PriceSeries | null): ChosenLaw {
  if (estimates.volatilityStates) return { name: "states", law: "states", notes: [] };
  if (series === null) return refuse("states", "prices or a fitted model", "add --prices file.csv, or --model eth");
  return { name: "states", law: statesLaw(byDay(series)), notes: [] };
}

/**
 * The law that is asked for, or what the inputs tell best: the bars of a price file; the spells of volatility of a fitted model, by
 * the hour where it was fitted to hours; normal moves with the jumps stated where there are figures alone.
 * @throws ConflictError (E_CONFIG_CONFLICT) for a law that the inputs do not tell; every error of a fit
 */
export function lawFrom(settings: Settings, request: DecisionRequest, series: PriceSeries | null): ChosenLaw {
  const spells = modelOf(settings)?.laws.includes("hourly-states") === true ? "hourly-states" : "states";
  const fallback = series !== null ? "bars" : request.estimates.volatilityStates ? spells : "normal";
  switch (choice(settings, "law", NAMES) ?? fallback) {
    case "normal":
      return { name: "normal", law: "normal", notes: [] };
    case "states":
      return statesOf(request, series);
    case "hourly-states":
      return hourlyOf(settings);
    case "garch":
      return garchOf(settings, series);
    case "bars":
      return series === null ? refuse("bars", "prices", "add --prices file.csv") : barsOf(series);
  }
}
