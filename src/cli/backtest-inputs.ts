import { resolve } from "node:path";
import type { BacktestMarket, DatedMarket, GapChoices, TradingCosts } from "../backtest/index.js";
import { readPriceFile } from "../connectors/index.js";
import { ConflictError, NotANumberError, OutOfRangeError, UnitAmbiguousError, type Range } from "../errors/index.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { day, duration } from "../reports/index.js";
import type { DatedRequest, SweepMarket } from "../threads/index.js";
import { rulesOfDays, type MarketRequest, type RulesOfDays, type VenueMarket } from "../venues/index.js";
import { namingFlags } from "./backtest-faults.js";
import { ratesFrom } from "./backtest-rates.js";
import { inFile } from "./file-fault.js";
import type { FlagName } from "./flags.js";
import { seriesFrom } from "./market-inputs.js";
import { heldAs } from "./position-inputs.js";
import { readAmount, readFraction } from "./quantities.js";
import { amount, choice, dayMs, durationMs, fraction, isOn, present, required } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import { parametersFrom, rulesFrom, venueEntryFrom, venueFrom } from "./venue-inputs.js";

/** Rules that a worker can find again: whose they are and of which days, as plain data. */
export type NamedVenue = SweepMarket["venue"];

/** What one run of a policy is asked beside its market. */
export interface RunTerms {
  /** Quote currency, all in cash. */
  readonly wealth: number;
  readonly checkIntervalMs: number;
  readonly reactionMs: number;
}

/** Everything of a backtest but its policies. */
export interface BacktestInputs {
  readonly market: BacktestMarket;
  /** The newest rules, or those that were asked for: what a report calls the market. */
  readonly listed: VenueMarket;
  readonly venue: NamedVenue;
  readonly terms: RunTerms;
  /** What was assumed because nobody said, in words. */
  readonly notes: readonly string[];
}

const COST: Range = { min: 0, max: 0.1, want: "a share of what is traded from 0 % to 10 %, such as 0.05%" };

/** Wealth where nobody says: results are shares of it wherever costs are. */
const WEALTH = 10_000;

/** "0.05%/100000": what a trade of so much costs more. @throws NotANumberError (E_NOT_A_NUMBER), every code of a reader */
function impactFrom(settings: Settings): TradingCosts["impact"] {
  const setting = settings.get("impact");
  if (setting === undefined) return null;
  const { text, field } = setting;
  const [rate, notional, ...rest] = text.split("/");
  if (rate === undefined || notional === undefined || rest.length > 0) {
    const hint = "0.05%/100000: a trade of 100,000 costs 0.05 % more, one of 400,000 0.1 %";
    throw new NotANumberError({
      field,
      got: text,
      want: "a share and the trade that it is of, such as 0.05%/100000",
      hint,
    });
  }
  const above = { min: 0, open: true, want: "an amount above 0, such as 100000" } as const;
  return { rate: readFraction(rate, field, COST), notional: readAmount(notional, field, above) };
}

/** A share of what is traded. @throws every code of a reader, with a hint for one who forgot the sign */
function costRate(settings: Settings, name: FlagName): number | undefined {
  try {
    return fraction(settings, name, COST);
  } catch (error) {
    if (!(error instanceof UnitAmbiguousError)) throw error;
    const hint = "write the per cent sign: 0.05% is half a thousandth";
    throw new UnitAmbiguousError({ field: error.field, got: error.got, want: COST.want, hint }, { cause: error });
  }
}

/** What a trade costs. @throws every code of a reader */
function costsFrom(settings: Settings): TradingCosts {
  const money: Range = { min: 0, want: "an amount of 0 or above, such as 30" };
  return {
    feeRate: costRate(settings, "fee") ?? null,
    spreadRate: costRate(settings, "spread") ?? 0,
    impact: impactFrom(settings),
    fixedCost: amount(settings, "fixed-cost", money) ?? 0,
    tradeMin: amount(settings, "trade-min", money) ?? 0,
  };
}

