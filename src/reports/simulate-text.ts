import type { Decision } from "../model/index.js";
import type { Measured } from "../odds/index.js";
import { duration, money, multiple, percent, plural } from "./format.js";
import { joined, labelled, paragraph, table, WIDTH, type Column } from "./layout.js";
import { fanFrame, fanPicture, type FanSlice } from "./simulate-fan.js";
import type { MoneyAt, SimulateReport, SimulatedPosition } from "./simulate.js";
import {
  followedWords,
  liquidatedWords,
  measuredPercent,
  measuredWords,
  outOfHundred,
  quantileOf,
  timeWords,
} from "./simulate-words.js";
import { lastLine, notesLines, sourcesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";
import { policyWords } from "./tolerance-words.js";

/** The middle and the low end of one position, and how many are liquidated, in words. */
function outcomeWords({ outcome }: SimulatedPosition, quote: string, followsTrigger: boolean): string {
  const [low, middle] = [0.05, 0.5].map((probability) => money(tidy(quantileOf(outcome.wealth, probability).value)));
  const closed = followsTrigger ? `; ${liquidatedWords(outcome.liquidation)}` : "";
  return `5 end below ${low}${quote} and half above ${middle}${quote}${closed}`;
}

/** What to know where paths close nothing. */
export const NO_TRIGGER =
  "The venue's oracle sees the exchange rate alone, which these paths do not move: no liquidation is simulated.";

/** A number to three digits. */
const tidy = (value: number): number => Number(value.toPrecision(3));

/** The answer in money: what becomes of it as advised, and as it is. */
export function simulateSentence({ positions, horizonMs, followsTrigger }: SimulateReport, { quote }: Subject): string {
  return positions
    .map((position, index) => {
      const name = followedWords[position.as];
      if (index > 0)
        return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}: ${outcomeWords(position, "", followsTrigger)}.`;
      return `${outOfHundred(horizonMs)}, ${name}: ${outcomeWords(position, ` ${quote}`, followsTrigger)}.`;
    })
    .join(" ");
}

/** Five quantiles of each time, from the start on. */
function slicesOf({ outcome, wealth, idle }: SimulatedPosition, horizonMs: number): readonly FanSlice[] {
  const start = wealth + idle;
  const at = (from: MoneyAt, probability: number): number => quantileOf(from.wealth, probability).value;
  return [
    { at: 0, quantiles: [start, start, start, start, start] },
    ...outcome.fan.map((from): FanSlice => ({
      at: from.timeMs / horizonMs,
      quantiles: [at(from, 0.05), at(from, 0.25), at(from, 0.5), at(from, 0.75), at(from, 0.95)],
    })),
  ];
}

/** A fan for each position, on one scale. */
function pictures({ positions, horizonMs }: SimulateReport, { quote }: Subject): readonly (readonly string[])[] {
  const fans = positions.map((position) => slicesOf(position, horizonMs));
  const frame = fanFrame(fans);
  const [middle, end] = [timeWords(horizonMs / 2), timeWords(horizonMs)];
  return positions.map(({ as }, index) => {
    const key = index === 0 ? ": half of all paths, . nine in ten, o the middle" : "the same scale";
    const title = `Wealth in ${quote}, ${followedWords[as]} (${key})`;
    return fanPicture({ title, slices: fans[index] ?? [], ...frame, middle, end });
  });
}

/** One row of a table: a label, and a cell for each position. */
type Row = (position: SimulatedPosition) => string;

/** Rows under a title of their own. */
interface Section {
  readonly title: string;
  readonly rows: readonly (readonly [string, Row])[];
}

const maybe = (measured: Measured | null, words: (measured: Measured) => string, none = "-"): string =>
  measured === null ? none : words(measured);

/** Chances of which wealth is told, and what they are called. */
const ENDS = [
  ["1 in 20 ends below", 0.05],
  ["1 in 4 below", 0.25],
  ["half below", 0.5],
  ["1 in 4 above", 0.75],
  ["1 in 20 above", 0.95],
] as const;

const endRows = (report: SimulateReport): readonly (readonly [string, Row])[] => [
  ...ENDS.map(([label, probability]): readonly [string, Row] => [
    label,
    ({ outcome }) => measuredWords(quantileOf(outcome.wealth, probability)),
  ]),
  ["lowest: half below", ({ outcome }) => measuredWords(quantileOf(outcome.lowestWealth, 0.5))],
  [`ever below ${money(report.floor)}`, ({ outcome }) => maybe(outcome.belowFloor, measuredPercent, "cannot be")],
];

/** Times of the curve of first passage that are shown. */
const PASSAGE = 4;

/** About a quarter, a half, three quarters and all of the checkpoints. */
function passageRows({ positions }: SimulateReport): readonly (readonly [string, Row])[] {
  const times = positions[0]?.outcome.fan ?? [];
  const shown = Array.from({ length: PASSAGE }, (_, i) => Math.round(((i + 1) * times.length) / PASSAGE) - 1);
  return [...new Set(shown)].flatMap((index) => {
    const time = times[index];
    if (time === undefined) return [];
    const row: Row = ({ outcome }) => maybe(outcome.fan[index]?.liquidated ?? null, measuredPercent);
    return [[`within ${timeWords(time.timeMs)}`, row] as const];
  });
}

const lossRow: readonly [string, Row] = [
  "then loses",
  ({ outcome }) => maybe(outcome.lossGivenLiquidation, measuredPercent),
];

const fallRows: readonly (readonly [string, Row])[] = [
  ["half by more than", ({ outcome }) => measuredPercent(quantileOf(outcome.drawdown.quantiles, 0.5))],
  ["1 in 20 by more than", ({ outcome }) => measuredPercent(quantileOf(outcome.drawdown.quantiles, 0.95))],
];

/** What was traded over wealth, what it cost, and how often: of a position that nobody touches, nothing. */
const tradeRows: readonly (readonly [string, Row])[] = [
  ["traded, times wealth", ({ band, outcome }) => (band === null ? "-" : measuredWords(outcome.traded))],
  ["cost, of wealth", ({ band, outcome }) => (band === null ? "-" : measuredPercent(outcome.cost))],
  ["trades", ({ band, outcome }) => (band === null ? "-" : measuredWords(outcome.trades))],
];

/** All numbers in one table, a column for each position; without their errors where there is no room for them. */
function numbers(report: SimulateReport, subject: Subject): readonly string[] {
  const whole = numbersTable(report, subject, (cell) => cell);
  if (whole.every((line) => line.length <= WIDTH)) return whole;
  const bare = numbersTable(report, subject, (cell) => cell.replace(/ \+- [\d.,]+/, ""));
  return [...bare, ...paragraph("Standard errors are left out for room: --json has them.", "  ")];
}

function numbersTable(
  report: SimulateReport,
  { quote }: Subject,
  written: (cell: string) => string,
): readonly string[] {
  const { positions, horizonMs, followsTrigger } = report;
  const sections: readonly Section[] = [
    { title: `After ${timeWords(horizonMs)}, ${quote}`, rows: endRows(report) },
    ...(followsTrigger ? [{ title: "Liquidated", rows: [...passageRows(report), lossRow] }] : []),
    { title: "Falls from its highest", rows: fallRows },
    { title: "Trading, on average", rows: tradeRows },
  ];
  const columns: readonly Column[] = [
    { title: sections[0]?.title ?? "", align: "left" },
    ...positions.map(({ as }): Column => ({ title: followedWords[as], align: "right" })),
  ];
  const rows = sections.flatMap(({ title, rows: of }, index) => [
    ...(index === 0 ? [] : [[title, ...positions.map(() => "")]]),
    ...of.map(([label, cell]) => [`  ${label}`, ...positions.map((position) => written(cell(position)))]),
  ]);
  return table(columns, rows);
}

/** The policy as paths follow it: checked no more often than they move. */
function policyOnPaths({ decision: { policy }, stepMs }: SimulateReport): Decision["policy"] {
  return policy.kind === "unattended"
    ? policy
    : { ...policy, checkIntervalMs: Math.max(policy.checkIntervalMs, stepMs) };
}

/** What a position is, in words. */
function positionWords(position: SimulatedPosition, report: SimulateReport, { quote }: Subject): string {
  const { leverageRatio, band, share, idle, cost, wealth } = position;
  const size = multiple(leverageRatio);
  const kept =
    band === null
      ? "never touched"
      : report.decision.policy.kind === "unattended"
        ? `opened again at each reset, ${policyWords({ policy: policyOnPaths(report) })}`
        : `kept ${band.low === band.high ? `at ${multiple(band.low)}` : `between ${multiple(band.low)} and ${multiple(band.high)}`}, ${policyWords({ policy: policyOnPaths(report) })}`;
  const parts = [
    `${size} on ${money(wealth * share)} ${quote}, ${kept}`,
    ...(share < 1 ? [`${percent(1 - share)} of wealth out of the venue's reach`] : []),
    ...(idle > 0 ? [`${money(idle)} ${quote} beside it`] : []),
    ...(cost > 0 ? [`${money(cost)} ${quote} to get there`] : []),
  ];
  return parts.join("; ");
}

/** What every fold of the numbers rests on. */
function howLines(report: SimulateReport, subject: Subject): readonly string[] {
  const { law, paths, steps, stepMs, seed, run, isPredictive } = report;
  const beliefs = isPredictive
    ? "; drift and volatility drawn anew for each path from what is believed of them"
    : "; drift and volatility taken as known";
  const because = run.because === null ? "" : ` (${run.because})`;
  return [
    "How it was simulated",
    ...report.positions.flatMap((position) =>
      labelled(followedWords[position.as], positionWords(position, report, subject), 18),
    ),
    ...labelled("law", `${law.name}: ${law.source}${beliefs}`, 18),
    ...labelled(
      "paths",
      `${plural(paths, "path", "paths")} of ${plural(steps, "step", "steps")} of ${duration(stepMs)}, the same for each column; seed ${seed}`,
      18,
    ),
    ...labelled(
      "engine",
      `${run.engine}${because}, ${plural(run.threads, "thread", "threads")}; no number depends on either`,
      18,
    ),
    ...labelled("+-", "one standard error: what another seed would change", 18),
  ];
}

/** A simulation as text: the answer first, then its pictures, its numbers, and what they rest on. */
export function simulateText(report: SimulateReport, subject: Subject): string {
  return joined([
    paragraph(simulateSentence(report, subject)),
    ...pictures(report, subject),
    numbers(report, subject),
    howLines(report, subject),
    sourcesLines(report.decision, subject),
    notesLines(report.notes),
    lastLine(report.decision, subject),
  ]);
}

/** The answer and the numbers in a few lines. */
export function simulateBrief(report: SimulateReport, subject: Subject): string {
  return joined([
    paragraph(simulateSentence(report, subject)),
    numbers(report, subject),
    report.followsTrigger ? [] : paragraph(NO_TRIGGER),
    lastLine(report.decision, subject),
  ]);
}
