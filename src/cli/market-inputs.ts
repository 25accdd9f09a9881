import { resolve } from "node:path";
import { readPriceFile } from "../connectors/index.js";
import { ConflictError, NotANumberError, SteelyardError, type Range } from "../errors/index.js";
import {
  estimatesFromFigures,
  estimatesFromPrices,
  impliedVolatility,
  type ImpliedVolatilityRequest,
} from "../estimators/index.js";
import {
  HOUR_MS,
  checkedPool,
  stated,
  type Estimate,
  type Estimates,
  type Policy,
  type RateFigures,
  type Rescue,
} from "../model/index.js";
import { modelById, type MarketModel } from "../models/index.js";
import type { PriceSeries } from "../series/index.js";
import type { VenueMarket } from "../venues/index.js";
import { FileFault, inFile } from "./file-fault.js";
import { gapFrom } from "./gap-inputs.js";
import { readJumps } from "./jumps-text.js";
import { amount, choice, durationMs, estimate, fraction, given, isOn, present, required } from "./setting-readers.js";
import { readDuration, readFigure } from "./quantities.js";
import type { Setting, Settings } from "./settings.js";
import { readWhole } from "./whole-figure.js";

const RATE: Range = { min: -1, max: 10, want: "an annual rate such as 5%" };
/** The funding of an hour, restated for a year as venues quote it, goes far beyond what holds for a year. */
const FUNDING: Range = { min: -100, max: 100, want: "an annual funding such as 8%" };
const VOLATILITY: Range = {
  min: 0,
  max: 10,
  open: true,
  want: "a volatility a year above 0 % and below 1000 %, such as 60%",
};

/** The price file, read and checked, or null where none was given. @throws every code of a market file; ConflictError (E_CONFIG_CONFLICT) */
export async function seriesFrom(settings: Settings): Promise<PriceSeries | null> {
  const prices = settings.get("prices");
  const barTime = choice(settings, "bar-time", ["open", "close"] as const);
  const timeUnit = choice(settings, "time-unit", ["s", "ms", "us"] as const);
  const asked = {
    sort: isOn(settings, "sort"),
    dropDuplicates: isOn(settings, "drop-duplicates"),
    allowJumps: isOn(settings, "allow-jumps"),
  };
  if (prices !== undefined)
    return inFile(prices.text, () =>
      readPriceFile(resolve(prices.folder, prices.text), { ...asked, ...present({ barTime, timeUnit }) }),
    );
  const [stray] = given(settings, ["bar-time", "time-unit", "sort", "drop-duplicates", "allow-jumps"]);
  if (stray !== undefined)
    throw new ConflictError({
      field: `--${stray}`,
      got: "no price file",
      want: "a price file beside it",
      hint: "add --prices file.csv",
    });
  return null;
}

/** The health factor at which a position left alone is brought back, looked at each hour. @throws ConflictError (E_CONFIG_CONFLICT) */
function rescueFrom(settings: Settings, unattended: boolean): Rescue | undefined {
  const healthFactor = amount(settings, "rescue", { min: 1, open: true, want: "a health factor above 1, such as 1.1" });
  if (healthFactor === undefined) return undefined;
  if (unattended) return { healthFactor, checkIntervalMs: HOUR_MS };
  throw new ConflictError({
    field: "--rescue",
    got: "no --unattended",
    want: "a position that is left alone",
    hint: "add --unattended 30d; a position that is checked is put right at each check",
  });
}

/** What the person does with the position: watched each hour unless said otherwise. @throws ConflictError (E_CONFIG_CONFLICT) */
export function policyFrom(settings: Settings): Policy {
  const checkIntervalMs = durationMs(settings, "check");
  const resetMs = durationMs(settings, "unattended");
  if (checkIntervalMs !== undefined && resetMs !== undefined) {
    throw new ConflictError({
      field: "--unattended",
      got: "together with --check",
      want: "one of the two",
      hint: "a position is either checked or left alone",
    });
  }
  const rescue = rescueFrom(settings, resetMs !== undefined);
  return resetMs === undefined
    ? { kind: "rebalanced", checkIntervalMs: checkIntervalMs ?? HOUR_MS }
    : { kind: "unattended", resetMs, ...present({ rescue }) };
}

/** The drift as typed: a view, or where it shall come from. */
function driftFrom(settings: Settings): Estimate | "none" | "posterior" | undefined {
  const typed = settings.get("drift")?.text.trim();
  if (typed === "none" || typed === "posterior") return typed;
  return estimate(settings, "drift", { min: -1, max: 10, want: "a drift a year such as 20%, or none, or posterior" });
}