const gapsFrom = (settings: Settings): GapChoices =>
  present({
    prices: choice(settings, "gap-prices", ["refuse", "bridge"] as const),
    rates: choice(settings, "gap-rates", ["refuse", "keep"] as const),
    funding: choice(settings, "gap-funding", ["refuse", "unpaid"] as const),
  });

/**
 * First and last close: those of the days asked for, from the first price where it falls within the first day, to the last one where it
 * falls within the last.
 * @throws every code of a day; OutOfRangeError (E_OUT_OF_RANGE) where the last is before the first
 */
function spanFrom(settings: Settings, { closeMs }: PriceSeries): { readonly fromMs?: number; readonly toMs?: number } {
  const [firstDayMs, lastDayMs] = [dayMs(settings, "from"), dayMs(settings, "to")];
  if (firstDayMs !== undefined && lastDayMs !== undefined && lastDayMs < firstDayMs)
    throw new OutOfRangeError({
      field: "--to",
      got: settings.get("to")?.text ?? "",
      want: `a day from ${settings.get("from")?.text ?? ""} on`,
      hint: "swap the two",
    });
  const [first, last] = [closeMs[0], closeMs[closeMs.length - 1]];
  const isWithin = (ms: number, day: number): boolean => ms >= day && ms < day + DAY_MS;
  return present({
    fromMs: firstDayMs !== undefined && isWithin(first, firstDayMs) ? first : firstDayMs,
    toMs: lastDayMs === undefined ? undefined : isWithin(last, lastDayMs) ? last : lastDayMs + DAY_MS,
  });
}

/** Mark or index prices on the same bars; null where none were given. @throws every code of a market file */
async function triggerFrom(settings: Settings): Promise<PriceSeries | null> {
  const file = settings.get("mark-prices");
  if (file === undefined) return null;
  const barTime = choice(settings, "bar-time", ["open", "close"] as const);
  const allowJumps = isOn(settings, "allow-jumps");
  return inFile(file.text, () =>
    readPriceFile(resolve(file.folder, file.text), { allowJumps, ...present({ barTime }) }),
  );
}

/** Time from a check to the fill of its order; 0 where nobody says. */
const reactionFrom = (settings: Settings): number =>
  settings.get("reaction")?.text.trim() === "0" ? 0 : (durationMs(settings, "reaction") ?? 0);

/** What a person did not say and a reader must know. */
function assumedNotes(settings: Settings, held: "loan" | "perpetual", { intervalMs }: PriceSeries): readonly string[] {
  const looked =
    intervalMs > HOUR_MS ? `checked at each bar, ${duration(intervalMs)} (--check)` : "looked at each hour (--check)";
  const unsaid: readonly (readonly [FlagName, string])[] = [
    ["wealth", `a start with ${WEALTH.toLocaleString("en-US")} in cash (--wealth)`],
    ["check", `the position is ${looked}`],
    ["reaction", "an order is filled at the next price (--reaction)"],
    ["spread", "no spread (--spread)"],
    ["impact", "trades move no price (--impact)"],
    ["lend-rate", "idle cash earns nothing (--lend-rate)"],
    ...(held === "loan" ? [["yield", "the asset earns nothing (--yield)"] as const] : []),
  ];
  const assumed = unsaid.filter(([name]) => !settings.has(name)).map(([, words]) => words);
  return assumed.length === 0 ? [] : [`Not stated, so assumed: ${assumed.join("; ")}.`];
}

/** Rules of the days of a past, as they are and as a worker finds them again. */
interface PastRules {
  readonly market: readonly [DatedMarket, ...DatedMarket[]];
  readonly venue: NamedVenue;
  readonly notes: readonly string[];
}

