/** The page: the answer first, then what it rests on. Every number comes from the run. */
import { HORIZON_DAYS, BAND, STEP_DAYS, type Run } from "./judge.js";
import { BORROW_OTHERWISE, FUNDING_OTHERWISE } from "./assets.js";
import { cellOf, curveOf, differenceOf, scoresOf } from "./figures.js";
import { models } from "./models.js";
import { pathModels } from "./path-models.js";
import { reliabilityPicture, type Panel } from "./pictures.js";
import type { Subject } from "./records.js";
import {
  boundTable,
  cellWords,
  growthTable,
  longsAlone,
  modelTable,
  modelsByAsset,
  oddsTable,
  outsideOf,
  pathTable,
} from "./tables.js";
import { day, percent, signed, table } from "./words.js";
import { brierOf, logLossOf, LOG_CLIP } from "../../src/backtest/index.js";

const [NOW, BEFORE] = ["#1b6ca8", "#c0562f"];

/** A reliability picture of one asset: a panel for each horizon, the default and what it was before. */
export function pictureOf(run: Run, part: Pick<Subject, "managed" | "event">): string {
  const panels = HORIZON_DAYS.map((horizonDays): Panel => {
    const curve = (model: string) => curveOf(run, run.book.where({ ...part, horizonDays, model }));
    return {
      title: `${run.asset.id}, within ${horizonDays} days`,
      curves: [
        { name: "what is stated", color: NOW, points: curve("default") },
        { name: "what was stated before", color: BEFORE, points: curve("before") },
      ],
    };
  });
  return reliabilityPicture(panels);
}

/** Pictures by file name. */
export const picturesOf = (runs: readonly Run[]): ReadonlyMap<string, string> =>
  new Map(
    runs.flatMap((run) => [
      [`liquidation-${run.asset.id.toLowerCase()}.svg`, pictureOf(run, longsAlone)] as const,
      [
        `fifth-lost-${run.asset.id.toLowerCase()}.svg`,
        pictureOf(run, { managed: false, event: "fifth lost" }),
      ] as const,
    ]),
  );

/** All leverage ratios of an asset together, by horizon: the default and what it was before. */
function pooledTable(runs: readonly Run[], part: Pick<Subject, "managed" | "event">): string {
  const rows = runs.flatMap((run) =>
    HORIZON_DAYS.map((horizonDays) => {
      const own = { ...part, horizonDays };
      const cell = (model: string) => cellWords(cellOf(run, run.book.where({ ...own, model })));
      const scores = ["default", "before", "plain"].map((model) => signed(scoresOf([run], own, model).brierSkill, 3));
      return [run.asset.id, `${horizonDays} d`, cell("default"), cell("before"), ...scores];
    }),
  );
  const head = ["asset", "within", "stated → came [95 %], per cent", "before: stated → came"];
  return table([[...head, "Brier skill", "before", "plain"], ...rows]);
}

/** The words for a difference in score. */
function differenceWords(runs: readonly Run[], part: Partial<Subject>, model: string): string {
  const [brier, log] = [brierOf, logLossOf].map((score) => differenceOf(runs, part, ["default", model], score));
  const one = ({ value, low, high }: typeof brier): string =>
    `${signed(value, 4)} [${signed(low, 4)}, ${signed(high, 4)}]`;
  return `Brier score ${one(brier)}, log score ${one(log)}`;
}

const EVENT_WORDS = { liquidation: "liquidation", "half lost": "half lost", "fifth lost": "a fifth lost" } as const;

/** How many cells lie outside their interval, by event, policy and horizon. */
function outsideTable(runs: readonly Run[]): string {
  const events = ["liquidation", "half lost", "fifth lost"] as const;
  const rows = [false, true].flatMap((managed) =>
    events.map((event) => {
      const cells = HORIZON_DAYS.flatMap((horizonDays) =>
        ["default", "before"].map((model) => {
          const { outside, all, over } = outsideOf(runs, { managed, event, horizonDays }, model);
          if (all === 0) return "";
          return `${outside} of ${all}${outside === 0 ? "" : ` (${over} too high)`}`;
        }),
      );
      return [`${managed ? "watched" : "left alone"}: ${EVENT_WORDS[event]}`, ...cells];
    }),
  );
  return table([["", ...HORIZON_DAYS.flatMap((days) => [`${days} d`, `${days} d, before`])], ...rows]);
}

