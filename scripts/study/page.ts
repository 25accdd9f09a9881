/** The page: the answer first, then the tables, then what they rest on. Every number comes from the run. */
import type { PolicyValues } from "../../src/policies/index.js";
import { againstTable } from "./against.js";
import { findings } from "./findings.js";
import { DRAWN, EMBARGO_MS, WALK_YEARS } from "./honesty.js";
import { STATED, WEALTH, type StudyMarket } from "./markets.js";
import { HALF_KELLY, ONE, REFRESH_MS, STEELYARD, studyPolicies } from "./policies.js";
import type { Book } from "./records.js";
import { crashTable, deflatedTable, luckTable, walkTable, wholeTable, yearTable } from "./tables.js";
import { checkWord, day, listed, marketWord, table } from "./words.js";

const ROWS = `Cells with two figures are of the two check intervals. † marks a time that the venue closed the position, in part or all; "ruined" is
wealth at or below nothing. "${"not available"}" is a cell whose data are not there, or a product of other venues: nothing is filled.`;

function wholeSection(markets: readonly StudyMarket[], book: Book): string {
  const sections = markets.map((market) =>
    [
      `### ${marketWord(market)}, ${market.whole.name}`,
      wholeTable(market, book),
      `![${market.name}: wealth, leverage, liquidation price and falls](study/${market.id}-course.svg)`,
      `![${market.name}: growth by cause](study/${market.id}-attribution.svg)`,
    ].join("\n\n"),
  );
  return `## The whole spans

Growth is ln(end / start) a year, per cent, with its 90 % interval; "less that of 1x" likewise; the chance is that of beating 1x over
another history as long, per cent. Falls and the mean loss of the worst 2.5 % of days are per cent of wealth. All policies of a market
begin on the same day: when a year of prices is known, which steelyard and the rules of a year need.

${sections.join("\n\n")}`;
}

function yearSection(markets: readonly StudyMarket[], book: Book): string {
  const sections = markets.map((market) => {
    const checks = listed(market.checksMs.map(checkWord));
    return `### ${marketWord(market)}: change of wealth in the year, per cent, checked every ${checks}\n\n${yearTable(market, book)}`;
  });
  return `## Year by year

Each cell is a run of its own that begins in cash on 1 January, so that no year carries the positions or the ruin of another. A year
that the prices do not cover from end to end is not available, and neither is one before a policy knows what it asks for.

${sections.join("\n\n")}`;
}

function crashSection(markets: readonly StudyMarket[], book: Book): string {
  const sections = markets.map((market) => {
    const checks = listed(market.checksMs.map(checkWord));
    return `### ${marketWord(market)}, checked every ${checks}\n\n${crashTable(market, book)}`;
  });
  return `## Crashes

Change of wealth, and in brackets the deepest fall at the closes on the way, per cent. Each cell is a run of its own: opened a week before the
day and followed to a week after it, or opened at the start of the month and followed to its end.

${sections.join("\n\n")}`;
}

function whySection(markets: readonly StudyMarket[], book: Book): string {
  const sections = markets.map((market) => {
    const many = market.years.length > 10 ? " (the ten years in which it lost most to 1x)" : "";
    return `### ${marketWord(market)}${many}\n\n${againstTable(market, book)}`;
  });
  return `## Where steelyard gains and loses, and why

Log growth over the span, per cent, checked every hour (shares: every day). The difference to 1x is split by cause, and the parts add up to it.
Price is leverage × log return; variance drag is what a moving price takes from a leverage other than 0 and 1, and gives between them.

${sections.join("\n\n")}`;
}

function luckSection(markets: readonly StudyMarket[], book: Book): string {
  const families = Object.entries(WALK_YEARS).map(([kind, [fit, test]]) => `${kind}: ${fit} and ${test}`);
  return `## How much of it is luck

${luckTable(markets, book, marketWord)}

The chance that a Sharpe ratio is no luck is the deflated one: over all policies of the market, as if each had been tried for the best. No safe
rate is taken off: a policy that is nearly all in cash which earns has a high ratio and little growth.
Intervals and chances come from ${DRAWN.resamples} histories of days drawn in blocks, the same days for all policies.

Sharpe ratio a year of the three, in brackets the chance that it is no luck, per cent:

${deflatedTable(markets, book, [ONE, HALF_KELLY, STEELYARD], marketWord)}

### A walk forward: volatility targets

A target is picked by its growth over the years before, then held over the next span, ${EMBARGO_MS / 86_400_000} days left out between (years of fit and of
test: ${families.join("; ")}). What it promised where it was picked stands beside what it kept.

${walkTable(markets, book, marketWord)}`;
}