/** Sudden moves and the pool, which no price tells either. */
async function besideFrom(settings: Settings): Promise<Pick<Estimates, "jumps" | "pool">> {
  const [jumps, pool] = [settings.get("jumps"), settings.get("pool")];
  return {
    ...(jumps === undefined
      ? {}
      : { jumps: await readJumps(jumps.text, jumps.field, jumps.source ?? "stated by you") }),
    ...(pool === undefined
      ? {}
      : { pool: checkedPool(await readWhole(pool.text, pool.field, ({ poolSchema }) => poolSchema), pool.field) }),
  };
}

/** The rate that a perpetual does not pay: never below what its margin earns, which would be an error of a loan. */
const notBorrowed = (settings: Settings): Estimate =>
  stated(Math.max(0, estimate(settings, "lend-rate", RATE)?.value ?? 0), 0, "not used: a perpetual borrows nothing");

/** Rates that were learnt from the venue's past, for whom no person gave them. */
export type LearntRates = Pick<RateFigures, "fundingRateAnnual"> & { readonly borrowRateAnnual?: Estimate };

/** Rates that no price tells. A perpetual borrows nothing, so it needs no borrow rate. */
function ratesFrom(settings: Settings, held: "loan" | "perpetual", learnt: LearntRates) {
  const typed = learnt.borrowRateAnnual ?? estimate(settings, "borrow-rate", RATE);
  const funding = learnt.fundingRateAnnual ?? estimate(settings, "funding", FUNDING);
  const borrowed = typed ?? (held === "perpetual" ? notBorrowed(settings) : undefined);
  if (held === "perpetual") required(funding, "funding", "the annual funding that longs pay to shorts");
  return {
    borrowRateAnnual: required(borrowed, "borrow-rate", "the annual rate on what you borrow"),
    ...present({
      lendRateAnnual: estimate(settings, "lend-rate", RATE),
      yieldAnnual: estimate(settings, "yield", RATE),
      fundingRateAnnual: funding,
      assetBorrowRateAnnual: estimate(settings, "asset-borrow-rate", RATE),
    }),
  };
}

/** What the estimates are made for: how long, and how fast one can react. */
export interface EstimateTerms {
  readonly horizonMs: number;
  readonly policy: Policy;
  readonly held: "loan" | "perpetual";
  /** The market that they are for. */
  readonly venue: VenueMarket;
  /** They stand before what is in the settings: what a person gave is none of them. */
  readonly learnt: LearntRates;
}

/** Time within which nothing can be done, ms: until the next check; an hour for one who leaves the position alone. */
export const reactionMsOf = (policy: Policy): number =>
  policy.kind === "rebalanced" ? policy.checkIntervalMs : HOUR_MS;

/** What an estimator makes of prices; those that it can make nothing of are a fault of their file, or of the history. @throws FileFault, SteelyardError */
function learntFrom(settings: Settings, { source }: PriceSeries, estimates: () => Estimates): Estimates {
  try {
    return estimates();
  } catch (error) {
    if (!(error instanceof SteelyardError) || !/^(series|memory)\b/.test(error.field)) throw error;
    const history = settings.get("history");
    if (history === undefined) throw new FileFault(error, settings.get("prices")?.text ?? source, "data");
    const { code, got, want, hint } = error;
    throw new SteelyardError(code, { field: history.field, got, want, hint }, { origin: "data", cause: error });
  }
}

