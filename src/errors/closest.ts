/** Number of single-letter edits, adjacent swaps included, from one word to another (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      const above = rows[row - 1] ?? [];
      let best = Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + change);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, (rows[row - 2]?.[column - 2] ?? 0) + 1);
      line.push(best);
    }
    rows.push(line);
  }
  return rows[from.length]?.[to.length] ?? 0;
}

const WORD_LENGTH_MAX = 60;

/** Fewest letters that stand for the word they begin. */
const PREFIX_LENGTH_MIN = 3;

/** The candidate nearest to a misspelt word, else the first that begins with it, or null: "did you mean ...?". */
export function closest<Candidate extends string>(word: string, candidates: readonly Candidate[]): Candidate | null {
  if (word.length > WORD_LENGTH_MAX) return null;
  const bare = word.toLowerCase().replace(/_/g, "-");
  let best: { readonly candidate: Candidate; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = editDistance(bare, candidate.toLowerCase());
    if (best === null || distance < best.distance) best = { candidate, distance };
  }
  if (best !== null && best.distance <= Math.max(1, Math.floor(bare.length / 3))) return best.candidate;
  if (bare.length < PREFIX_LENGTH_MIN) return null;
  return candidates.find((candidate) => candidate.toLowerCase().startsWith(bare)) ?? null;
}
