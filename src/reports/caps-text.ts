import type { Cap, Decision, DecisionAnswer } from "../model/index.js";
import { capWords, leastWords } from "./answer.js";
import { multiple, points } from "./format.js";
import { paragraph, table } from "./layout.js";
import type { Subject } from "./subject.js";

/** A cap that says a number. */
type KnownCap = Cap & { readonly leverageRatioMax: number; readonly slack: number };

const isKnown = (cap: Cap): cap is KnownCap => cap.leverageRatioMax !== null && cap.slack !== null;

/** Caps more than this many times the venue's own limit say nothing that a holder can meet. */
const FAR = 3;

/** Caps that a holder can meet, and those far away from it; the one that binds is always near. */
function nearAndFar(decision: Decision): { readonly near: readonly KnownCap[]; readonly far: readonly KnownCap[] } {
  const bound = decision.status === "infeasible" ? null : decision.boundBy;
  const venue = decision.caps.find(({ name }) => name === "venue")?.leverageRatioMax ?? Infinity;
  const isNear = (cap: KnownCap): boolean => cap.name === bound || cap.leverageRatioMax <= FAR * venue;
  const known = decision.caps.filter(isKnown);
  return { near: known.filter(isNear), far: known.filter((cap) => !isNear(cap)) };
}

const namedAt = ({ name, leverageRatioMax }: KnownCap): string => `${capWords(name)} ${multiple(leverageRatioMax)}`;

/** Caps in one line: "tolerance 1.44x, gap 2.21x; far away: size 60,000x". */
export function capsBrief(decision: Decision): string {
  const { near, far } = nearAndFar(decision);
  return `${near.map(namedAt).join(", ")}${far.length === 0 ? "" : `; far away: ${far.map(namedAt).join(", ")}`}`;
}

/** What a cap allows; a short by its size. */
const sizeWords = ({ leverageRatioMax }: KnownCap, { leverageRatio }: DecisionAnswer): string =>
  `${multiple(leverageRatioMax)}${leverageRatio < 0 ? " short" : ""}`;

/** The tightest cap beside the one that binds, as the end of a sentence. */
function nearestWords(decision: DecisionAnswer): string {
  const nearest = decision.caps
    .filter(isKnown)
    .reduce<KnownCap | null>((a, b) => (a === null || b.leverageRatioMax < a.leverageRatioMax ? b : a), null);
  if (nearest === null) return "no cap is known";
  return `the nearest cap is ${capWords(nearest.name)} at ${sizeWords(nearest, decision)}`;
}

/** Why the answer is what it is, in one sentence. */
export const becauseWords = (decision: DecisionAnswer, subject: Subject): string =>
  decision.boundBy === "leverage-min"
    ? `${leastWords(decision, subject)}; by growth and caps alone you would hold less`
    : decision.because.replaceAll("-odds cap", " odds cap").replaceAll("trading-cost-ceiling", "trading cost ceiling");

/** What binds, by its name and its number; where no cap does, the nearest one. */
export function bindsWords(decision: DecisionAnswer, subject: Subject): string {
  const cap = decision.caps.filter(isKnown).find(({ name }) => name === decision.boundBy);
  if (cap !== undefined) return `the ${capWords(cap.name)} cap, at ${sizeWords(cap, decision)}: ${cap.reason}`;
  const what = decision.boundBy === "growth" ? "growth itself, no cap" : becauseWords(decision, subject);
  return `${what}; ${nearestWords(decision)}`;
}

const COLUMNS = [
  { title: "  cap", align: "left" },
  { title: "allows", align: "right" },
  { title: "room", align: "right" },
  { title: "why", align: "left" },
] as const;

/** The caps: what each allows at the far edge of the band, the room left, and what a little more of the one that binds would be worth. */
export function capsLines(decision: Decision): readonly string[] {
  const bound = decision.status === "infeasible" ? null : decision.boundBy;
  const { near, far } = nearAndFar(decision);
  const rows = near.map((cap) => [
    `${cap.name === bound ? ">" : " "} ${capWords(cap.name)}`,
    multiple(cap.leverageRatioMax),
    multiple(cap.slack),
    cap.reason,
  ]);
  const priced = decision.caps.filter((cap) => cap.shadowPriceAnnual > 0);
  const empty = decision.caps.filter((cap) => cap.leverageRatioMax === null);
  return [
    "What limits it (room: up to the far edge of the band)",
    ...table(COLUMNS, rows),
    ...priced.flatMap((cap) =>
      // The price is a slope: it holds for a first step, not for a whole 1x.
      paragraph(
        `The first 0.01x more of ${capWords(cap.name)} would add ${points(cap.shadowPriceAnnual / 100)} of growth a year.`,
        "  ",
      ),
    ),
    ...(far.length === 0 ? [] : paragraph(`Far away: ${far.map(namedAt).join(", ")}.`, "  ")),
    ...(empty.length === 0
      ? []
      : paragraph(`No limit from ${empty.map((cap) => `${capWords(cap.name)} (${cap.reason})`).join(", ")}.`, "  ")),
  ];
}
