import { ConflictError, OutOfRangeError, assertInRange } from "../../errors/index.js";
import {
  ASSETS_MAX,
  choleskyFactor,
  keptCorrelation,
  normalQuantile,
  quantileTable,
  studentTScale,
  type PathMoves,
  type QuantileTable,
  type SeveralAsset,
  type SeveralMoves,
} from "../../kernel/index.js";
import type { PathLaw } from "../../model/index.js";
import { movesOf, type SteppedMoves } from "./moves.js";
import type { SeveralMarket, SeveralQuestion } from "./several-question.js";

/** @throws ConflictError (E_CONFIG_CONFLICT) */
function refuse(field: string, got: string, want: string, hint: string): never {
  throw new ConflictError({ field, got, want, hint });
}

/** Degrees of freedom of a law's moves; null of normal ones. @throws ConflictError (E_CONFIG_CONFLICT) for a law that cannot be mixed with others. */
function freedomOf(law: Exclude<PathLaw, { kind: "bars" }>, field: string): number | null {
  if (law.kind === "garch") return law.degreesOfFreedom;
  const [only, second] = law.moves.laws;
  if (second === undefined && only.kind === "normal") return null;
  if (second === undefined && only.kind === "student-t") return only.degreesOfFreedom;
  const got = second === undefined ? only.kind : `${law.moves.laws.length} volatility states`;
  return refuse(
    field,
    got,
    "normal moves, Student's t or GARCH",
    "several assets are moved in one state, without jumps",
  );
}

const UNIT = 1e-9;

/** @throws OutOfRangeError (E_OUT_OF_RANGE) unless a square of `count`, symmetric, with ones on its diagonal. */
function assertCorrelation(correlation: readonly (readonly number[])[], count: number): void {
  const size = { min: count, max: count, want: `${count} by ${count} correlations` };
  assertInRange(correlation.length, "correlation.length", size);
  correlation.forEach((row, i) => {
    assertInRange(row.length, `correlation[${i}].length`, size);
    row.forEach((value, j) => {
      const field = `correlation[${i}][${j}]`;
      assertInRange(value, field, { min: -1, max: 1, want: "a correlation" });
      const wanted = i === j ? 1 : correlation[j][i];
      if (Math.abs(value - wanted) > UNIT)
        throw new OutOfRangeError({
          field,
          got: String(value),
          want: String(wanted),
          hint: "make it symmetric, with ones on its diagonal",
        });
    });
  });
}

/** Cholesky factor of the correlations of the normal parts. @throws ConflictError (E_CONFIG_CONFLICT) where there are none such. */
function factorOf(
  correlation: readonly (readonly number[])[],
  assets: readonly SeveralAsset[],
  shared: boolean,
): Float64Array {
  const count = assets.length;
  assertCorrelation(correlation, count);
  const normal = Float64Array.from({ length: count * count }, (_, place) => {
    const [i, j] = [Math.floor(place / count), place % count];
    return i === j ? 1 : correlation[i][j] / keptCorrelation(assets[i].scale, assets[j].scale, shared);
  });
  const factor = choleskyFactor(normal, count);
  if (factor !== null) return factor;
  const hint = shared
    ? "lower them"
    : "fat tails of their own let no two assets move so much alike: lower them, or ask for joint tails";
  return refuse("correlation", "correlations that these laws cannot have together", "a positive definite matrix", hint);
}

/** @throws ConflictError (E_CONFIG_CONFLICT) unless all laws are of one kind and one step */
function assertTogether(stepped: readonly SteppedMoves[]): void {
  stepped.forEach(({ moves, stepYears }, i) => {
    const field = `markets[${i}].law`;
    if (moves.kind !== stepped[0].moves.kind)
      refuse(field, moves.kind, stepped[0].moves.kind, "take bars of all assets, or of none");
    if (stepYears !== stepped[0].stepYears)
      refuse(
        field,
        `steps of ${stepYears} years`,
        `steps of ${stepped[0].stepYears} years`,
        "state all laws for one step",
      );
  });
}

type Bars = Extract<PathMoves, { kind: "bars" }>;

/** Bars of several assets as one. @throws ConflictError (E_CONFIG_CONFLICT) unless they are as many, in blocks of one length */
function togetherOf(bars: readonly Bars[]): SeveralMoves {
  const [{ closes, blockLength }] = bars;
  bars.forEach((each, i) => {
    const same = each.closes.length === closes.length && each.blockLength === blockLength;
    const field = `markets[${i}].law`;
    const got = `${each.closes.length} bars in blocks of ${each.blockLength}`;
    if (!same) refuse(field, got, `${closes.length} in blocks of ${blockLength}`, "take bars of the same times");
  });
  return { kind: "bars", continuous: bars.every(({ continuous }) => continuous), assets: bars, blockLength };
}

/** Joint moves of several assets, and the length of their steps. */
export interface SeveralStepped {
  readonly moves: SeveralMoves;
  readonly stepYears: number;
}

/** Tables that assets share, each made once. */
interface Tables {
  readonly normal: QuantileTable;
  /** Scale of Student's t by degrees of freedom. */
  readonly scaleAt: (nu: number) => QuantileTable;
}

function tablesOnce(): Tables {
  const made = new Map<number, QuantileTable>();
  const scaleAt = (nu: number): QuantileTable => {
    const table = made.get(nu) ?? studentTScale(nu);
    made.set(nu, table);
    return table;
  };
  return { normal: quantileTable(normalQuantile), scaleAt };
}

/** One asset of several as the kernel takes it. */
function assetOf({ law }: SeveralMarket, moves: PathMoves, field: string, { normal, scaleAt }: Tables): SeveralAsset {
  if (law.kind === "bars" || moves.kind === "bars" || moves.variance.kind === "states" || moves.jumps !== null)
    return refuse(
      field,
      "states or jumps",
      "normal moves, Student's t or GARCH",
      "several assets are moved in one state",
    );
  const freedom = freedomOf(law, field);
  return {
    mean: moves.mean,
    shock: { kind: "quantiles", table: normal },
    variance: moves.variance,
    scale: freedom === null ? null : scaleAt(freedom),
  };
}

/** How the assets of a question move together. @throws as `movesOf`, ConflictError (E_CONFIG_CONFLICT) for laws that do not go together */
export function severalMovesOf({ markets, correlation, jointTails, stepYears }: SeveralQuestion): SeveralStepped {
  const want = `1 to ${ASSETS_MAX} assets`;
  assertInRange(markets.length, "markets.length", { min: 1, max: ASSETS_MAX, want });
  const stepped = markets.map(({ law, driftAnnual }) => movesOf(law, driftAnnual, stepYears));
  assertTogether(stepped);
  const years = stepped[0].stepYears;
  const all = stepped.map(({ moves }) => moves);
  const bars = all.filter((moves) => moves.kind === "bars");
  if (bars.length > 0 !== (correlation === null))
    refuse(
      "correlation",
      correlation === null ? "nothing" : "a matrix",
      bars.length > 0 ? "null" : "a matrix",
      "bars bring their own; other laws need one",
    );
  if (bars.length > 0 || correlation === null) return { moves: togetherOf(bars), stepYears: years };
  const tables = tablesOnce();
  const assets = markets.map((market, i) => assetOf(market, all[i], `markets[${i}].law`, tables));
  return {
    stepYears: years,
    moves: {
      kind: "shocks",
      continuous: all.every(({ continuous }) => continuous),
      growth: "log",
      assets,
      factor: factorOf(correlation, assets, jointTails),
      sharedScale: jointTails,
    },
  };
}
