import { FIXED_SPACE } from "./format.js";

/** Width of every text report, in columns. */
export const WIDTH = 80;

/** Lines of at most `width` columns; a word longer than a line is cut across lines. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[ \n]+/).flatMap((each) => pieces(each, width))) {
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines.map((each) => each.replaceAll(FIXED_SPACE, " "));
}

/** A word cut to pieces that fit a line. */
function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return word === "" ? [] : [word];
  return [word.slice(0, width), ...pieces(word.slice(width), width)];
}

/** A paragraph at 80 columns, every line behind `first` and then `rest`. */
export function paragraph(text: string, first = "", rest = first.replace(/./g, " ")): readonly string[] {
  return wrap(text, WIDTH - first.length).map((line, index) => (index === 0 ? first : rest) + line);
}

/** A label and its text, the text wrapped in its own column. */
export function labelled(label: string, text: string, labelWidth = 20): readonly string[] {
  return paragraph(
    text,
    `  ${label.padEnd(labelWidth - 3)} `.slice(0, Math.max(labelWidth, label.length + 3)),
    " ".repeat(labelWidth),
  );
}

/** One column of a table; the last column may wrap and takes what is left of the line. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Lines of a table at 80 columns: every column as wide as its content, the last one wrapped. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll(FIXED_SPACE, " ")));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...plain.map((row) => (row[index] ?? "").length)),
  );
  const last = columns.length - 1;
  const before = 2 + widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max(10, WIDTH - before);
  const line = (cells: readonly string[]): readonly string[] => {
    const head = cells
      .slice(0, last)
      .map(
        (cell, index) =>
          (columns[index]?.align === "right" ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)) +
          "  ",
      )
      .join("");
    const tail = cells[last] ?? "";
    if (columns[last]?.align === "right") return [`  ${head}${tail.padStart(Math.min(room, widths[last] ?? 0))}`];
    return wrap(tail, room).map((part, index) => `  ${index === 0 ? head : " ".repeat(head.length)}${part}`.trimEnd());
  };
  return [columns.map(({ title }) => title), ...plain].flatMap(line);
}

/** Sections joined by one empty line, empty ones left out, ending in a line break. */
export function joined(sections: readonly (readonly string[])[]): string {
  return (
    sections
      .filter((section) => section.length > 0)
      .map((section) => section.map((line) => line.replaceAll(FIXED_SPACE, " ").trimEnd()).join("\n"))
      .join("\n\n") + "\n"
  );
}
