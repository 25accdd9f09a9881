import { resolve } from "node:path";
import { openParquetStream, type ParquetColumn } from "../connectors/index.js";
import { CannotWriteError } from "../errors/index.js";
import type { PolicyDescription } from "../policies/index.js";
import type { SweptRun } from "../threads/index.js";

const FIELD = "--parquet";

/** Rows of a sweep on their way into a file. */
export interface SweepRows {
  /** Adds the rows of a piece; they are written when they make a group. @throws CannotWriteError (E_CANNOT_WRITE) */
  append(from: number, runs: readonly SweptRun[]): Promise<void>;
  /** Ends the file and puts it into its place. @throws CannotWriteError (E_CANNOT_WRITE) */
  close(): Promise<void>;
  discard(): Promise<void>;
}

/** Rows of a group: readers take groups whole, and one is all that is held. */
const GROUP_ROWS = 1000;

/** What writing does, its faults named as the person typed them. */
async function named<Value>(file: string, write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (cause) {
    if (!(cause instanceof CannotWriteError)) throw cause;
    const { got, want, hint } = cause;
    throw new CannotWriteError({ field: FIELD, got: `${file}: ${got}`, want, hint }, { cause });
  }
}

/** One row: the policy and what it came to. */
interface Row {
  readonly at: number;
  readonly description: PolicyDescription;
  readonly run: SweptRun;
}

const sum = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((total, part) => total + part, 0);

/** What a row says of its run, each a column of doubles; null where there is none. Money in quote currency. */
const FIGURES: Readonly<Record<string, (run: SweptRun) => number | null>> = {
  growth_annual: ({ summary }) => summary.growthAnnual,
  wealth_end: ({ summary }) => summary.wealthEnd,
  volatility_annual: ({ summary }) => summary.volatilityAnnual,
  drawdown_max: ({ summary }) => summary.drawdownMax,
  expected_shortfall: ({ summary }) => summary.expectedShortfall,
  liquidations: ({ summary }) => summary.liquidations,
  ruined_ms: ({ summary }) => summary.ruinedMs,
  trades: ({ summary }) => summary.trades,
  turnover_annual: ({ summary }) => summary.turnoverAnnual,
  leverage_mean: ({ summary }) => summary.leverageRatioMean,
  price: ({ ledger }) => ledger.price,
  carry: ({ ledger }) => sum(ledger.carry),
  cost: ({ ledger }) => sum(ledger.costs),
  liquidation: ({ ledger }) => ledger.liquidation + ledger.forgiven,
};

/** Every setting that some policy of the grid has, and whether it is a word. */
function settingsOf(policies: readonly PolicyDescription[]): ReadonlyMap<string, "DOUBLE" | "STRING"> {
  const found = new Map<string, "DOUBLE" | "STRING">();
  for (const { values } of policies)
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === "string") found.set(name, "STRING");
      else if (!found.has(name)) found.set(name, "DOUBLE");
    }
  return found;
}

function columnsOf(rows: readonly Row[], settings: ReturnType<typeof settingsOf>): readonly ParquetColumn[] {
  const ofSettings = [...settings].map(([name, type]): ParquetColumn => {
    const values = rows.map(({ description }) => description.values[name]);
    return type === "STRING"
      ? { name: `set_${name}`, type, data: values.map((value) => String(value ?? "")) }
      : { name: `set_${name}`, type, data: values.map((value) => (typeof value === "number" ? value : null)) };
  });
  return [
    { name: "row", type: "INT32", data: rows.map(({ at }) => at) },
    { name: "policy", type: "STRING", data: rows.map(({ description }) => description.policy) },
    ...ofSettings,
    ...Object.entries(FIGURES).map(([name, read]): ParquetColumn => ({
      name,
      type: "DOUBLE",
      data: rows.map(({ run }) => read(run)),
    })),
  ];
}

/** Opens a new Parquet file for the rows of a sweep, in the order of its policies. @throws CannotWriteError (E_CANNOT_WRITE) */
export async function openRows(
  file: string,
  folder: string,
  policies: readonly PolicyDescription[],
): Promise<SweepRows> {
  const stream = await named(file, () => openParquetStream(resolve(folder, file)));
  const settings = settingsOf(policies);
  let rows: Row[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const group = rows;
    rows = [];
    await named(file, () => stream.append(columnsOf(group, settings)));
  };
  return {
    append: async (from, runs) => {
      rows.push(...runs.map((run, at) => ({ at: from + at, description: policies[from + at], run })));
      if (rows.length >= GROUP_ROWS) await flush();
    },
    close: async () => {
      await flush();
      await named(file, () => stream.close());
    },
    discard: () => stream.discard(),
  };
}
