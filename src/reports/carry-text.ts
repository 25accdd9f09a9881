import type { CarryAt, CarryPart } from "../decision/index.js";
import { beatsUnlevered, driftWords } from "./beats-words.js";
import type { CarryReport } from "./carry-json.js";
import { chart, type Mark } from "./chart.js";
import { FIXED_SPACE, money, multiple, percent } from "./format.js";
import { joined, paragraph, table } from "./layout.js";
import { agedParameters, notesLines } from "./sources-text.js";
import type { Subject } from "./subject.js";

const DAYS_A_YEAR = 365;

/** A cost below this fraction of equity a year is none. */
const NOTHING = 1e-9;

/** Cost a year as a fraction of equity, without what is none. */
const cost = ({ carryAnnual }: Pick<CarryAt, "carryAnnual">): number =>
  Math.abs(carryAnnual) < NOTHING ? 0 : carryAnnual;

/** What it costs or earns, in one sentence. */
export const carrySentence = (report: CarryReport, subject: Subject): string =>
  sentence(report, subject).replaceAll(FIXED_SPACE, " ");

/** The same for a paragraph, which breaks no figure from its sign. */
function sentence({ held, equity }: CarryReport, { quote }: Subject): string {
  const { leverageRatio, carryAnnual } = held;
  if (Math.abs(carryAnnual) < NOTHING)
    return `Held at ${multiple(leverageRatio)}, this position costs nothing on balance.`;
  const size = Math.abs(carryAnnual);
  const verb = carryAnnual > 0 ? "costs" : "earns";
  const day = `${money((size * equity) / DAYS_A_YEAR)} ${quote} a day`;
  return `Held at ${multiple(leverageRatio)}, this position ${verb} ${money(size * equity)} ${quote} a year: ${percent(size)} of its equity, ${day}.`;
}

type PartName = keyof CarryAt["parts"];

const PARTS: readonly PartName[] = ["borrow", "assetBorrow", "funding", "yield", "lend"];

/** What people call a part. */
const partWords = ({ asset, quote }: Subject): Readonly<Record<PartName, string>> => ({
  borrow: `borrowing ${quote}`,
  assetBorrow: `borrowing ${asset}`,
  funding: "funding",
  yield: `yield of ${asset}`,
  lend: `idle ${quote}`,
});

/** Parts that are there: what is owed or funded is shown at a rate of 0 as well. */
function isShown(name: PartName, { amount, annual }: CarryPart): boolean {
  return annual !== 0 || (amount > 0 && name !== "lend" && name !== "yield");
}

function partsTable({ held, equity }: CarryReport, subject: Subject): readonly string[] {
  const shown = PARTS.filter((name) => isShown(name, held.parts[name]));
  if (shown.length === 0) return [];
  const line = (title: string, annual: number, words: string): readonly string[] => [
    title,
    money(annual * equity),
    percent(annual),
    words,
  ];
  const rows = shown.map((name) => {
    const { annual, amount, rateAnnual } = held.parts[name];
    const words = `${money(amount)} ${subject.quote} at ${percent(Math.abs(rateAnnual ?? 0))}`;
    return line(partWords(subject)[name], annual, words);
  });
  const columns = [
    { title: "part", align: "left" },
    { title: `${subject.quote} a year`, align: "right" },
    { title: "of equity", align: "right" },
    { title: "on", align: "left" },
  ] as const;
  const total = shown.length < 2 ? [] : [line("together", held.carryAnnual, "")];
  return ["What it is made of; negative earns", ...table(columns, [...rows, ...total])];
}

/** Average and marginal rates closer than this are one. */
const SAME = 1e-6;

/** What the holder's own size does to the rate. */
function ownSizeLines({ held, pool, sizes }: CarryReport, { quote, heldAs }: Subject): readonly string[] {
  const owes = sizes.some(({ parts }) => parts.borrow.amount > 0);
  if (heldAs === "perpetual" || !owes) return [];
  if (pool === null)
    return paragraph(
      "Borrowing is taken to cost the same at every size; --pool tells how a pool's rate moves with yours.",
    );
  const { utilisation, ownShare, bendLeverageRatio } = pool;
  const average = held.parts.borrow.rateAnnual;
  const next = held.marginalBorrowRateAnnual;
  const rates =
    next === null
      ? ""
      : average === null
        ? ` The first ${quote} borrowed costs ${percent(next)} a year.`
        : Math.abs(next - average) < SAME
          ? ` The next ${quote} borrowed costs what the others do, ${percent(average)} a year.`
          : ` The next ${quote} borrowed costs ${percent(next)} a year, with what it adds to the rate of all of yours; those you owe cost ${percent(average)}.`;
  const bend = bendLeverageRatio === null ? "" : ` Past ${multiple(bendLeverageRatio)} the rate turns steep.`;
  return paragraph(
    `Your own size: ${percent(utilisation)} of the pool is lent, ${percent(ownShare)} of that to you.${rates}${bend}`,
  );
}

/** True where break-even drifts are those of growth; else they are those of the mean. */
const isGrowthCounted = ({ sizes }: CarryReport): boolean =>
  sizes.some(({ breakEvenDriftAnnual }) => breakEvenDriftAnnual !== null);

