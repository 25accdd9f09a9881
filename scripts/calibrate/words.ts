/** Numbers and tables as the page has them. */

/** A share as per cent, with the digits that mean something. */
export function percent(share: number): string {
  const size = Math.abs(100 * share);
  return `${(100 * share).toFixed(size === 0 || size >= 10 ? 0 : size >= 1 ? 1 : 2)}`;
}

/** A figure with its sign. */
export const signed = (value: number, digits: number): string =>
  `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;

/** A leverage ratio. */
export const times = (leverageRatio: number): string => `${leverageRatio < 0 ? "−" : ""}${Math.abs(leverageRatio)}x`;

/** Rows as a table of Markdown, the first row the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...body.map(line)].join("\n");
}

/** A day, UTC. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