/** What is asked of the venue, as plain data. */
async function requestFrom(settings: Settings, { asset, quote }: VenueMarket): Promise<MarketRequest> {
  const parameters = await parametersFrom(settings);
  const chain = settings.get("chain")?.text.trim();
  const rules = rulesFrom(settings, venueEntryFrom(settings));
  return { asset, quote, ...rules, ...present({ chain, parameters: parameters?.text }) };
}

/** What to say of days whose rules are not known. */
function unknownNotes({ rules, knownFromMs, unknownDays }: RulesOfDays): readonly string[] {
  const before = knownFromMs === null ? "" : `; before ${day(knownFromMs)} none are known, and the first stand in`;
  const within =
    unknownDays === 0 ? "" : `; on ${unknownDays} days none are known, and those of the day before stand in`;
  const changes = rules.map(
    ({ fromMs, market }) => `${market.model.release} of ${day(market.asOfMs)} from ${day(fromMs)}`,
  );
  return [`The rules are those of each day, as far as they are dated: ${changes.join(", ")}${before}${within}.`];
}

/** The rules in force through the past. @throws ConflictError (E_CONFIG_CONFLICT) where one set of rules is asked for as well; OutOfRangeError (E_OUT_OF_RANGE) where none are known */
async function pastRules(settings: Settings, listed: VenueMarket, span: readonly [number, number]): Promise<PastRules> {
  const entry = venueEntryFrom(settings);
  const request = await requestFrom(settings, listed);
  const one = (["release", "on", "parameters"] as const).find((name) => settings.has(name));
  if (choice(settings, "rules", ["newest", "dated"] as const) !== "dated") {
    const newest = one === undefined ? ", which are the newest, over the whole past" : ", over the whole past";
    return {
      market: [{ fromMs: span[0], market: listed }],
      venue: { id: entry.id, rules: [{ fromMs: span[0], request }] },
      notes: [`The rules are those of ${entry.id} ${listed.model.release}${newest}.`],
    };
  }
  if (one !== undefined) {
    const hint = "leave one of the two out";
    throw new ConflictError({ field: "--rules", got: `together with --${one}`, want: "one of the two", hint });
  }
  const days = namingFlags(settings, () => rulesOfDays(entry, request, ...span));
  const [first, ...others] = days.rules;
  const asked = ({ fromMs }: DatedMarket): DatedRequest => ({
    fromMs,
    request: { ...request, onMs: Math.max(fromMs, days.knownFromMs ?? fromMs) },
  });
  return {
    market: days.rules,
    venue: { id: entry.id, rules: [asked(first), ...others.map(asked)] },
    notes: unknownNotes(days),
  };
}

/** A market's past and the terms of the runs. @throws every code of reading and of a value */
export async function backtestInputs(settings: Settings): Promise<BacktestInputs> {
  const listed = await venueFrom(settings);
  const held = heldAs(listed);
  const costs = costsFrom(settings);
  const rates = await ratesFrom(settings, held, listed.model.id);
  const prices = required((await seriesFrom(settings)) ?? undefined, "prices", "the price history to run on");
  const terms = {
    wealth: amount(settings, "wealth", { min: 0, open: true, want: "an amount above 0, such as 10000" }) ?? WEALTH,
    checkIntervalMs: durationMs(settings, "check") ?? Math.max(HOUR_MS, prices.intervalMs), // nothing is seen between two bars
    reactionMs: reactionFrom(settings),
  };
  const span = spanFrom(settings, prices);
  const ends = [prices.closeMs[0], prices.closeMs[prices.closeMs.length - 1]] as const;
  const rules = await pastRules(settings, listed, [span.fromMs ?? ends[0], span.toMs ?? ends[1]]);
  const trigger = await triggerFrom(settings);
  const market = { venue: rules.market, prices, trigger, rates, costs, gaps: gapsFrom(settings), ...span };
  return {
    market,
    listed,
    venue: rules.venue,
    terms,
    notes: [...assumedNotes(settings, held, prices), ...rules.notes],
  };
}
