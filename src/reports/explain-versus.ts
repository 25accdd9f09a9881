import { VENUE_PARTS, type Attributed, type VenueAnswer, type VenueDifference } from "../decision/index.js";
import { change, FIXED_SPACE, multiple, percent, probability } from "./format.js";
import { paragraph, table } from "./layout.js";

/** One of two markets that are compared. */
export interface ComparedMarket {
  readonly id: string;
  readonly release: string;
  readonly asset: string;
  readonly quote: string;
  /** Date of the parameters, epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** The same wish at another venue, and what makes the difference. */
export interface Versus {
  readonly here: ComparedMarket;
  readonly there: ComparedMarket;
  readonly difference: VenueDifference;
}

type Explained = Extract<VenueDifference, { readonly status: "explained" }>;

/** A difference of leverage with its sign; one that rounds to none is a dash. */
const leverageChange = (value: number): string =>
  Math.abs(value) < 5e-3 ? "-" : `${value > 0 ? "+" : ""}${multiple(value)}`;

/** A difference of fractions in points with its sign; one below a thousandth of a point is a dash. */
const pointsChange = (value: number): string =>
  Math.abs(value) < 1e-5 ? "-" : change(value).replace(`${FIXED_SPACE}%`, "");

const unknown = "not known";

/** Rows of the table: the answer here, what each part changes, the answer there. */
function rowsOf({ here, there }: Versus, difference: Explained): readonly (readonly string[])[] {
  const { from, to, leverageRatio, growthAnnual, liquidationProbability } = difference;
  const answerRow = (label: string, { id }: ComparedMarket, answer: VenueAnswer): readonly string[] => [
    `${label}: ${id}`,
    multiple(answer.leverageRatio),
    answer.growthAnnual === null ? "ruin" : percent(answer.growthAnnual),
    answer.liquidationProbability === null ? unknown : probability(answer.liquidationProbability),
  ];
  const inPoints = (figure: Attributed | null, part: (typeof VENUE_PARTS)[number]): string =>
    figure === null ? "" : pointsChange(figure.parts[part]);
  return [
    answerRow("here", here, from),
    ...VENUE_PARTS.map((part) => [
      `  ${part}`,
      leverageChange(leverageRatio.parts[part]),
      inPoints(growthAnnual, part),
      inPoints(liquidationProbability, part),
    ]),
    answerRow("there", there, to),
  ];
}

const WORDS =
  "Carry is what holding costs; threshold, when the venue closes you and how large it lets you be; outcome, what a liquidation takes; cost, that of trading. " +
  "Each is its mean over all orders in which the four could be exchanged, and their sum is the whole difference.";

/** The comparison as text. */
export function versusLines(versus: Versus): readonly string[] {
  const { here, there, difference } = versus;
  const named = ({ asset, quote }: ComparedMarket): string => `${asset} in ${quote}`;
  const title = paragraph(`The same wish at ${there.id} (${named(there)})`);
  if (difference.status === "no-answer")
    return [...title, ...paragraph(`There is no difference to explain: ${difference.because}.`, "  ")];
  const columns = ["what makes the difference", "leverage", "growth a year", "liquidation"].map((name, i) => ({
    title: name,
    align: i === 0 ? ("left" as const) : ("right" as const),
  }));
  const taken = `Taken for one: ${named(here)} and ${named(there)}, at par. Leverage is of all your wealth, changes of the others are in points.`;
  return [
    ...title,
    ...table(columns, rowsOf(versus, difference)),
    ...paragraph(WORDS, "  "),
    ...paragraph(taken, "  "),
  ];
}
