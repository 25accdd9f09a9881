import { ATTRIBUTION_PARTS, chosenRun, costAnnual, type BacktestReport, type BacktestRun } from "./backtest.js";
import { namedTable } from "./backtest-table.js";
import {
  askedWords,
  backtestSentence,
  growthWords,
  isSame,
  luckWords,
  rulesWords,
  windowCell,
  PART_WORDS,
} from "./backtest-words.js";
import { change, money, multiple, percent, plural, probability } from "./format.js";
import { joined, paragraph } from "./layout.js";
import { notesLines } from "./sources-text.js";

/** A percentage for a narrow column: "41%", "3.1%", "-12%", "2e+6%". */
export function short(fraction: number): string {
  const size = Math.abs(fraction) * 100;
  if (size >= 99_999.5) return `${(fraction * 100).toExponential(0)}%`;
  return `${(fraction * 100).toFixed(size >= 9.95 || size === 0 ? 0 : size >= 0.095 ? 1 : 2)}%`;
}

/** Money for a narrow column: "90,434", "1.2e+12". */
const shortMoney = (value: number): string => (Math.abs(value) >= 1e8 ? value.toExponential(1) : money(value));

const interval = (run: BacktestRun): string => {
  const found = run.judgement?.growthInterval ?? null;
  return found === null ? "-" : `${short(Math.expm1(found.low))}..${short(Math.expm1(found.high))}`;
};

function policiesTable({ runs, market }: BacktestReport): readonly string[] {
  const [baseline] = runs;
  const rows = runs.map((run) => {
    const { summary } = run.result;
    const cost = costAnnual(run);
    const beats = run.judgement?.beats ?? null;
    return {
      name: run.label,
      cells: [
        shortMoney(summary.wealthEnd),
        summary.growthAnnual === null ? "ruined" : short(Math.expm1(summary.growthAnnual)),
        interval(run),
        short(summary.drawdownMax),
        String(summary.liquidations),
        cost === null ? "-" : short(cost),
        beats === null ? "-" : isSame(run, baseline) ? "same" : short(beats.value),
      ],
    };
  });
  const heads = ["end", "a year", "9 in 10", "fall", "closed", "cost", "beats"];
  return [
    ...namedTable("policy", heads, rows),
    ...paragraph(
      `"end" is what became of ${money(baseline.result.summary.wealthStart)} ${market.quote}; "a year" the compound change of wealth a year, and "9 in 10" between what it lies in 9 of 10 redrawn histories; "fall" the deepest from a peak at the closes; "closed" by the venue, so often; "cost" of trading a year, of wealth; "beats" the chance to grow faster than ${baseline.label} over another such history.`,
      "  ",
    ),
  ];
}

/** Columns of windows that stand side by side. */
const WINDOWS_ABREAST = 7;

/** What each run did in each window, some windows at a time. */
function windowsTable(
  title: string,
  runs: readonly BacktestRun[],
  of: (run: BacktestRun) => BacktestRun["years"],
  words: string,
): readonly string[] {
  const names = runs[0] === undefined ? [] : of(runs[0]).map(({ name }) => name);
  const shown = names.flatMap((name, at) =>
    runs.some((run) => of(run)[at]?.status === "measured") ? [{ name, at }] : [],
  );
  if (shown.length === 0) return [];
  const blocks = Array.from({ length: Math.ceil(shown.length / WINDOWS_ABREAST) }, (_, block) =>
    shown.slice(block * WINDOWS_ABREAST, (block + 1) * WINDOWS_ABREAST),
  );
  const tables = blocks.flatMap((block) =>
    namedTable(
      title,
      block.map(({ name }) => name),
      runs.map((run) => ({ name: run.label, cells: block.map(({ at }) => windowCell(of(run)[at])) })),
    ),
  );
  return [...tables, ...paragraph(words, "  ")];
}

/** Money to the cent, with its sign: "+1,234.50". */
export function cents(value: number): string {
  const [whole = "", rest = ""] = Math.abs(value).toFixed(2).split(".");
  return `${value < 0 ? "-" : "+"}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")}.${rest}`;
}

/** Where the total of a run came from, in money to the cent and in growth of its logarithm, whose parts add up. */
export function attributionLines(
  { money: sums, growthAnnual }: BacktestRun["attribution"],
  label: string,
): readonly string[] {
  const parts = [...ATTRIBUTION_PARTS, "total"] as const;
  const rows = parts.map((part) => ({
    name: PART_WORDS[part],
    cells: [cents(sums[part]), growthAnnual === null ? "-" : change(growthAnnual[part])],
  }));
  return namedTable(`Where the money of ${label} went`, ["money", "log growth a year"], rows);
}

function sweepLines({ sweep }: BacktestReport): readonly string[] {
  if (sweep === null) return [];
  const rows = sweep.best.map(({ label, growthAnnual, drawdownMax, liquidations }) => ({
    name: label,
    cells: [growthWords(growthAnnual), percent(drawdownMax), String(liquidations)],
  }));
  const deflated =
    sweep.deflatedSharpe === null
      ? ""
      : ` The chance that the first one's Sharpe ratio is more than luck is ${probability(sweep.deflatedSharpe)}.`;
  return [
    ...namedTable(`best of ${sweep.policies}`, ["a year", "fall", "closed"], rows),
    ...paragraph(
      `${sweep.policies} policies ran, ${sweep.ruined} of them to ruin; they are worth ${sweep.trials.independent.toFixed(1)} independent ones.${deflated}${sweep.file === null ? "" : ` A row for each is in ${sweep.file}.`}`,
      "  ",
    ),
  ];
}

/** Time at each limit, where a policy says what fixed its leverage. */
function boundLines(run: BacktestRun): readonly string[] {
  const bound = Object.entries(run.result.summary.timeBoundBy).filter(([, share]) => share > 0);
  if (bound.length === 0) return [];
  const words = bound.sort(([, a], [, b]) => b - a).map(([name, share]) => `${name} ${percent(share)}`);
  return paragraph(`What fixed the leverage of ${run.label}, of the time: ${words.join(", ")}.`);
}

/** The whole backtest: the answer, the tables, where the money went, and every assumption. */
export function backtestText(report: BacktestReport): string {
  const chosen = chosenRun(report);
  const { summary } = chosen.result;
  return joined([
    paragraph(backtestSentence(report)),
    paragraph(luckWords(report)),
    policiesTable(report),
    sweepLines(report),
    windowsTable(
      "year",
      report.runs,
      ({ years }) => years,
      "Change of wealth; ' marks a part of the year, *3 three closes by the venue.",
    ),
    windowsTable("crash", report.runs, ({ crashes }) => crashes, "A day with a week on either side, or a month."),
    attributionLines(chosen.attribution, chosen.label),
    [
      ...boundLines(chosen),
      ...paragraph(
        `${chosen.label} held ${multiple(summary.leverageRatioMean)} of all wealth on average, in ${plural(summary.trades, "trade", "trades")}.`,
      ),
    ],
    [...paragraph(askedWords(report)), ...paragraph(rulesWords(report))],
    notesLines([...new Set([...report.notes, ...report.runs.flatMap(({ result }) => result.notes)])]),
  ]);
}
