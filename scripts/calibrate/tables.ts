/** The tables of the page. */
import { brierOf, logLossOf, type ReliabilityPoint } from "../../src/backtest/index.js";
import { cellOf, differenceOf, meanOnDatesOf, scoresOf } from "./figures.js";
import { HORIZON_DAYS, type GrowthRecord, type Run } from "./judge.js";
import { EXPECTED_GAPS, models } from "./models.js";
import { pathModels } from "./path-models.js";
import type { Subject } from "./records.js";
import { percent, signed, table, times } from "./words.js";
import { DAY_MS } from "../../src/model/index.js";

/** "stated → came [low–high]" in per cent; bold where what was stated lies outside. */
export function cellWords(cell: ReliabilityPoint | null): string {
  if (cell === null) return "";
  const { stated, observed, holds } = cell;
  const words = `${percent(stated)} → ${percent(observed.value)} [${percent(observed.low)}–${percent(observed.high)}]`;
  return holds ? words : `**${words}**`;
}

/** What was stated against what came: a row for each position and horizon, a column for each leverage, and the skill. */
export function oddsTable(run: Run, part: Pick<Subject, "managed" | "event">, model: string): string {
  const rows = run.asset.positions.flatMap((position) => {
    const ratios = position.leverageRatios.filter((ratio) => !part.managed || Math.abs(ratio) !== 1);
    return HORIZON_DAYS.map((horizonDays) => {
      const own = { ...part, position: position.name, horizonDays };
      const cells = ratios.map((leverageRatio) => {
        const cell = cellOf(run, run.book.where({ ...own, leverageRatio, model }));
        return `${times(leverageRatio)}: ${cellWords(cell)}`;
      });
      const { brierSkill, logLoss } = scoresOf([run], own, model);
      const plain = part.managed ? null : scoresOf([run], own, "plain");
      return [
        ...[position.name, `${horizonDays} d`],
        cells.join("<br>"),
        ...[signed(brierSkill, 3), plain === null ? "" : signed(brierSkill - plain.brierSkill, 3), logLoss.toFixed(3)],
      ];
    });
  });
  const head = [
    "position",
    "within",
    "stated → came [95 %], per cent",
    "Brier skill",
    "less that of plain",
    "log score",
  ];
  return table([head, ...rows]);
}

/** Watched liquidation of all leverage ratios together, by position: the bound that is stated, and the same with gaps as expected. */
export function boundTable(runs: readonly Run[]): string {
  const rows = runs.flatMap((run) =>
    run.asset.positions.flatMap(({ name }) =>
      HORIZON_DAYS.map((horizonDays) => {
        const own = { position: name, managed: true, event: "liquidation", horizonDays } as const;
        const cell = (model: string): string => cellWords(cellOf(run, run.book.where({ ...own, model })));
        return [name, `${horizonDays} d`, cell("default"), cell(EXPECTED_GAPS)];
      }),
    ),
  );
  return table([["position", "within", "the bound → came [95 %], per cent", "gaps as expected → came"], ...rows]);
}

/** Cells of a model that lie outside their interval, and all of them. */
export function outsideOf(
  runs: readonly Run[],
  part: Partial<Subject>,
  model: string,
): { readonly outside: number; readonly all: number; readonly over: number } {
  const cells = runs.flatMap((run) => run.book.where({ ...part, model }).map((record) => cellOf(run, [record])));
  const outside = cells.filter((cell) => cell !== null && !cell.holds);
  const over = outside.filter((cell) => cell !== null && cell.stated > cell.observed.high).length;
  return { outside: outside.length, all: cells.length, over };
}

/** Longs left alone, whose liquidation every model was asked about. */
export const longsAlone = { managed: false, event: "liquidation" } as const;

/** The records of longs alone: shorts are judged by the main models only. */
const ofLongs = (runs: readonly Run[]): readonly Run[] =>
  runs.map((run) => ({ ...run, book: run.book.part(({ leverageRatio }) => leverageRatio > 0) }));

