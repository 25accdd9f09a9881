import { FIXED_SPACE } from "./format.js";
import { WIDTH, wrap } from "./layout.js";

/** A row of figures behind a name that may take several lines. */
export interface NamedRow {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Narrowest column of names that can be read, columns of a terminal. */
const NAME_MIN = 14;

const plain = (text: string): string => text.replaceAll(FIXED_SPACE, " ");

/** Lines of a table at 80 columns: figures to the right, as wide as they are; names wrapped in what is left. */
export function namedTable(title: string, heads: readonly string[], rows: readonly NamedRow[]): readonly string[] {
  const cells = rows.map((row) => row.cells.map(plain));
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => (row[at] ?? "").length)));
  const figures = widths.reduce((sum, width) => sum + width + 2, 0);
  const longest = Math.max(title.length, ...rows.map(({ name }) => plain(name).length));
  const room = Math.max(NAME_MIN, Math.min(longest, WIDTH - 2 - figures));
  const line = (name: string, values: readonly string[]): readonly string[] => {
    const tail = values.map((value, at) => `  ${value.padStart(widths[at] ?? 0)}`).join("");
    return wrap(name.replaceAll(" %", `${FIXED_SPACE}%`), room).map((part, at) =>
      (at === 0 ? `  ${part.padEnd(room)}${tail}` : `    ${part}`).trimEnd(),
    );
  };
  return [...line(title, heads), ...rows.flatMap(({ name }, at) => line(name, cells[at] ?? []))];
}
