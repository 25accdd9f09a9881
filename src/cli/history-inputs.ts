import { isAbsolute, join, resolve } from "node:path";
import { readHistory, type MarketHistory } from "../connectors/index.js";
import { CancelledError, ConflictError, MissingError, StaleError, TooFewError } from "../errors/index.js";
import { fitRateProcess, horizonRate } from "../estimators/index.js";
import type { Estimate } from "../model/index.js";
import { day, duration, plural } from "../reports/index.js";
import type { PriceSeries, RateSeries } from "../series/index.js";
import { openHistorySource } from "./history-source.js";
import type { Io } from "./io.js";
import type { LearntRates } from "./market-inputs.js";
import { durationMs, required } from "./setting-readers.js";
import { isStandIn, type Setting, type Settings } from "./settings.js";
import type { Stages } from "./stages.js";

/** The past of a market as it was asked for. */
export interface AskedHistory extends MarketHistory {
  /** Who told it, and of which market. */
  readonly source: string;
  readonly market: string;
  readonly price: "last" | "mark" | "oracle";
  readonly intervalMs: number;
  /** Span that was asked for, epoch ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How it was reached, where nobody said. */
  readonly notes: readonly string[];
}

/** Folder of the cache: STEELYARD_CACHE, else steelyard in XDG_CACHE_HOME, else .cache/steelyard in the home folder. @throws MissingError (E_MISSING) */
export function cacheFolder({ env, folder }: Pick<Io, "env" | "folder">): string {
  const own = env["STEELYARD_CACHE"]?.trim();
  if (own !== undefined && own !== "") return resolve(folder, own);
  const shared = env["XDG_CACHE_HOME"]?.trim() ?? "";
  if (isAbsolute(shared)) return join(shared, "steelyard");
  const home = (env["HOME"] ?? env["USERPROFILE"])?.trim() ?? "";
  if (isAbsolute(home)) return join(home, ".cache", "steelyard");
  throw new MissingError({
    field: "STEELYARD_CACHE",
    got: "nothing, and no home folder",
    want: "the folder in which histories are kept",
    hint: "set STEELYARD_CACHE to a folder in which you may write",
  });
}

/** Flags that say how a price file is read. */
const OF_FILES = ["bar-time", "time-unit", "sort", "drop-duplicates", "allow-jumps"] as const;

/** @throws ConflictError (E_CONFIG_CONFLICT) for prices said twice, and for bars of no history */
function assertAlone(settings: Settings): void {
  const history = settings.get("history");
  const interval = settings.get("interval");
  if (history === undefined && interval !== undefined)
    throw new ConflictError({
      field: interval.field,
      got: "no --history",
      want: "a history whose bars are that long",
      hint: "add --history 2y, or leave it out",
    });
  if (history === undefined) return;
  for (const name of ["prices", "model"] as const)
    if (settings.has(name))
      throw new ConflictError({
        field: history.field,
        got: `together with --${name}`,
        want: "one of the two",
        hint: "prices come from the venue, from a file or from a fitted model",
      });
  for (const name of OF_FILES)
    if (settings.has(name))
      throw new ConflictError({
        field: settings.get(name)?.field ?? `--${name}`,
        got: "together with --history",
        want: "a price file beside it",
        hint: "leave it out: what a venue tells is taken as it is, or refused",
      });
}

/** The end of a history that a person broke off. */
const brokenOff = (cause: CancelledError): CancelledError =>
  new CancelledError(
    {
      field: "Ctrl-C",
      got: "pressed before all of the history was there",
      want: "time to ask for all of it",
      hint: "ask again: what has come is kept, and only the rest is asked for",
    },
    { cause },
  );

/** The history that is asked for, from the cache and the venue; null where none is. @throws ConflictError (E_CONFIG_CONFLICT), CancelledError (E_CANCELLED); every code of a connector, a source and the cache */
export async function historyFrom(settings: Settings, io: Io, stages: Stages): Promise<AskedHistory | null> {
  assertAlone(settings);
  const spanMs = durationMs(settings, "history");
  if (spanMs === undefined) return null;
  const toMs = io.nowMs();
  const fromMs = Math.max(0, toMs - spanMs);
  const folder = cacheFolder(io);
  stages.enter("asking for the history");
  const { source, notes } = await openHistorySource(settings, io);
  const cancelling = new AbortController();
  const release = io.onInterrupt?.(() => cancelling.abort());
  const onProgress = (part: number): void => stages.reached(part);
  try {
    const span = { source, fromMs, toMs, nowMs: toMs, cacheFolder: folder };
    const history = await readHistory({ ...span, onProgress, signal: cancelling.signal });
    const { market, price, intervalMs } = source;
    return { ...history, ...{ source: source.source, market, price, intervalMs, fromMs, toMs, notes } };
  } catch (cause) {
    throw cause instanceof CancelledError ? brokenOff(cause) : cause;
  } finally {
    release?.();
  }
}