/** Every model: scores over all longs left alone, by horizon, and the difference to the default with its interval. */
export function modelTable(all: readonly Run[]): string {
  const runs = ofLongs(all);
  const rows = ["constant", ...Object.keys(models)].map((model) => {
    const { outside, all: cells } = outsideOf(runs, longsAlone, model);
    const byHorizon = HORIZON_DAYS.map((horizonDays) => {
      const { brier, logLoss } = scoresOf(runs, { ...longsAlone, horizonDays }, model);
      return `${brier.toFixed(4)} / ${logLoss.toFixed(4)}`;
    });
    const against = [brierOf, logLossOf].map((score) => {
      if (model === "default") return "";
      const { value, low, high } = differenceOf(runs, longsAlone, [model, "default"], score);
      const words = `${signed(value, 4)} [${signed(low, 4)}, ${signed(high, 4)}]`;
      return low > 0 || high < 0 ? `**${words}**` : words;
    });
    return [model, ...byHorizon, `${outside} of ${cells}`, ...against];
  });
  const head = ["model", ...HORIZON_DAYS.map((days) => `${days} d: Brier / log`), "cells outside"];
  return table([[...head, "Brier, less the default's [95 %]", "log score, less the default's [95 %]"], ...rows]);
}

/** The same by asset: mean log score over the horizons. */
export function modelsByAsset(all: readonly Run[]): string {
  const runs = ofLongs(all);
  const head = ["model", ...runs.flatMap(({ asset }) => HORIZON_DAYS.map((days) => `${asset.id} ${days} d`))];
  const rows = ["constant", ...Object.keys(models)].map((model) => [
    model,
    ...runs.flatMap((run) =>
      HORIZON_DAYS.map((horizonDays) => {
        const { brierSkill, logLoss } = scoresOf([run], { ...longsAlone, horizonDays }, model);
        return `${signed(brierSkill, 2)} / ${logLoss.toFixed(3)}`;
      }),
    ),
  ]);
  return table([head, ...rows]);
}

/** Path models against the default and the constant forecast on their own dates: Brier and log scores. */
export function pathTable(runs: readonly Run[]): string {
  const rows = Object.keys(pathModels).flatMap((name) =>
    HORIZON_DAYS.map((horizonDays) => {
      const model = `${name} paths`;
      const part = { ...longsAlone, horizonDays };
      const scores = [model, "default", "before", "constant"].map((of) => {
        const [brier, log] = [brierOf, logLossOf].map((score) => meanOnDatesOf(runs, part, [of, model], score));
        return `${brier.toFixed(4)} / ${log.toFixed(4)}`;
      });
      const { value, low, high } = differenceOf(runs, part, [model, "default"], logLossOf);
      const words = `${signed(value, 4)} [${signed(low, 4)}, ${signed(high, 4)}]`;
      return [model, `${horizonDays} d`, ...scores, low > 0 || high < 0 ? `**${words}**` : words];
    }),
  );
  return table([
    ["", "within", "Brier / log", "default", "before", "constant", "log score, less the default's [95 %]"],
    ...rows,
  ]);
}

/** Normal quantile of one end of a 90 % interval. */
const Z90 = 1.6448536269514722;

/** Share of a list. */
const shareOf = <T>(items: readonly T[], test: (each: T) => boolean): number =>
  items.filter(test).length / items.length;

/** Growth that came inside the stated interval, and inside the same with the window's own noise. */
export function growthTable(runs: readonly Run[]): string {
  const records = runs.flatMap(({ growth }) => growth);
  const groups = new Map<string, GrowthRecord[]>();
  for (const record of records) {
    const key = `${record.position}|${times(record.leverageRatio)}|${record.horizonMs / DAY_MS} d`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(record);
  }
  const rows = Array.from(groups, ([key, group]) => {
    const inside = shareOf(group, ({ came, low, high }) => came >= low && came <= high);
    const withNoise = shareOf(group, ({ came, low, high, noise }) => {
      const half = Math.hypot((high - low) / 2, Z90 * noise);
      return Math.abs(came - (low + high) / 2) <= half;
    });
    const below = shareOf(
      group,
      ({ came, low, high, noise }) => came < (low + high) / 2 - Math.hypot((high - low) / 2, Z90 * noise),
    );
    return [...key.split("|"), String(group.length), percent(inside), percent(withNoise), percent(below)];
  });
  const head = [
    "position",
    "leverage",
    "window",
    "dates",
    "inside the interval, %",
    "inside with the window's own noise, %",
    "below that, %",
  ];
  return table([head, ...rows]);
}