const valuesWords = (values: PolicyValues | null): string =>
  values === null
    ? "not studied there"
    : Object.entries(values)
        .map(
          ([name, value]) =>
            `${name} ${name === "every" || name === "reopen" || name === "refresh" ? `${Number(value) / 86_400_000} d` : String(value)}`,
        )
        .join(", ") || "its defaults";

function settingsTable(): string {
  const kinds = ["loop", "perpetual", "margin-loan"] as const;
  return table([
    ["policy", "kind", "loops", "perpetuals", "margin loan"],
    ...studyPolicies.map(({ name, kind, settings }) => [
      name,
      kind,
      ...kinds.map((each) => valuesWords(settings[each])),
    ]),
  ]);
}

/** Runs that a policy or the engine refused to finish: their cells are not available, and this is why. */
function stoppedWords(markets: readonly StudyMarket[], book: Book): string {
  const told = book.stopped().map(({ market, policy, checkMs, span, because }) => {
    const word = marketWord(markets.find(({ id }) => id === market) ?? { name: market, caveat: "" });
    return `${policy}, ${word}, every ${checkWord(checkMs)}, ${span}, ${because}`;
  });
  return told.length === 0
    ? ""
    : `- Not available because a run could not be finished:\n${told.map((each) => `  - ${each}`).join("\n")}\n`;
}

function fineprint(markets: readonly StudyMarket[], book: Book, seconds: number): string {
  const told = markets.map((market) => {
    const { prices } = market.market;
    const notes = book.track(market.id, ONE, market.checksMs[0])?.notes ?? [];
    const last = prices.closeMs.length - 1;
    const lines = [
      `${prices.source}: ${prices.close.length} closes from ${day(prices.closeMs[0])} to ${day(prices.closeMs[last])}, ${prices.gaps.missing} bars lacking`,
      ...market.stated,
      ...notes.map((note) => `the engine says: ${note}`),
    ];
    return `- **${marketWord(market)}**\n${lines.map((line) => `  - ${line}`).join("\n")}`;
  });
  return `## What it rests on

Settings, stated before any run and the same for all years; what is left out has the policy's default:

${settingsTable()}

- Every run begins with ${WEALTH.toLocaleString("en")} in cash. Trades are filled at the next open (closes alone: the next close). Fees: loops ${100 * STATED.loopFee} %
  and half of a ${100 * STATED.loopSpread} % spread and ${STATED.loopFixed} a trade; else the venue's own fee and half of a ${100 * STATED.perpetualSpread} % spread. Trades below ${STATED.tradeMin} are not made.
  No impact of size.
- Steelyard decides anew every ${REFRESH_MS.loop / 86_400_000} days (shares: every ${REFRESH_MS["margin-loan"] / 86_400_000}; its "deleverages" four times more seldom), as estimates take longer than all the rest of a run; on estimates of what was known by then; an outage of the watcher is not in these runs.
${told.join("\n")}
${stoppedWords(markets, book)}- The run took ${Math.round(seconds / 60)} minutes.

## What it cannot show

- Three coins that fall together, one stretch of history with a rising trend, and one index that survived. They are no independent witnesses.
- Terms of venues are those of one day, put back into years that had other terms or no such venue.
- Lows of one exchange's hourly bars stand for oracles and mark prices; no outage, no congestion, no auto-deleveraging, no lost peg of a dollar.
- The settings are round numbers; with others, other policies would be fastest. That is what the chances of luck are for.
- A year's run begins in cash: what a policy that was already holding would have done there is in the whole spans alone.`;
}

/** The whole page. */
export const pageOf = (markets: readonly StudyMarket[], book: Book, seconds: number): string =>
  [
    "# Which policy survives?",
    "<!-- Written by npm run study; run it again, do not edit. -->",
    "Written by `npm run study -- ../shared/data`. Every policy that there is, on every past that there is, by the venues' own rules, with costs, funding and interest. Steelyard stands beside half-Kelly and 1x throughout.",
    findings(markets, book),
    ROWS,
    wholeSection(markets, book),
    yearSection(markets, book),
    crashSection(markets, book),
    whySection(markets, book),
    luckSection(markets, book),
    fineprint(markets, book, seconds),
    "",
  ].join("\n\n");
