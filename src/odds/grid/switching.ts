import type { MarkovMoves } from "../../model/index.js";

/** Chances of switching over one step: as many turns of the stated matrix as fit, by its powers; a part of a turn in proportion. */
export function switchingOver(
  { switching, switchYears }: MarkovMoves,
  stepYears: number,
): readonly (readonly number[])[] {
  const times = (
    a: readonly (readonly number[])[],
    b: readonly (readonly number[])[],
  ): readonly (readonly number[])[] =>
    a.map((row) => row.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k][column], 0)));
  const unit = switching.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  const turns = stepYears / switchYears;
  const part = turns - Math.floor(turns + 1e-9);
  let result: readonly (readonly number[])[] = unit;
  for (let turn = 0; turn < Math.floor(turns + 1e-9); turn++) result = times(result, switching);
  const partial = unit.map((row, i) => row.map((one, j) => one + part * (switching[i][j] - one)));
  return part > 1e-9 ? times(result, partial) : result;
}
