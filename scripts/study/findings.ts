/** The answer in plain words. Every sentence stands under a condition on the figures, and says them. */
import type { PolicyJudgement } from "../../src/backtest/index.js";
import { causes, differenceOf, yearlyDifferences } from "./against.js";
import type { StudyMarket } from "./markets.js";
import { HALF_KELLY, ONE, STEELYARD, studyPolicies } from "./policies.js";
import { logGrowth, type Book, type Figures } from "./records.js";
import { checkWord, listed, marketWord, percent, share } from "./words.js";

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

/** A bullet where there is anything to say. */
const bullet = (words: string, told: readonly string[]): readonly string[] =>
  told.length === 0 ? [] : [`- ${words}: ${told.join("; ")}.`];

/** Against another policy: the markets in which ours grew faster, or slower. */
function against(standings: readonly Standing[], book: Book, other: string, faster: boolean): readonly string[] {
  return standings.flatMap(({ market, ours }) => {
    const theirs = figuresOf(market, book, other);
    const [mine, its] = [growthAnnual(ours) ?? -Infinity, growthAnnual(theirs) ?? -Infinity];
    if (theirs === null || mine > its !== faster) return [];
    return [`${marketWord(market)} ${yearly(ours)} a year against ${yearly(theirs)}`];
  });
}

/** Markets in which our deepest fall is smaller, or deeper, than that of 1x. */
function fallsAgainst(standings: readonly Standing[], book: Book, smaller: boolean): readonly string[] {
  return standings.flatMap(({ market, ours }) => {
    const one = figuresOf(market, book, ONE);
    if (one === null || ours.summary.drawdownMax < one.summary.drawdownMax !== smaller) return [];
    const kelly = figuresOf(market, book, HALF_KELLY);
    const third = kelly === null ? "" : ` and ${share(kelly.summary.drawdownMax)} % of half-Kelly`;
    const [mine, its] = [ours, one].map(({ summary }) => share(summary.drawdownMax));
    return [`${marketWord(market)} ${mine} % against ${its} % of 1x${third}`];
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

/** What the intervals allow to be said. */
function verdicts(standings: readonly Standing[]): string {
  const of = (verdict: PolicyJudgement["verdict"]): readonly string[] =>
    standings.filter(({ judgement }) => judgement.verdict === verdict).map(({ market }) => marketWord(market));
  const parts = [
    ...[of("better")]
      .filter(({ length }) => length > 0)
      .map((names) => `faster than 1x beyond its 90 % interval: ${listed(names)}`),
    ...[of("worse")]
      .filter(({ length }) => length > 0)
      .map((names) => `slower than 1x beyond its interval: ${listed(names)}`),
    ...[of("undecided")]
      .filter(({ length }) => length > 0)
      .map((names) => `undecided by its interval: ${listed(names)}`),
  ];
  const chances = standings.flatMap(({ market, judgement: { beats } }) =>
    beats === null ? [] : [`${marketWord(market)} ${share(beats.value)} % [${share(beats.low)}, ${share(beats.high)}]`],
  );
  return `Steelyard's growth is ${parts.join("; ")}. Chance that it beats 1x over another history as long: ${chances.join("; ")}.`;
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
      `  - ${marketWord(market)}: ${lost.length} of ${years.length} years; most in ${worst.span}, ${percent(worst.growth)} % of log growth at a mean leverage of ${held}x against ${its}x, by ${causes(worst)}`,
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
      `  - ${marketWord(market)}: of ${percent(mine - one)} % of log growth a year ${percent(level - one)} came of the level (${held}x on average, held constant, makes ${percent(level)} %), and ${percent(mine - level)} of when more or less was held, and of costs`,
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

/** Money at the end of the whole run in which our policy stands, for each of the three. */
function course(standings: readonly Standing[], book: Book): readonly string[] {
  return standings.map(({ market }) => {
    const [ours, one, kelly] = [STEELYARD, ONE, HALF_KELLY].map((name) => {
      const figures = figuresOf(market, book, name);
      const growth = figures === null ? null : logGrowth(figures);
      return growth === null ? "nothing" : `${Math.exp(growth).toPrecision(3)}`;
    });
    return `${marketWord(market)} (${market.whole.name}) ${ours}, 1x ${one}, half-Kelly ${kelly}`;
  });
}

/** The answer. */
export function findings(markets: readonly StudyMarket[], book: Book): string {
  const standings = standingsOf(markets, book);
  if (standings.length === 0) return "Steelyard has no whole run in these markets.";
  const good = [
    ...bullet("Steelyard grew faster than 1x", against(standings, book, ONE, true)),
    ...bullet("Steelyard grew faster than half-Kelly", against(standings, book, HALF_KELLY, true)),
    ...bullet("Its deepest fall was smaller", fallsAgainst(standings, book, true)),
    ...closings(standings, book),
  ];
  const bad = [
    ...bullet("Steelyard grew slower than 1x", against(standings, book, ONE, false)),
    ...bullet("What took it, against 1x", wholeLosses(standings, book, ONE)),
    "- Level or timing? Steelyard's growth less that of 1x:",
    ...levels(standings, book),
    ...bullet("Steelyard grew slower than half-Kelly", against(standings, book, HALF_KELLY, false)),
    ...bullet("What took it, against half-Kelly", wholeLosses(standings, book, HALF_KELLY)),
    ...bullet("Its deepest fall was no smaller than that of 1x", fallsAgainst(standings, book, false)),
    ...bullet("Checked once a day instead of once an hour", slower(standings, book)),
    ...bullet("The fastest policy of each market, known only afterwards", fastest(standings, book)),
  ];
  const years = ([ONE, HALF_KELLY] as const).flatMap((other) => {
    const told = losses(standings, book, other);
    return told.length === 0 ? [] : [`- Years of its own in which steelyard lost to ${other}:\n${told.join("\n")}`];
  });
  return [
    "## In plain words",
    `What 1 became with steelyard: ${course(standings, book).join("; ")}.`,
    verdicts(standings),
    "**Good for us**",
    good.join("\n"),
    "**Bad for us**",
    [...bad, ...years].join("\n"),
  ].join("\n\n");
}
