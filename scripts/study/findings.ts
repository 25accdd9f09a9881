/** The answer in plain words. Every sentence stands under a condition on the figures, and says them. */
import type { PolicyJudgement } from "../../src/backtest/index.js";
import { causes, differenceOf, yearlyDifferences } from "./against.js";
import type { StudyMarket } from "./markets.js";
import { HALF_KELLY, ONE, STEELYARD, studyPolicies } from "./policies.js";
import type { Book, Figures } from "./records.js";
import { checkWord, listed, marketWord, NOT_AVAILABLE, percent, share, table } from "./words.js";

/** Of one market at its shortest check interval. */
interface Standing {
  readonly market: StudyMarket;
  readonly ours: Figures;
  readonly judgement: PolicyJudgement;
}

const figuresOf = (market: StudyMarket, book: Book, policy: string, checkMs = market.checksMs[0]): Figures | null =>
  book.cell({ market: market.id, policy, checkMs, span: market.whole.name }).figures;

/** Markets in which our policy has a whole run. */
function standingsOf(markets: readonly StudyMarket[], book: Book): readonly Standing[] {
  return markets.flatMap((market) => {
    const ours = figuresOf(market, book, STEELYARD);
    const judgement = book.judged(market.id, STEELYARD, market.checksMs[0]);
    return ours === null || judgement === undefined ? [] : [{ market, ours, judgement }];
  });
}

const growthAnnual = (figures: Figures | null): number | null => figures?.summary.growthAnnual ?? null;

const yearly = (figures: Figures | null): string => {
  const growth = growthAnnual(figures);
  return growth === null ? "ruin" : `${percent(growth)} %`;
};

/** A bullet where there is anything to say, in one line. */
const bullet = (words: string, told: readonly string[]): readonly string[] =>
  told.length === 0 ? [] : [`- ${words}: ${listed(told)}.`];

/** The same with a line for each. */
const lines = (words: string, told: readonly string[]): readonly string[] =>
  told.length === 0 ? [] : [[`- ${words}:`, ...told.map((each) => `  - ${each}`)].join("\n")];

/** Against another policy: the markets in which ours grew faster, or slower. */
function against(standings: readonly Standing[], book: Book, other: string, faster: boolean): readonly string[] {
  return standings.flatMap(({ market, ours }) => {
    const theirs = figuresOf(market, book, other);
    const [mine, its] = [growthAnnual(ours) ?? -Infinity, growthAnnual(theirs) ?? -Infinity];
    if (theirs === null || mine > its !== faster) return [];
    return [marketWord(market)];
  });
}

/** Markets in which our deepest fall is smaller, or deeper, than that of 1x. */
function fallsAgainst(standings: readonly Standing[], book: Book, smaller: boolean): readonly string[] {
  return standings.flatMap(({ market, ours }) => {
    const one = figuresOf(market, book, ONE);
    if (one === null || ours.summary.drawdownMax < one.summary.drawdownMax !== smaller) return [];
    return [marketWord(market)];
  });
}

/** How often the venue closed ours, and the others that were closed or ruined. */
function closings(standings: readonly Standing[], book: Book): readonly string[] {
  const ours = standings.reduce((sum, { ours: { summary } }) => sum + summary.liquidations, 0);
  const others = studyPolicies.flatMap(({ name }) => {
    const count = standings.reduce(
      (sum, { market }) => sum + (figuresOf(market, book, name)?.summary.liquidations ?? 0),
      0,
    );
    return count === 0 || name === STEELYARD ? [] : [`${name} ${count}`];
  });
  const of = `in ${standings.length} whole runs the venue closed steelyard ${ours === 0 ? "never" : `${ours} times`}`;
  return [
    `- ${of[0].toUpperCase()}${of.slice(1)}${others.length === 0 ? "" : ` (times it closed others: ${listed(others)})`}.`,
  ];
}

/** In how many markets something is so. */
const counted = (count: number, all: number): string =>
  count === 0 ? "in no market" : count === all ? "in every market" : `in ${count} of ${all} markets`;

/** What the figures and their intervals allow to be said, in one breath. */
function verdicts(standings: readonly Standing[], book: Book): string {
  const all = standings.length;
  const of = (verdict: PolicyJudgement["verdict"]): number =>
    standings.filter(({ judgement }) => judgement.verdict === verdict).length;
  const [faster, beyond] = [against(standings, book, ONE, true).length, of("better") + of("worse")];
  const sure =
    beyond === 0
      ? "nowhere is the difference beyond its 90 % interval"
      : `beyond its 90 % interval it is faster ${counted(of("better"), all)} and slower ${counted(of("worse"), all)}`;
  const falls = counted(fallsAgainst(standings, book, true).length, all);
  const kelly = counted(against(standings, book, HALF_KELLY, true).length, all);
  return `Steelyard grew faster than 1x ${counted(faster, all)}, and ${sure}. It grew faster than half-Kelly ${kelly}. Its deepest fall was smaller than that of 1x ${falls}.`;
}

/** Our policy beside 1x and half-Kelly, market by market. */
function besideTable(standings: readonly Standing[], book: Book): string {
  const names = [STEELYARD, ONE, HALF_KELLY];
  const rows = standings.map(({ market, judgement: { beats } }) => {
    const figures = names.map((name) => figuresOf(market, book, name));
    return [
      marketWord(market),
      market.whole.name,
      ...figures.map((each) => {
        const growth = growthAnnual(each);
        return each === null ? NOT_AVAILABLE : growth === null ? "ruined" : percent(growth);
      }),
      ...figures.map((each) => (each === null ? NOT_AVAILABLE : share(each.summary.drawdownMax))),
      beats === null ? NOT_AVAILABLE : `${share(beats.value)} [${share(beats.low)}, ${share(beats.high)}]`,
    ];
  });
  const heads = [...names.map((name) => `growth a year: ${name}`), ...names.map((name) => `fall: ${name}`)];
  return table([["market", "from, to", ...heads, "chance to beat 1x"], ...rows]);
}

