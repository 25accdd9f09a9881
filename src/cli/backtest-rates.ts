import { resolve } from "node:path";
import type { RatePast, RatesPast } from "../backtest/index.js";
import { readRateFile } from "../connectors/index.js";
import { BadFileError, ConflictError, MissingError, type BadLine, type Range } from "../errors/index.js";
import { YEAR_MS } from "../model/index.js";
import { duration, FIXED_SPACE } from "../reports/index.js";
import type { RateReadOptions, RateSeries } from "../series/index.js";
import { FileFault, inFile } from "./file-fault.js";
import type { FlagName } from "./flags.js";
import { choice, fraction, required } from "./setting-readers.js";
import type { Settings } from "./settings.js";

const RATE: Range = { min: -1, max: 10, want: "an annual rate such as 5%" };
const FUNDING: Range = { min: -100, max: 100, want: "an annual funding such as 8%" };

/** A file of rates; null where none was given. @throws every code of a file of rates; ConflictError (E_CONFIG_CONFLICT), MissingError (E_MISSING) */
async function rateFile(
  settings: Settings,
  names: { readonly file: FlagName; readonly column: FlagName; readonly also: readonly FlagName[] },
  options: Omit<RateReadOptions, "rateColumn">,
): Promise<RateSeries | null> {
  const file = settings.get(names.file);
  if (file === undefined) {
    const stray = [names.column, ...names.also].find((name) => settings.has(name));
    if (stray === undefined) return null;
    const hint = `add --${names.file} file.csv, or leave it out`;
    throw new ConflictError({
      field: `--${stray}`,
      got: `no --${names.file}`,
      want: "a file of rates beside it",
      hint,
    });
  }
  const column = required(settings.get(names.column), names.column, "the column of the file that holds the rate");
  return inFile(file.text, () =>
    readRateFile(resolve(file.folder, file.text), { ...options, rateColumn: column.text.trim() }),
  );
}

const borrowFile = (settings: Settings): Promise<RateSeries | null> =>
  rateFile(
    settings,
    { file: "borrow-rates", column: "borrow-column", also: ["borrow-unit", "borrow-compounding"] },
    {
      kind: "borrow",
      unit: choice(settings, "borrow-unit", ["fraction-annual", "percent-annual"] as const) ?? "fraction-annual",
      compounding: choice(settings, "borrow-compounding", ["apr", "apy"] as const) ?? "apr",
    },
  );

/** @throws BadFileError (E_OUT_OF_RANGE) where payments overlap, every code of a file of rates */
async function fundingFile(settings: Settings): Promise<RateSeries | null> {
  const units = ["fraction-per-interval", "fraction-annual", "percent-annual"] as const;
  const unit = choice(settings, "funding-unit", units) ?? "fraction-per-interval";
  const compounding = unit === "fraction-per-interval" ? {} : { compounding: "apr" as const };
  const names = { file: "funding-rates", column: "funding-column", also: ["funding-unit"] } as const;
  try {
    return await rateFile(settings, names, { kind: "funding", unit, ...compounding });
  } catch (error) {
    if (!(error instanceof FileFault) || error.field !== "interval") throw error;
    const each = { kind: "funding", unit, intervalMs: YEAR_MS } as const; // to see the times alone, whatever the figures are of
    const series = await rateFile(settings, names, each);
    throw series === null ? error : new FileFault(irregular(series), error.file);
  }
}

/** Lines of a file of rates before the first rate. */
const HEADER_LINES = 1;

/** Payments that do not follow one another as those of one contract do: the lines that are nearer or further than most. */
function irregular({ timeMs, intervalMs }: RateSeries): BadFileError {
  const lines: BadLine[] = [];
  const most = duration(intervalMs).replaceAll(FIXED_SPACE, " ");
  const want = `${most}, the step between most payments: these are twice in the file, overlap or lack`;
  for (let row = 1; row < timeMs.length; row++) {
    const stepMs = timeMs[row] - timeMs[row - 1];
    if (stepMs === intervalMs) continue;
    const got = `${duration(stepMs)} after the payment before`.replaceAll(FIXED_SPACE, " ");
    lines.push({ line: HEADER_LINES + row + 1, code: "E_OUT_OF_RANGE", field: "time", got, want });
  }
  return new BadFileError(
    lines,
    lines.length,
    "keep one line for each payment of one contract; if it changed its interval, write figures a year and say --funding-unit fraction-annual",
  );
}

const FUNDING_FLAGS = ["funding", "funding-rates", "funding-column", "funding-unit", "gap-funding"] as const;

/** @throws ConflictError (E_CONFIG_CONFLICT) for funding at a venue that has none */
function assertNoFunding(settings: Settings, venue: string): void {
  const given = FUNDING_FLAGS.map((name) => settings.get(name)).find((setting) => setting !== undefined);
  if (given === undefined) return;
  throw new ConflictError({
    field: given.field,
    got: given.text,
    want: `no funding: what is held at ${venue} is borrowed for, and pays interest`,
    hint: "leave it out, or name a venue of perpetuals",
  });
}

const statedRate = (statedAnnual: number): RatePast => ({ recorded: null, statedAnnual });

/** A rate that was recorded, stated or both. @throws MissingError (E_MISSING) where it is neither */
function rateOf(
  recorded: RateSeries | null,
  stated: number | undefined,
  [one, other]: readonly [FlagName, FlagName],
): RatePast {
  if (recorded !== null || stated !== undefined) return { recorded, statedAnnual: stated ?? null };
  throw new MissingError({
    field: `--${one}`,
    got: "nothing",
    want: "what was paid through the whole past",
    hint: `state one rate, such as --${one} 5%, or give a file with --${other}`,
  });
}

/** Every rate through time. @throws every code of a reader and of a file of rates; MissingError (E_MISSING), ConflictError (E_CONFIG_CONFLICT) */
export async function ratesFrom(settings: Settings, held: "loan" | "perpetual", venue: string): Promise<RatesPast> {
  if (held === "loan") assertNoFunding(settings, venue);
  const stated = (name: FlagName, range = RATE): number | undefined => fraction(settings, name, range);
  const assetBorrow = stated("asset-borrow-rate");
  const lend = stated("lend-rate") ?? 0;
  const common = {
    assetBorrow: assetBorrow === undefined ? null : statedRate(assetBorrow),
    lend: statedRate(lend),
    yield: statedRate(stated("yield") ?? 0),
  };
  const [borrowed, funded] = [await borrowFile(settings), await fundingFile(settings)];
  if (held === "perpetual")
    return {
      ...common,
      borrow: statedRate(Math.max(0, lend)), // a perpetual borrows nothing
      funding: rateOf(funded, stated("funding", FUNDING), ["funding", "funding-rates"]),
    };
  const borrow = rateOf(borrowed, stated("borrow-rate"), ["borrow-rate", "borrow-rates"]);
  return { ...common, borrow, funding: null };
}
