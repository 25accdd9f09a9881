import type { Verified, VerifiedName } from "../decision/index.js";
import { duration, oneIn, percent, plural } from "./format.js";
import { joined, paragraph, table } from "./layout.js";
import { measuredPercent } from "./simulate-words.js";

/** A proof by paths that has run. */
export interface VerifyReport {
  readonly questions: readonly Verified[];
  readonly holds: boolean;
  readonly seed: number;
  /** What ran them: no number depends on any of it. */
  readonly run: { readonly engine: string; readonly because: string | null; readonly threads: number };
}

const nameWords: Readonly<Record<VerifiedName, string>> = {
  "liquidation-untouched": "liquidated, untouched",
  "liquidation-under-policy": "liquidated, policy",
  "below-floor": "below the floor",
  "below-floor-at-edge": "at the band's edge",
  growth: "growth a year",
  "trading-cost": "trading cost a year",
};

const verdictWords: Readonly<Record<Verified["verdict"], string>> = {
  agrees: "agrees",
  holds: "holds",
  contradicted: "NO",
  "not-compared": "not asked",
};

/** What is stated; a bound is called one. */
const statedWords = ({ stated, isBound }: Verified): string => `${isBound ? "<= " : ""}${figure(stated)}`;

/** A fraction as a percentage, a small chance as what it is. */
const figure = (fraction: number): string => {
  if (fraction > 0 && fraction < 1e-9) return "none";
  return fraction > 0 && fraction < 1e-5 ? oneIn(fraction) : percent(fraction);
};

/** What paths say; of none that came, what they would have shown. */
function pathsWords({ paths }: Verified): string {
  if (paths === null) return "-";
  if (paths.value < 1e-9 && paths.value > -1e-9)
    return paths.standardError > 1e-9 ? `0 +- ${figure(paths.standardError)}` : "none";
  return measuredPercent(paths);
}

/** The numbers, one question a row, and a letter where there is more to say. */
function rowsOf(questions: readonly Verified[], letters: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  return questions.map((question) => {
    const { name, asked, because, verdict } = question;
    const letter = because === null ? "" : ` (${letters.get(because) ?? ""})`;
    return [
      `${nameWords[name]}${letter}`,
      statedWords(question),
      asked === null ? "-" : figure(asked),
      pathsWords(question),
      verdictWords[verdict],
    ];
  });
}

/** The verdict in one sentence. */
export function verifySentence({ questions, holds }: VerifyReport): string {
  const compared = questions.filter(({ verdict }) => verdict !== "not-compared");
  if (compared.length === 0)
    return "Paths can prove nothing here: nothing is held that a price could move, or nothing can be asked.";
  const contradicted = compared.filter(({ verdict }) => verdict === "contradicted");
  if (holds)
    return `Simulated paths bear it out: ${plural(compared.length, "figure", "figures")} compared, none beyond four standard errors.`;
  const names = contradicted.map(({ name }) => nameWords[name]).join("; ");
  return `Simulated paths contradict it: ${names}, beyond four standard errors.`;
}

/** What differs between what was asked and what is stated, each once. */
const remarksOf = (questions: readonly Verified[]): ReadonlyMap<string, string> => {
  const remarks = [...new Set(questions.flatMap(({ because }) => (because === null ? [] : [because])))];
  return new Map(remarks.map((remark, index) => [remark, "abcdefgh".charAt(index)]));
};

/** The proof as text: the verdict first. */
export function verifyText(report: VerifyReport): string {
  const { questions, seed, run } = report;
  const letters = remarksOf(questions);
  const horizons = [...new Set(questions.map(({ horizonMs }) => duration(horizonMs)))].join(" and ");
  const counts = questions.map(({ count }) => count).filter((count) => count > 0);
  const because = run.because === null ? "" : ` (${run.because})`;
  const columns = [
    { title: "", align: "left" },
    { title: "stated", align: "right" },
    { title: "asked", align: "right" },
    { title: "paths", align: "right" },
    { title: "", align: "left" },
  ] as const;
  return joined([
    paragraph(verifySentence(report)),
    [
      ...(questions.length === 0 ? [] : table(columns, rowsOf(questions, letters))),
      ...[...letters].flatMap(([remark, letter]) => paragraph(`${remark}.`, `  ${letter}  `)),
      ...paragraph("asked: what the decision's own engine says to the very question that the paths answer.", "  "),
      ...(counts.length === 0
        ? []
        : paragraph(
            `${plural(Math.min(...counts), "path", "paths")} or more within ${horizons}, ${run.engine}${because}, ${plural(run.threads, "thread", "threads")}, seed ${seed}; +- is one standard error.`,
            "  ",
          )),
    ],
  ]);
}
