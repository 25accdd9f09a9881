/** Width of the text of an error, in columns: that of every report. */
const WIDTH = 80;

/** Words of a text, one longer than `width` cut to pieces that fit. */
const wordsOf = (text: string, width: number): readonly string[] =>
  text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gsu")) ?? []);

/** Lines of at most 80 columns: the first behind `first`, the rest behind as many blanks. */
export function indented(first: string, text: string): readonly string[] {
  const width = WIDTH - first.length;
  const lines: string[] = [];
  for (const word of wordsOf(text, width)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? first : " ".repeat(first.length)) + line);
}