/** The fitted model asked for, or null. @throws UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) beside prices */
function modelFrom(settings: Settings): MarketModel | null {
  const typed = settings.get("model");
  if (typed === undefined) return null;
  if (settings.has("prices"))
    throw new ConflictError({
      field: typed.field,
      got: "together with --prices",
      want: "one of the two",
      hint: "a fitted model stands in for prices",
    });
  return modelById(typed.text.trim());
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where the model is of another asset than the market. */
function assertSameAsset(model: MarketModel, { asset, alsoCalled }: VenueMarket): void {
  const known = [model.asset, ...model.alsoCalled];
  if ([asset, ...alsoCalled].some((name) => known.includes(name))) return;
  throw new ConflictError({
    field: "--model",
    got: `${model.id}, which is of ${model.asset}`,
    want: `a model of ${asset}`,
    hint: "see steelyard models, or give --prices or figures",
  });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where the position is looked at less often than any window that the model was fitted to. */
function assertWindow({ id, gaps }: MarketModel, reactionMs: number): void {
  const longest = Math.max(...gaps.map((gap) => (gap.kind === "estimated" ? gap.windowMs : Infinity)));
  if (reactionMs <= longest) return;
  throw new ConflictError({
    field: "--check",
    got: `${reactionMs / HOUR_MS} hours between checks`,
    want: `at most ${longest / HOUR_MS} hours, the longest window of the model ${id}`,
    hint: "check more often, or give --prices",
  });
}

/** Estimates of a fitted model; rates not given are those fitted, and figures given replace its own. @throws every code of a model or reader */
async function fromModel(settings: Settings, model: MarketModel, terms: EstimateTerms): Promise<Estimates> {
  assertSameAsset(model, terms.venue);
  assertWindow(model, reactionMsOf(terms.policy));
  const drift = driftFrom(settings);
  const gap = await gapFrom(settings, null, reactionMsOf(terms.policy));
  const perpetual = terms.held === "perpetual";
  const estimates = model.estimates({
    horizonMs: terms.horizonMs,
    reactionMs: reactionMsOf(terms.policy),
    ...present({
      drift,
      borrowRateAnnual: estimate(settings, "borrow-rate", RATE) ?? (perpetual ? notBorrowed(settings) : undefined),
      lendRateAnnual: estimate(settings, "lend-rate", RATE),
      yieldAnnual: estimate(settings, "yield", RATE),
      fundingRateAnnual: estimate(settings, "funding", FUNDING) ?? (perpetual ? undefined : null),
      assetBorrowRateAnnual: estimate(settings, "asset-borrow-rate", RATE),
    }),
  });
  if (perpetual)
    required(estimates.fundingRateAnnual ?? undefined, "funding", "the annual funding that longs pay to shorts");
  return {
    ...estimates,
    ...present({ volatilityAnnual: estimate(settings, "volatility", VOLATILITY) }),
    ...(gap === undefined ? {} : { gap: gap === "none" ? null : gap }),
    ...(await besideFrom(settings)),
  };
}

/** What options imply, as typed: "62%/30d" or "62%±2%/30d". @throws NotANumberError (E_NOT_A_NUMBER), every code of a reader */
function impliedFrom({ text, field, source }: Setting): ImpliedVolatilityRequest["implied"] {
  const [quote, tenor, ...rest] = text.split("/");
  if (quote === undefined || tenor === undefined || rest.length > 0) {
    const hint = "62%/30d is a volatility of 62 % a year over the next 30 days";
    throw new NotANumberError({ field, got: text, want: "a volatility and a tenor, such as 62%/30d", hint });
  }
  const { value, standardError } = readFigure(quote, field, VOLATILITY);
  const volatilityAnnual = stated(value, standardError, source ?? "implied volatility stated by you");
  return { volatilityAnnual, tenorMs: readDuration(tenor, field) };
}

/** Estimates from a fitted model, the price file, from figures, or from both: a stated figure replaces the estimate and says so. @throws every code of an estimator or reader */
export async function estimatesFrom(
  settings: Settings,
  series: PriceSeries | null,
  terms: EstimateTerms,
): Promise<Estimates> {
  const estimates = await withoutOptions(settings, series, terms);
  const typed = settings.get("implied");
  if (typed === undefined) return estimates;
  const { horizonMs } = terms;
  const longRun = estimates.volatilityAnnual;
  const volatilityAnnual = impliedVolatility({ implied: impliedFrom(typed), longRun, horizonMs });
  return { ...estimates, volatilityAnnual, volatilityTerm: null };
}

/** The same before what options imply. */
async function withoutOptions(
  settings: Settings,
  series: PriceSeries | null,
  terms: EstimateTerms,
): Promise<Estimates> {
  const model = modelFrom(settings);
  if (model !== null) return fromModel(settings, model, terms);
  const rates = ratesFrom(settings, terms.held, terms.learnt);
  const volatilityAnnual = estimate(settings, "volatility", VOLATILITY);
  const drift = driftFrom(settings);
  const gap = await gapFrom(settings, series, reactionMsOf(terms.policy));
  if (series === null) {
    if (drift === "posterior")
      throw new ConflictError({
        field: "--drift",
        got: "posterior",
        want: "a price file to learn it from",
        hint: "add --prices file.csv, or state a view such as --drift 20%±10%",
      });
    const figures = estimatesFromFigures({
      ...rates,
      volatilityAnnual: required(
        volatilityAnnual,
        "volatility",
        "a volatility a year, or prices: --prices, or --history",
      ),
      driftAnnual: typeof drift === "object" ? drift : null,
      gap: typeof gap === "object" ? gap : null,
    });
    return { ...figures, ...(await besideFrom(settings)) };
  }
  const estimates = learntFrom(settings, series, () =>
    estimatesFromPrices(series, {
      ...rates,
      horizonMs: terms.horizonMs,
      reactionMs: reactionMsOf(terms.policy),
      ...present({ drift, gap }),
    }),
  );
  const stated = volatilityAnnual === undefined ? {} : { volatilityAnnual, volatilityTerm: null };
  return { ...estimates, ...stated, ...(await besideFrom(settings)) };
}

/** Costs and limits of the holder's own. */
export function costsFrom(settings: Settings): { readonly tradingCostRate?: number; readonly fixedCost?: number } {
  return present({
    tradingCostRate: fraction(settings, "cost", {
      min: 0,
      max: 0.5,
      want: "a cost from 0 % to 50 % of what is traded, such as 0.1%",
    }),
    fixedCost: amount(settings, "fixed-cost", { min: 0, want: "an amount of 0 or above, such as 30" }),
  });
}