/** The same for a decision of now. @throws StaleError (E_STALE) where the last bar is older than two bars; as historyFrom */
async function freshHistory(settings: Settings, io: Io, stages: Stages): Promise<AskedHistory | null> {
  const history = await historyFrom(settings, io, stages);
  if (history === null) return null;
  const lastMs = history.prices.closeMs.at(-1) ?? Number.NaN;
  if (history.toMs - lastMs <= 2 * history.intervalMs) return history;
  throw new StaleError({
    field: "--history",
    got: `a last bar of ${new Date(lastMs).toISOString()}`,
    want: `one within ${duration(2 * history.intervalMs)} of now`,
    hint: "is the market still open? give --prices with a file to decide on the past",
  });
}

const minute = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What to know of a history: what it lacks, and how it was reached. */
export function historyNotes({ prices, gaps, fromMs, intervalMs, source, notes }: AskedHistory): readonly string[] {
  const firstMs = (prices.closeMs[0] ?? Number.NaN) - intervalMs;
  const [longest] = [...gaps].sort((one, other) => other.missing - one.missing);
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  return [
    ...notes,
    ...(firstMs - fromMs < intervalMs
      ? []
      : [`Bars begin on ${day(firstMs)}, later than asked: ${source} tells none of before.`]),
    ...(longest === undefined
      ? []
      : [
          `${plural(missing, "bar is", "bars are")} missing, the most of them from ${minute(longest.fromMs)} to ${minute(longest.toMs)}; nothing was filled.`,
        ]),
  ];
}

/** What a decision is made for, as far as its past matters. */
export interface PastTerms {
  readonly held: "loan" | "perpetual";
  readonly horizonMs: number;
}

/** The past of the market as a decision takes it. */
export interface DecisionPast {
  readonly series: PriceSeries;
  /** Rates that were learnt where a person gave none. */
  readonly rates: LearntRates;
  readonly notes: readonly string[];
}

/**
 * The mean of a rate over the horizon, learnt from its past; undefined where there is no past, or where a person gave the rate. One
 * that was read of an account stands where the past is too short, and that is said.
 * @throws TooFewError (E_TOO_FEW) where nothing else stands; OutOfRangeError (E_OUT_OF_RANGE) where the rate does not move
 */
function learnt(
  series: RateSeries | null,
  given: Setting | undefined,
  horizonMs: number,
): { readonly rate?: Estimate; readonly notes: readonly string[] } {
  const isTyped = given !== undefined && !isStandIn(given);
  if (series === null || isTyped) return { notes: [] };
  try {
    return { rate: horizonRate(fitRateProcess(series), { horizonMs }), notes: [] };
  } catch (error) {
    if (!(error instanceof TooFewError) || given === undefined) throw error;
    const note = `The history of the ${series.source} is too short to learn its mean from: the rate that was read is taken.`;
    return { notes: [note] };
  }
}

/** The past for a decision; null where none is asked for. @throws as freshHistory; every code of an estimator */
export async function decisionPast(
  settings: Settings,
  io: Io,
  stages: Stages,
  { held, horizonMs }: PastTerms,
): Promise<DecisionPast | null> {
  const history = await freshHistory(settings, io, stages);
  if (history === null) return null;
  const isPerpetual = held === "perpetual";
  stages.enter("learning from the history");
  const { rate, notes } = isPerpetual
    ? learnt(history.funding, settings.get("funding"), horizonMs)
    : learnt(history.borrowRates, settings.get("borrow-rate"), horizonMs);
  const rates: LearntRates =
    rate === undefined ? {} : isPerpetual ? { fundingRateAnnual: rate } : { borrowRateAnnual: rate };
  return { series: history.prices, rates, notes: [...historyNotes(history), ...notes] };
}

/** The history, where one must be asked for. @throws MissingError (E_MISSING); as historyFrom */
export async function requiredHistory(settings: Settings, io: Io, stages: Stages): Promise<AskedHistory> {
  const want = "how long a past, such as 2y";
  required(settings.get("history"), "history", want);
  return required((await historyFrom(settings, io, stages)) ?? undefined, "history", want);
}