function answer(runs: readonly Run[]): string {
  const now = outsideOf(runs, longsAlone, "default");
  const before = outsideOf(runs, longsAlone, "before");
  const skills = (model: string) => scoresOf(runs, longsAlone, model).brierSkill;
  return `## The answer

Of ${now.all} chances of liquidation of a position that is left alone (by asset, venue, side, leverage and horizon), ${now.outside} were stated
outside the 95 % interval of what came, ${now.over} of them too high. If every chance were right, about ${Math.round(0.05 * now.all)} would be. Before the
calibration it was ${before.outside}, ${before.over} of them too high: the chances were those of a volatility of a year ahead, whatever the
horizon, and took it for surer than it is.

Against the constant forecast that could have been made (how often it had happened by then) the Brier score is
${percent(skills("default"))} % better; before it was ${percent(skills("before"))} %, and a plain volatility, taken as known, gives ${percent(skills("plain"))} %. Against what was stated before,
dates of all assets drawn together in blocks: ${differenceWords(runs, longsAlone, "before")} (below 0 is better).

All leverage ratios and both sides of an asset together, left alone, liquidation. Bold: what was stated lies outside.

${pooledTable(runs, longsAlone)}

Cells (one position, leverage and horizon each) whose chance lies outside the interval of what came:

${outsideTable(runs)}

Watched each hour, liquidation is stated as an upper bound by construction, with gaps at the upper limit of a rate learnt from all
bars so far. The table shows it with gaps as often as expected beside it. What is left between that and what came is a rate
learnt from the early, wilder years as much as from the last.

${boundTable(runs)}`;
}

/** The sections of one event and policy. */
function eventSection(
  runs: readonly Run[],
  title: string,
  words: string,
  part: Pick<Subject, "managed" | "event">,
): string {
  return [`### ${title}`, words, ...runs.map((run) => oddsTable(run, part, "default"))].join("\n\n");
}

const images = (runs: readonly Run[], kind: string, words: string): string =>
  runs
    .map(
      ({ asset }) => `![${asset.id}: ${words}, stated against came](calibration/${kind}-${asset.id.toLowerCase()}.svg)`,
    )
    .join("\n\n");

function details(runs: readonly Run[]): string {
  return `## Position by position

Each cell: leverage, chance stated on average → how often it came [95 % interval], per cent; bold where the chance lies outside.
Brier skill is 1 − Brier score / that of the constant forecast.

${eventSection(runs, "Left alone: liquidation", images(runs, "liquidation", "liquidation left alone"), longsAlone)}

${eventSection(runs, "Left alone: a fifth of the equity lost at any time", images(runs, "fifth-lost", "a fifth lost"), { managed: false, event: "fifth lost" })}

${eventSection(runs, "Left alone: half of the equity lost at any time", "", { managed: false, event: "half lost" })}

${eventSection(
  runs,
  "Watched each hour: liquidation",
  `Traded back to the nearest edge when the leverage is more than ${percent(BAND)} % away from the one wanted. The chance is an upper bound by
construction (gaps at the upper limit of their rate), and should lie above what came.`,
  { managed: true, event: "liquidation" },
)}

${eventSection(runs, "Watched each hour: a fifth of the equity lost at any time", "", { managed: true, event: "fifth lost" })}

${eventSection(runs, "Watched each hour: half of the equity lost at any time", "", { managed: true, event: "half lost" })}`;
}

function modelSection(runs: readonly Run[]): string {
  const words = Object.entries(models).map(([name, what]) => `- **${name}**: ${what}.`);
  return `## What was tried

Longs left alone, liquidation, every asset. All models have the same gaps, drift and rates (plain: no drift); the odds are the
product's own functions throughout.

- **constant**: how often it had happened in the windows that had ended by then, (k + 1/2) / (n + 1).
${words.join("\n")}

"The law of its own past errors": the volatility over the horizon is taken as log-normal about the forecast, with the mean and
spread that the logs of such forecasts' errors had had by then. It is what makes the difference: a price whose volatility
wanders is, to the time that its variance has taken, a plain Brownian motion, so that fat tails and clustering act on these odds
through what the variance of the horizon may be, and hardly otherwise. Which forecast stands in the middle matters less.

${modelTable(runs)}

Brier skill against constant / log score, by asset and horizon:

${modelsByAsset(runs)}

Simulated paths, perpetuals held long and left alone, a date every ${STEP_DAYS.paths} days; the other models' scores are of the same dates:

${Object.entries(pathModels)
  .map(([name, what]) => `- **${name} paths**: ${what}.`)
  .join("\n")}

${pathTable(runs)}

The default is the line learnt: ln(volatility over the horizon / long-run volatility) on ln(present / long-run volatility), so
that it is the long-run forecast where the present tells nothing and the present one where it tells all. Models that are no
worse by their interval than the default are as good a choice by these data; no model was chosen by asset.`;
}

