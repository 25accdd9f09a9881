import { ConflictError } from "../errors/index.js";
import { checkedPrices } from "./columns.js";
import { barTimeOf, layoutOfHeader, type ColumnName } from "./layout.js";
import { columnArray, draftOf, refuseRow, tooManyRows, type PriceDraft } from "./price-draft.js";
import type { PriceSeries } from "./price-series.js";
import { rowsMaxOf, type PriceReadOptions } from "./read-options.js";

/** Columns by the name that their file gives them. Numbers are read; whatever else a cell holds, its row is refused. */
export type PriceColumns = Readonly<Record<string, ArrayLike<unknown>>>;

/** Which of a file's columns are read. */
export interface UsedColumns {
  /** Name of the time column. */
  readonly time: string;
  /** Names of all columns that are read, the time among them, in file order. */
  readonly all: readonly string[];
}

/** Which columns are read of those that a file names. @throws BadFileError (E_CSV_HEADER) as `readPricesCsv` does. */
export function usedColumns(header: readonly string[]): UsedColumns {
  const { columns } = layoutOfHeader(header);
  return { time: header[columns.indexOf("time")], all: header.filter((_, place) => columns[place] !== null) };
}

/** Takes one cell; false if it was refused. */
function takeCell(draft: PriceDraft, name: ColumnName, target: Float64Array, cell: unknown): boolean {
  if (typeof cell === "number" && Number.isFinite(cell)) {
    target[draft.rows] = cell;
    return true;
  }
  const field = draft.names[name];
  if (cell === null || cell === undefined) return refuseRow(draft, "E_EMPTY", field, "", "a number");
  const code = typeof cell === "number" ? "E_NOT_FINITE" : "E_NOT_A_NUMBER";
  const got =
    typeof cell === "number" || typeof cell === "bigint" || typeof cell === "string" ? `${cell}` : typeof cell;
  return refuseRow(draft, code, field, got, "a finite number that a double holds exactly");
}

/**
 * Checked prices from columns of numbers, named as in the header of a CSV file; times are epoch numbers. The columns are
 * copied. Lines in errors are rows, from 1.
 * @throws ConflictError (E_CONFIG_CONFLICT) if the columns differ in length; else as `readPricesCsv`.
 */
export function pricesFromColumns(columns: PriceColumns, options: PriceReadOptions = {}): PriceSeries {
  const rowsMax = rowsMaxOf(options);
  const names = Object.keys(columns);
  const layout = layoutOfHeader(names);
  const barTime = barTimeOf(layout, options);
  const used = names.flatMap((name, place) => {
    const column = layout.columns[place];
    return column === null ? [] : [{ name, column, cells: columns[name] }];
  });
  const rows = used[0].cells.length;
  for (const { name, cells } of used) {
    if (cells.length > rowsMax) throw tooManyRows(rowsMax);
    if (cells.length === rows) continue;
    const hint = "give columns of one table";
    throw new ConflictError({
      field: name,
      got: `${cells.length} rows`,
      want: `${rows} rows, as ${used[0].name}`,
      hint,
    });
  }
  const draft = draftOf(layout, { firstLine: 1, rowsMax, rowsGuess: rows });
  draft.timeForm = "epoch";
  const sources = used.flatMap(({ column, cells }) => {
    const target = columnArray(draft, column);
    return target === null ? [] : [{ column, cells, target }];
  });
  for (; draft.rows < rows; draft.rows++) {
    for (const { column, cells, target } of sources) if (!takeCell(draft, column, target, cells[draft.rows])) break;
  }
  return checkedPrices(draft, barTime, options);
}
