import { resolve } from "node:path";
import { FILE_BYTES_MAX, readTextFile } from "../connectors/index.js";
import { ConflictError, ParseError, UnknownKeyError, closest } from "../errors/index.js";
import {
  ATTRIBUTION_PARTS,
  backtestExplainSentence,
  backtestExplainText,
  backtestExplainToJson,
} from "../reports/index.js";
import { backtestSchema } from "../schemas/index.js";
import { jsonText, type Call } from "./command.js";
import { FileFault } from "./file-fault.js";
import { required } from "./setting-readers.js";
import type { Setting, Settings } from "./settings.js";

/** A backtest as its JSON form says it. */
type Backtest = ReturnType<typeof backtestSchema.parse>;
type Explained = Backtest["policies"][number];

/** Flags that an explanation of a backtest takes. */
const OWN = ["backtest", "of"];

/** Money in the ledger is of doubles: their sum is within this of the change of wealth, over the sum of all sizes. */
const ROUNDING = 1e-9;

/** @throws ConflictError (E_CONFIG_CONFLICT) for a flag of a decision beside it */
function assertAlone(settings: Settings): void {
  const stray = [...settings].find(([name]) => !OWN.includes(name));
  if (stray === undefined) return;
  const hint = "leave it out: everything is in the file; a decision is explained without --backtest";
  throw new ConflictError({
    field: stray[1].field,
    got: "together with --backtest",
    want: "--of alone beside it",
    hint,
  });
}

/** An error of the file as it was typed. */
const refused = (file: string, got: string, field = file): FileFault =>
  new FileFault(
    new ParseError({
      field,
      got,
      want: "the whole output of steelyard backtest --json",
      hint: "write it again: steelyard backtest ... --json > result.json",
    }),
    file,
  );

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused(
      file,
      text.trim() === "" ? "an empty file" : `text that is no JSON, or is cut short, of ${text.length} characters`,
    );
  }
}

const nameOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "schema" in value ? String(value.schema) : "JSON of another form";

/** The backtest that a file holds. @throws ParseError (E_PARSE) for any other, NoInputError (E_NO_INPUT), TooLargeError (E_TOO_LARGE) */
async function backtestIn({ text: file, folder }: Setting): Promise<Backtest> {
  const value = parsedJson(await readTextFile(resolve(folder, file), FILE_BYTES_MAX), file);
  if (nameOf(value) !== backtestSchema.shape.schema.value) throw refused(file, nameOf(value));
  const result = backtestSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refused(file, issue?.message ?? "another form", (issue?.path ?? []).join(".") || file);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** @throws ParseError (E_PARSE) where the parts are not those of the total: the file was changed by hand */
function assertAddsUp({ label, summary, attribution: { money }, ledger }: Explained, file: string): void {
  const change = summary.wealthEnd - summary.wealthStart;
  const parts = ATTRIBUTION_PARTS.map((part) => Math.round(100 * money[part]));
  const field = `policies, ${label}`;
  if (sum(parts) !== Math.round(100 * money.total) || Math.abs(change - money.total) > 0.0051)
    throw refused(file, `parts of ${sum(parts) / 100} for a change of ${change}`, `${field}, attribution.money`);
  const entries = [
    ledger.price,
    ...Object.values(ledger.carry),
    ...Object.values(ledger.costs),
    ledger.liquidation,
    ledger.forgiven,
  ];
  const sizes = sum(entries.map(Math.abs)) + summary.wealthStart;
  if (Math.abs(sum(entries) - change) > ROUNDING * sizes)
    throw refused(file, `entries of ${sum(entries)} for a change of ${change}`, `${field}, ledger`);
}

/** The policy asked for by its label, or the one that the backtest chose. @throws UnknownKeyError (E_UNKNOWN_KEY) with the nearest label */
function policyIn({ policies, chosen }: Backtest, of: Setting | undefined): Explained {
  const wanted = of?.text.trim() ?? chosen;
  const found = policies.find(({ label }) => label === wanted);
  if (found !== undefined) return found;
  const labels = policies.map(({ label }) => label);
  const near = closest(wanted, labels);
  const hint = near === null ? "write the label as the table of the backtest does" : `did you mean "${near}"?`;
  throw new UnknownKeyError({ field: "--of", got: wanted, want: labels.join("; "), hint });
}

/** Where the total of a backtest came from. @throws every code of a file; ParseError (E_PARSE), UnknownKeyError (E_UNKNOWN_KEY), ConflictError (E_CONFIG_CONFLICT) */
export async function runOfBacktest({ settings, switches }: Call): Promise<string> {
  assertAlone(settings);
  const file = required(settings.get("backtest"), "backtest", "what steelyard backtest --json printed");
  const backtest = await backtestIn(file);
  const policy = policyIn(backtest, settings.get("of"));
  assertAddsUp(policy, file.text);
  if (switches.json) return jsonText(backtestExplainToJson(policy));
  return switches.quiet ? `${backtestExplainSentence(policy)}\n` : backtestExplainText(policy);
}
