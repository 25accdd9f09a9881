import type { Protection, ProtectionName, ProtectionOutcome } from "../backtest/index.js";
import { YEAR_MS } from "../model/index.js";
import { day, duration, money, multiple, percent, points, probability } from "./format.js";
import { joined, paragraph, table, type Column } from "./layout.js";
import type { ProtectReport } from "./protect.js";
import { notesLines } from "./sources-text.js";
import { toleranceWords } from "./tolerance-words.js";

/** What each way is called. */
const NAMES: Readonly<Record<ProtectionName, string>> = {
  "less-leverage": "less leverage",
  reserve: "an idle reserve",
  isolation: "isolation",
  "resting-stop": "a resting stop",
  "watched-stop": "a watched stop",
  put: "a bought put",
};

/** How a way is set, in few words: "2x on 45 %", "2x, at -23 %". */
function settingWords({ leverageRatio, share, stop, strike }: ProtectionOutcome["setting"]): string {
  const held = multiple(leverageRatio);
  if (stop !== null) return `${held}, at -${percent(stop)}`;
  if (strike !== null) return `${held}, strike ${percent(strike)}`;
  return share < 1 ? `${held} on ${percent(share)}` : held;
}

const growthWords = ({ growthAnnual }: ProtectionOutcome): string =>
  growthAnnual === null ? "ruin" : percent(growthAnnual.value);

/** " ± 1.8", in points. */
const errorWords = ({ growthAnnual }: ProtectionOutcome): string =>
  growthAnnual === null ? "" : ` ± ${(100 * growthAnnual.standardError).toFixed(1)}`;

/** Growth this near to another, in standard errors of both, is not told apart. */
const ERRORS = 2;

/** How far the best stands before the next: "1.2 points more than isolation". */
function leadWords([best, next]: readonly Protection[]): string {
  if (best === undefined || best.growthAnnual === null || next === undefined) return "";
  if (next.growthAnnual === null) return `; ${NAMES[next.name]} may leave nothing`;
  const lead = best.growthAnnual.value - next.growthAnnual.value;
  const error = Math.hypot(best.growthAnnual.standardError, next.growthAnnual.standardError);
  const than = `${points(lead)} more than ${NAMES[next.name]}`;
  return lead > ERRORS * error ? `, ${than}` : `, which is not sure to be more than ${NAMES[next.name]}`;
}

/** The answer in one sentence. */
export function protectSentence({ request, protections }: ProtectReport): string {
  const wished = multiple(request.leverageRatio);
  const kept = protections.ways.filter(({ keeps }) => keeps);
  const [best] = kept;
  if (protections.unprotected.belowFloor.value <= request.tolerance.probabilityMax)
    return `${wished} keeps your tolerance as it is: no protection is needed for it.`;
  if (best === undefined) return `Nothing makes ${wished} safe enough for your tolerance.`;
  const name = NAMES[best.name];
  const set = `${name.charAt(0).toUpperCase()}${name.slice(1)} (${settingWords(best.setting)})`;
  return best.growthAnnual === null
    ? `${set} keeps your tolerance, and may leave nothing.`
    : `${set} grows most at this safety: ${percent(best.growthAnnual.value)} a year${leadWords(kept)}.`;
}

const right = (title: string): Column => ({ title, align: "right" });
const left = (title: string): Column => ({ title, align: "left" });
const COLUMNS = [left("by"), left("set at"), ...["growth", "loss", "closed", "cost"].map(right)];

/** A chance that fits a column; a dash where no path shows it. */
const chance = (value: number): string => (value === 0 ? "-" : probability(value));

const rowOf = (name: string, outcome: ProtectionOutcome): readonly string[] => [
  name,
  settingWords(outcome.setting),
  growthWords(outcome) + errorWords(outcome),
  chance(outcome.belowFloor.value),
  chance(outcome.liquidated.value),
  percent(outcome.costAnnual),
];

function waysTable({ ways, unlevered, unprotected }: ProtectReport["protections"]): readonly string[] {
  return table(COLUMNS, [
    ...ways.filter(({ keeps }) => keeps).map((way) => rowOf(NAMES[way.name], way)),
    rowOf("not protected", unlevered),
    rowOf("not protected", unprotected),
  ]);
}

/** Ways that no setting makes safe enough. */
function unreachedLines({ ways }: ProtectReport["protections"]): readonly string[] {
  const beyond = ways.filter(({ keeps }) => !keeps);
  return beyond.length === 0
    ? []
    : [
        "Not safe enough, however it is set",
        ...beyond.flatMap((way) =>
          paragraph(
            `${NAMES[way.name]}: at best ${probability(way.belowFloor.value)} (${settingWords(way.setting)}), where it grows ${growthWords(way)} a year.`,
            "  ",
            "    ",
          ),
        ),
      ];
}

/** What it costs in safety that the watcher is down at times, and what a stated gap leaves. */
function whatIfLines({ request, protections: { ways } }: ProtectReport): readonly string[] {
  const { downShare = 0 } = request.watching;
  const watched = ways.filter(({ belowFloorNeverDown }) => belowFloorNeverDown !== null);
  const down =
    downShare === 0
      ? []
      : watched.map(
          ({ name, belowFloor, belowFloorNeverDown }) =>
            `${NAMES[name]}: ${probability(belowFloor.value)}, and ${probability(belowFloorNeverDown?.value ?? 0)} were the watcher never down (${percent(downShare)} of the time).`,
        );
  const gap = ways.flatMap(({ name, afterGap }) =>
    afterGap === null ? [] : [`${NAMES[name]}: ${percent(afterGap)} of wealth is left after the stated gap at once.`],
  );
  return down.length + gap.length === 0
    ? []
    : ["What if", ...[...down, ...gap].flatMap((line) => paragraph(line, "  ", "    "))];
}

function askedLines({ request, protections }: ProtectReport): readonly string[] {
  const { wealth, venue, tolerance, leverageRatio, watching, put, paths, slippageRate } = request;
  const asked = `Asked of each: ${money(wealth)} ${venue.quote} in cash, ${multiple(leverageRatio)} wished at ${venue.model.id}; you allow to ${toleranceWords(tolerance)}.`;
  const meant =
    '"loss" is the chance of that loss, "closed" that the venue closes it or a part within that time; a dash where no path shows it; growth and cost are a year\'s, of all wealth, growth with one standard error, and "ruin" where some paths leave nothing.';
  const terms = `${paths} paths by steps of ${duration(protections.stepYears * YEAR_MS)}, the same for all; one look in ${duration(watching.checkYears * YEAR_MS)}; a stop is filled ${percent(slippageRate)} worse; puts of ${duration(put.periodYears * YEAR_MS)} at ${percent(put.volatilityPremium)} over the volatility believed.`;
  return [
    ...paragraph(`${asked} ${meant}`),
    ...paragraph(`${terms} Terms of ${day(venue.asOfMs)}. Not financial advice.`),
  ];
}

/** The whole comparison: the answer, the table, what is beyond reach, what if. */
export function protectText(report: ProtectReport): string {
  return joined([
    paragraph(protectSentence(report)),
    waysTable(report.protections),
    unreachedLines(report.protections),
    whatIfLines(report),
    askedLines(report),
    notesLines([...report.protections.notes, ...report.notes]),
  ]);
}