/** The years in which most was lost to another policy, and what it came of. */
function losses(standings: readonly Standing[], book: Book, other: string): readonly string[] {
  return standings.flatMap(({ market }) => {
    const years = yearlyDifferences(market, book, other);
    const lost = years.filter(({ growth }) => growth < 0);
    const [worst] = [...lost].sort((a, b) => a.growth - b.growth);
    if (worst === undefined) return [];
    const held = worst.ours.summary.leverageRatioMean.toFixed(2);
    const its = worst.theirs.summary.leverageRatioMean.toFixed(2);
    return [
      `${marketWord(market)}: ${lost.length} of ${years.length} years; most in ${worst.span}, ${percent(worst.growth)} % of log growth at a mean leverage of ${held}x against ${its}x, by ${causes(worst)}`,
    ];
  });
}

/** What slower checks cost ours. */
function slower(standings: readonly Standing[], book: Book): readonly string[] {
  return standings.flatMap(({ market, ours }) =>
    market.checksMs.slice(1).flatMap((checkMs) => {
      const late = figuresOf(market, book, STEELYARD, checkMs);
      if (late === null) return [];
      return [
        `${marketWord(market)} ${yearly(late)} a year checked every ${checkWord(checkMs)} against ${yearly(ours)}`,
      ];
    }),
  );
}

/** Where ours was worse over the whole span: the causes. */
function wholeLosses(standings: readonly Standing[], book: Book, other: string): readonly string[] {
  return standings.flatMap(({ market }) => {
    const difference = differenceOf(market, book, other, market.whole);
    if (difference === null || difference.growth >= 0) return [];
    return [`${marketWord(market)} ${percent(difference.growth)} % of log growth in all, by ${causes(difference)}`];
  });
}

/** Of the difference to 1x: what the level of leverage brought, and what its timing and its costs. */
function levels(standings: readonly Standing[], book: Book): readonly string[] {
  return standings.flatMap(({ market, ours }) => {
    const [mine, one] = [growthAnnual(ours), growthAnnual(figuresOf(market, book, ONE))];
    const level = book.levelGrowth(market.id, market.checksMs[0]);
    if (mine === null || one === null || level === null) return [];
    const held = ours.summary.leverageRatioMean.toFixed(2);
    return [
      `${marketWord(market)}: of ${percent(mine - one)} % of log growth a year ${percent(level - one)} came of the level (${held}x on average, held constant, makes ${percent(level)} %), and ${percent(mine - level)} of when more or less was held, and of costs`,
    ];
  });
}

/** The best by growth in each market, whatever it is. */
function fastest(standings: readonly Standing[], book: Book): readonly string[] {
  return standings.map(({ market }) => {
    const known = studyPolicies.flatMap(({ name }) => {
      const figures = figuresOf(market, book, name);
      const growth = growthAnnual(figures);
      return growth === null || figures === null ? [] : [{ name, growth, fall: figures.summary.drawdownMax }];
    });
    const [best] = known.sort((a, b) => b.growth - a.growth);
    const rank = known.findIndex(({ name }) => name === STEELYARD) + 1;
    return `${marketWord(market)} ${best.name} (${percent(best.growth)} % a year, deepest fall ${share(best.fall)} %; steelyard is number ${rank} of ${known.length} that were not ruined)`;
  });
}

/** The answer. */
export function findings(markets: readonly StudyMarket[], book: Book): string {
  const standings = standingsOf(markets, book);
  if (standings.length === 0) return "Steelyard has no whole run in these markets.";
  const good = [
    ...bullet("It grew faster than 1x", against(standings, book, ONE, true)),
    ...bullet("It grew faster than half-Kelly", against(standings, book, HALF_KELLY, true)),
    ...bullet("Its deepest fall was smaller than that of 1x", fallsAgainst(standings, book, true)),
    ...closings(standings, book),
  ];
  const bad = [
    ...bullet("It grew slower than 1x", against(standings, book, ONE, false)),
    ...lines("What took it, against 1x", wholeLosses(standings, book, ONE)),
    ...lines("Level or timing? Its growth less that of 1x", levels(standings, book)),
    ...bullet("It grew slower than half-Kelly", against(standings, book, HALF_KELLY, false)),
    ...lines("What took it, against half-Kelly", wholeLosses(standings, book, HALF_KELLY)),
    ...bullet("Its deepest fall was no smaller than that of 1x", fallsAgainst(standings, book, false)),
    ...lines("Checked once a day instead of once an hour", slower(standings, book)),
    ...lines("The fastest policy of each market, known only afterwards", fastest(standings, book)),
  ];
  const years = ([ONE, HALF_KELLY] as const).flatMap((other) => {
    return lines(`Years of its own in which it lost to ${other}`, losses(standings, book, other));
  });
  return [
    "## In plain words",
    verdicts(standings, book),
    "Growth is ln(end / start) and fall the deepest from a peak, both per cent; the chance is that over another history as long, with its 90 % interval.",
    besideTable(standings, book),
    "**Good for us**",
    good.join("\n"),
    "**Bad for us**",
    [...bad, ...years].join("\n"),
  ].join("\n\n");
}