/** Drift from which, or up to which, a leverage beats 1x, short. */
function beatsCell(
  { leverageRatio, meanBreakEvenDriftAnnual, breakEvenDriftAnnual }: CarryAt,
  growthCounted: boolean,
): string {
  if (meanBreakEvenDriftAnnual === null) return "-";
  const drift = growthCounted ? breakEvenDriftAnnual : meanBreakEvenDriftAnnual;
  if (drift === null) return "at no drift";
  return `${leverageRatio > 1 ? "above" : "below"} ${percent(drift)}`;
}

/** The rate on what is owed at one size, quote currency or the asset. */
const owedRate = ({ borrow, assetBorrow }: CarryAt["parts"]): number | null =>
  borrow.rateAnnual ?? assetBorrow.rateAnnual;

const rateCell = (rateAnnual: number | null): string => (rateAnnual === null ? "-" : percent(rateAnnual));

/** One column of the table of sizes: left out where no size has anything to say in it. */
interface SizeColumn {
  readonly title: string;
  readonly cell: (at: CarryAt) => string;
}

function sizesTable(report: CarryReport, { quote }: Subject): readonly string[] {
  const { sizes, held, equity, pool } = report;
  const all: readonly SizeColumn[] = [
    {
      title: "leverage",
      cell: (at) => `${at.leverageRatio === held.leverageRatio ? "> " : ""}${multiple(at.leverageRatio)}`,
    },
    { title: "cost", cell: (at) => percent(cost(at)) },
    { title: `in ${quote}`, cell: (at) => money(cost(at) * equity) },
    { title: "borrows at", cell: (at) => rateCell(owedRate(at.parts)) },
    { title: "next at", cell: (at) => (pool === null ? "-" : rateCell(at.marginalBorrowRateAnnual)) },
    { title: "beats 1x", cell: (at) => beatsCell(at, isGrowthCounted(report)) },
    { title: "to get there", cell: (at) => (at.tradingCost === 0 ? "-" : money(at.tradingCost)) },
  ];
  const columns = all.filter(({ cell }) => sizes.some((at) => cell(at) !== "-"));
  return table(
    columns.map(({ title }) => ({ title, align: "right" }) as const),
    sizes.map((at) => columns.map(({ cell }) => cell(at))),
  );
}

/** The same equity at other sizes, and what the columns mean. */
function sizesLines(report: CarryReport, subject: Subject): readonly string[] {
  const { leverageRatioMax, held, volatilityAnnual, sizes } = report;
  const most =
    leverageRatioMax === null
      ? ""
      : `; ${multiple(Math.sign(held.leverageRatio) * leverageRatioMax)} is the most that can be opened`;
  const beats = isGrowthCounted(report)
    ? `grows faster than 1x, at a volatility of ${percent(volatilityAnnual ?? 0)}`
    : "earns more than 1x in the mean, before what volatility takes";
  const next = sizes.some(({ marginalBorrowRateAnnual }) => marginalBorrowRateAnnual !== null) && report.pool !== null;
  return [
    ...paragraph(`Cost a year of the same equity at other sizes (> is yours${most})`),
    ...sizesTable(report, subject),
    ...paragraph(
      `beats 1x: at which drift of the price it ${beats}.${next ? " next at: what one unit more borrowed costs." : ""} to get there: what trading from yours costs once, in ${subject.quote}.`,
      "  ",
    ),
  ];
}

/** What must come true for the leverage held. */
function breakEvenLines({ held, volatilityAnnual }: CarryReport): readonly string[] {
  const { leverageRatio: at, breakEvenDriftAnnual: even, meanBreakEvenDriftAnnual: mean } = held;
  if (even !== null && volatilityAnnual !== null)
    return paragraph(`${multiple(at)} ${beatsUnlevered(at, driftWords(even, volatilityAnnual))}.`);
  if (mean === null) return [];
  const side = at > 1 ? "above" : "below";
  return paragraph(
    `In the mean it earns more than 1x where the price drifts ${side} ${percent(mean)} a year; what volatility takes is not counted without one (--volatility, --prices or --model).`,
  );
}

/** Cost against leverage, where it bends. */
function picture({ curve, held, pool }: CarryReport): readonly string[] {
  const mark = (letter: string, x: number | null, words: string): readonly Mark[] =>
    x === null ? [] : [{ letter, x, words }];
  return chart({
    title: "Cost a year, of equity, against leverage",
    points: curve.map(({ leverageRatio, carryAnnual }) => ({ x: leverageRatio, y: cost({ carryAnnual }) })),
    marks: [
      ...mark("N", held.leverageRatio, `now ${multiple(held.leverageRatio)}`),
      ...mark("b", pool?.bendLeverageRatio ?? null, "the rate turns steep"),
    ],
    focus: curve.map(({ leverageRatio }) => leverageRatio),
    axis: multiple,
  });
}

/** What it costs, its parts, what one's own size does, and the same at other leverage ratios. */
export function carryText(report: CarryReport, subject: Subject): string {
  return joined([
    paragraph(sentence(report, subject)),
    partsTable(report, subject),
    ownSizeLines(report, subject),
    breakEvenLines(report),
    sizesLines(report, subject),
    picture(report),
    notesLines(report.notes),
    agedParameters(report.provenance.venue.asOfMs, subject.nowMs),
  ]);
}
