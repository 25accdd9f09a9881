import { BadFileError, InternalError, SteelyardError, type BadLine } from "../errors/index.js";
import { paragraph } from "../reports/index.js";
import { FileFault } from "./file-fault.js";

/** Flags behind the fields that the library names, so that a person reads what they can type. */
const FLAG_OF: Readonly<Record<string, string>> = {
  "account.price": "--price",
  "account.quantity": "--quantity",
  "account.debt": "--debt",
  "account.equity": "--equity",
  "account.asset": "--asset",
  wealth: "--wealth",
  band: "--band",
  paths: "--paths",
  horizonYears: "--horizon",
  "watching.checkYears": "--check",
  side: "--side",
  leverageRatio: "--hold",
  asset: "--asset",
  chain: "--chain",
  release: "--release",
  onMs: "--on",
  "bar-time": "--bar-time",
  "time-unit": "--time-unit",
  series: "--prices",
  history: "--history",
  intervalMs: "--interval",
  volatilityAnnual: "--volatility",
  driftAnnual: "--drift",
  borrowRateAnnual: "--borrow-rate",
  lendRateAnnual: "--lend-rate",
  yieldAnnual: "--yield",
  fundingRateAnnual: "--funding",
  assetBorrowRateAnnual: "--asset-borrow-rate",
  "policy.checkIntervalMs": "--check",
  "policy.resetMs": "--unattended",
  "costs.tradingCostRate": "--cost",
  "costs.fixedCost": "--fixed-cost",
  "mandate.leverageRatioMax": "--leverage-max",
  "mandate.notionalMax": "--notional-max",
  "tolerance.lossMax": "--loss",
  "tolerance.horizonMs": "--within",
  "tolerance.probabilityMax": "--chance",
  "tolerance.leverageRatioMin": "--leverage-min",
  "tolerance.liquidationProbabilityMax": "--liquidation-chance",
  "tolerance.liquidationHorizonMs": "--liquidation-within",
};

/** The field as a person types it. */
export const typedField = (field: string): string => FLAG_OF[field.replace(/^estimates\./, "")] ?? field;

/** Takes out of a text what must not be printed. It is asked before a text is cut or wrapped, after which a key would not be known. */
export type Cleaner = (text: string) => string;

const asItIs: Cleaner = (text) => text;

/** Any failure as one error of the known shape: what is not one of ours is a bug. */
export function knownError(error: unknown, clean = asItIs): SteelyardError {
  if (error instanceof SteelyardError) return error;
  const words = clean(error instanceof Error ? error.message : String(error));
  return new InternalError(
    {
      field: "steelyard",
      got: words,
      want: "no such failure",
      hint: "this is a bug: please report it with the command that you ran; --debug shows the stack",
    },
    { cause: error },
  );
}

/** An error for people, on stderr, at 80 columns: what is wrong, in which file, what was found, what is wanted, and what to do. */
export function errorText(error: SteelyardError, clean = asItIs): string {
  const fault = error instanceof FileFault ? error.fault : error;
  const place = error instanceof FileFault && !error.isWholeFile ? ` in ${error.file}` : "";
  return [
    ...paragraph(clean(`error ${error.code}: ${typedField(error.field)}${place}`)),
    ...(error.got === "" ? [] : paragraph(clean(error.got), "  got   ")),
    ...paragraph(clean(error.want), "  want  "),
    ...(fault instanceof BadFileError ? badLines(fault) : []),
    ...paragraph(clean(error.hint), "  hint  "),
    "",
  ].join("\n");
}

/** A time to the minute, where nothing is lost by it. */
const shortTime = (text: string): string => text.replace(/:00(\.000)?Z$/, "Z");

/** What is wrong with a line, in one sentence of a few words. */
function lineFault({ code, field, got, want }: BadLine): string {
  if (code === "E_OUT_OF_ORDER") return `${shortTime(got)} is earlier than the line before`;
  if (code === "E_DUPLICATE_TIME") return `${shortTime(got)} stands on the line before as well`;
  if (code === "E_EMPTY") return `${field} is blank`;
  if (code === "E_SUSPECT_JUMP") return `${field} ${got} is more than 20 times off the one before`;
  if (code === "E_NOT_A_NUMBER" || code === "E_NOT_FINITE") return `${field} ${JSON.stringify(got)} is no number`;
  return `${field} is ${JSON.stringify(got)}, want ${want}`;
}

/** The first bad lines of a file with their numbers, and how many there are in all. */
function badLines(error: BadFileError): readonly string[] {
  const shown = error.lines.flatMap((line) => paragraph(`line ${line.line}: ${lineFault(line)}`, "    "));
  const rest = error.total - error.lines.length;
  const count =
    error.total === 1
      ? "  1 bad line:"
      : `  ${error.total} bad lines${rest > 0 ? `, the first ${error.lines.length}` : ""}:`;
  return [count, ...shown];
}

/** An error for programs, on stderr with --json: one object on one line. */
export function errorJson(error: SteelyardError): string {
  return `${JSON.stringify({ ...error.toJSON(), field: typedField(error.field) })}\n`;
}

/** The chain of stacks, for --debug. */
export function stackText(error: SteelyardError): string {
  const stacks: string[] = [];
  let each: unknown = error;
  while (each instanceof Error && stacks.length < 5) {
    stacks.push(each.stack ?? each.message);
    each = each.cause;
  }
  return `${stacks.join("\ncaused by ")}\n`;
}