function growthSection(runs: readonly Run[]): string {
  return `## Growth

The 90 % interval of the growth of an answer is one of the expected growth: what drift, volatility and rates may be. What one
quarter or one year then brings has its own noise on top, leverage × volatility / √years, so that the interval by itself is not
one of the outcome and should not be read so. With that noise it should hold 90 %.

${growthTable(runs)}

Yearly windows every four weeks over a few years are a handful of separate years: the shares say little by themselves.`;
}

function fineprint(runs: readonly Run[], seconds: number): string {
  const spans = runs.map(({ asset, dates }) => {
    const { untouched, managed } = dates;
    return `- ${asset.id}: ${asset.file}, ${asset.series.close.length} hourly bars; chances stated from ${day(untouched[0])} to ${day(untouched[untouched.length - 1])}, ${untouched.length} dates left alone, ${managed.length} watched; ${asset.series.gaps.missing} bars lacking.`;
  });
  return `## What it rests on

${spans.join("\n")}
- A date every ${STEP_DAYS.untouched} days left alone, every ${STEP_DAYS.managed} watched; at each, estimates from the bars up to then alone. A test replaces what comes
  later by noise, and the chances stay the same.
- Loops at Aave v3 on Ethereum (WBTC, WETH against dollars), perpetuals by the newest brackets of Binance USD-M (SOL: a flat maintenance
  rate of 1 %), for all dates. Liquidation by the venue's own rule through the one solver, within the hour in which the low (of a
  short, the high) reaches the level. Interest and funding are booked every 8 hours; funding as recorded where it is (2020-2024), else
  ${percent(FUNDING_OTHERWISE)} % a year; the borrow rate as recorded in 2024, else ${percent(BORROW_OTHERWISE)} %. Stated rates are means of the 30 days before.
- Prices of BTC and ETH are spot, for perpetuals too: a venue's mark follows spot more closely than its own last trades. SOL is the
  perpetual's last trade.
- Intervals: dates whose windows overlap are not independent. The variance is the circular block bootstrap's, blocks of dates twice the
  horizon long and two months at least, all leverage ratios of a date drawn together; limits are Wilson's for as many events as that
  variance is worth, at most as many as there are separate windows (Poisson's where few came). On synthetic overlapping windows a test
  finds their coverage about nominal.
- The log score counts chances below ${LOG_CLIP} or above ${1 - LOG_CLIP} as those.
- The run took ${Math.round(seconds / 60)} minutes.

## What it cannot show

- Windows of 90 days: some two dozen separate ones for BTC and ETH, fewer for SOL. An interval that holds the chance is not proof that it is
  right; it is wide.
- One stretch of history with a rising trend and three assets that fall together. The assets are no independent witnesses.
- The form of the line (what it is on, its prior, its horizons) was chosen with these prices in sight; its numbers at each date were not.
- Cells share their dates and their falls: that none or many lie outside is less than as many separate findings.
- Volatility fell over the years. A law learnt from its own past errors has learnt that, and will be wrong when it rises for years.
- Rare events: a chance of one in a thousand cannot be checked with a few hundred weeks. Where nothing came, the interval only says
  that the chance is not large.
- Lows of one exchange's hourly bars, no oracle delays, no partial fills, no venue outage; trades at the close at the venue's cost.
- Parameters of venues are those of one day.`;
}

/** The whole page. */
export const pageOf = (runs: readonly Run[], seconds: number): string =>
  [
    "# Are the stated odds right?",
    "<!-- Written by npm run calibrate; run it again, do not edit. -->",
    "Written by `npm run calibrate -- ../shared/data`. It walks through recorded prices: at each date it states the odds that `decide` states, with what was known by then, and sees what came.",
    answer(runs),
    details(runs),
    modelSection(runs),
    growthSection(runs),
    fineprint(runs, seconds),
    "",
  ].join("\n\n");
