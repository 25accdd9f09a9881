import type { WindowFigures } from "../backtest/index.js";
import { chosenRun, type ATTRIBUTION_PARTS, type BacktestReport, type BacktestRun } from "./backtest.js";
import { change, day, duration, money, percent, plural } from "./format.js";

/** Compound change of wealth a year, exp(growth) - 1 of the growth of its logarithm: "+73 %", never below -100 %. */
export const compoundWords = (growthAnnual: number): string => change(Math.expm1(growthAnnual));

/** Compound change of wealth a year; "ruined" where nothing was left. */
export const growthWords = (growthAnnual: number | null): string =>
  growthAnnual === null ? "ruined" : compoundWords(growthAnnual);

const survived = ({ result }: BacktestRun): boolean => result.summary.growthAnnual !== null;

/** "once liquidated", "3 times liquidated", "never liquidated". */
export const closedWords = (count: number): string =>
  count === 0 ? "never liquidated" : count === 1 ? "liquidated once" : `liquidated ${count} times`;

/** Wealth that differs by less, a share of it, is of the same trades. */
const SAME = 1e-9;

/** True where two runs traded alike: as many trades, and the same wealth all along. */
export function isSame(one: BacktestRun, other: BacktestRun): boolean {
  const [wealth, beside] = [one.track.wealth, other.track.wealth];
  return (
    one.result.summary.trades === other.result.summary.trades &&
    wealth.every((each, at) => Math.abs(each - (beside[at] ?? 0)) <= SAME * Math.abs(each))
  );
}

/** Which policy survived and grew, in one sentence. */
export function backtestSentence(report: BacktestReport): string {
  const { runs, market, prices } = report;
  const [baseline, ...others] = runs;
  const best = chosenRun(report);
  const span = `${market.asset} at ${market.venue}, ${day(prices.fromMs)} to ${day(prices.toMs)}`;
  const lost = others.filter((run) => !survived(run)).length;
  const ruin = lost === 0 ? "" : ` ${plural(lost, "policy was", "policies were")} ruined.`;
  const made = `${baseline.label}, which ${madeWords(baseline, market.quote)}`;
  if (best === baseline)
    return others.length === 0
      ? `${span}: ${fullWords(baseline, market.quote)}.`
      : `${span}: ${survived(baseline) ? `only ${baseline.label} survived: it ${madeWords(baseline, market.quote)}` : "no policy survived"}.${ruin}`;
  if (isSame(best, baseline))
    return `${span}: nothing beat ${made}; the best of the others, ${best.label}, is ${baseline.label}: the same trades.${ruin}`;
  const isFastest = (best.result.summary.growthAnnual ?? 0) >= (baseline.result.summary.growthAnnual ?? -Infinity);
  return isFastest
    ? `${span}: ${fullWords(best, market.quote)}; ${baseline.label} ${madeWords(baseline, "")}.${ruin}`
    : `${span}: nothing beat ${made}; the best of the others was ${best.label}, which ${madeWords(best, "")}, ${closedWords(best.result.summary.liquidations)}.${ruin}`;
}

/** "made 90,434 of 10,000 USDC, +73 % a year"; "was ruined". */
function madeWords({ result: { summary } }: BacktestRun, quote: string): string {
  const { wealthStart, wealthEnd, growthAnnual } = summary;
  if (growthAnnual === null) return "was ruined";
  const of = `${money(wealthStart)}${quote === "" ? "" : ` ${quote}`}`;
  return `made ${money(wealthEnd)} of ${of}, ${compoundWords(growthAnnual)} a year`;
}

/** "band 1.5x to 2x made 84,000 of 10,000 USDC, +51 % a year, never liquidated". */
function fullWords(run: BacktestRun, quote: string): string {
  const { trades, liquidations } = run.result.summary;
  const made = `${run.label} ${trades === 0 ? "never held anything, and " : ""}${madeWords(run, quote)}`;
  return trades === 0 ? made : `${made}, ${closedWords(liquidations)}`;
}

/** A deflated Sharpe ratio from which a result is more than luck (Bailey & Lopez de Prado 2014 reject at 95 %). */
const SURE = 0.95;

/** What luck is judged by: over the named policies, or over the whole sweep. */
function judgedOver(report: BacktestReport) {
  const { luck } = report;
  return {
    overfitting: luck?.overfitting ?? null,
    tried: luck?.trials.tried ?? 0,
    deflated: chosenRun(report).judgement?.deflatedSharpe ?? null,
  };
}

/** In a few words whether the chosen policy did better than the baseline by more than luck. */
function verdictWords(report: BacktestReport): string {
  const { judgement, label } = chosenRun(report);
  const [baseline] = report.runs;
  const { overfitting, deflated } = judgedOver(report);
  if (judgement?.verdict === "worse") return `${label} is worse than ${baseline.label}, and not by bad luck alone`;
  if (judgement === null || judgement.beats === null) return "There is nothing to hold it against";
  if (judgement.growthDifference !== null && judgement.growthDifference.value < 0)
    return `That ${label} did worse than ${baseline.label} may be bad luck`;
  const isSure = judgement.verdict === "better" && (deflated ?? 0) >= SURE && (overfitting?.probability ?? 0) < 0.5;
  return isSure
    ? "More than luck, as far as one past tells"
    : `That ${label} did better than ${baseline.label} may be luck`;
}

/** Whether what the chosen policy shows is more than luck, with the figures that say so. */
export function luckWords(report: BacktestReport): string {
  const run = chosenRun(report);
  const { judgement } = run;
  const [baseline] = report.runs;
  if (report.luck === null || judgement === null)
    return "Whether that is more than luck cannot be said: the days are too few.";
  if (run !== baseline && isSame(run, baseline))
    return `${run.label} traded as ${baseline.label} did: there is nothing to tell the two apart by.`;
  const { overfitting, deflated, tried } = judgedOver(report);
  const { beats } = judgement;
  const figures = [
    ...(beats === null
      ? []
      : [
          `over another such history it beats ${baseline.label} with a chance of ${percent(beats.value)} (90 % interval ${percent(beats.low)} to ${percent(beats.high)})`,
        ]),
    ...(deflated === null
      ? []
      : [
          `the chance that its Sharpe ratio is more than luck is ${percent(deflated)}, with ${tried} tried (deflated Sharpe ratio)`,
        ]),
    ...(overfitting === null
      ? []
      : [
          `the best of one half of the past is no better than the middle in the other half in ${percent(overfitting.probability)} of ${money(overfitting.splits)} splits (PBO)`,
        ]),
  ];
  return figures.length === 0 ? `${verdictWords(report)}.` : `${verdictWords(report)}: ${figures.join("; ")}.`;
}

/** What a run did in a window, for a cell: its return, and how often it was closed. */
export function windowCell(figures: WindowFigures | undefined): string {
  if (figures === undefined || figures.status === "not-available") return "n/a";
  const { simpleReturn, liquidations, logGrowth, cut } = figures;
  if (logGrowth === "ruined") return "ruined";
  const size = Math.abs(simpleReturn) * 100;
  const digits = size.toFixed(size >= 9.95 ? 0 : 1);
  const sign = Number(digits) === 0 ? "" : simpleReturn > 0 ? "+" : "-";
  return `${sign}${digits}%${cut ? "'" : ""}${liquidations === 0 ? "" : `*${liquidations}`}`;
}

/** What was run, on what, by which terms. */
export function askedWords({ asked, market, prices }: BacktestReport): string {
  const { costs, checkIntervalMs, reactionMs, wealth } = asked;
  const fee = costs.feeRate === null ? "the venue's own fee" : `a fee of ${percent(costs.feeRate)}`;
  const spread = costs.spreadRate === 0 ? "" : `, a spread of ${percent(costs.spreadRate)}`;
  const impact =
    costs.impact === null ? "" : `, ${percent(costs.impact.rate)} of impact at ${money(costs.impact.notional)}`;
  const fixed = costs.fixedCost === 0 ? "" : `, ${money(costs.fixedCost)} a trade`;
  const least = costs.tradeMin === 0 ? "" : `, no trade below ${money(costs.tradeMin)}`;
  const reaction = reactionMs === 0 ? "the next price" : `the first price ${duration(reactionMs)} later or after`;
  return `Asked: ${money(wealth)} ${market.quote} in cash at the start; looked at every ${duration(checkIntervalMs).replace(/^an? /, "")} and filled at ${reaction}; ${fee}${spread}${impact}${fixed}${least}. Prices: ${prices.source}, ${plural(prices.rows, "bar", "bars")} of ${duration(prices.intervalMs)}${prices.closesOnly ? ", closes alone: liquidation sees no lows" : ""}.`;
}

/** Whose rules they are. */
export const rulesWords = ({ market }: BacktestReport): string =>
  `Rules of ${market.venue} ${market.release}, parameters of ${day(market.asOfMs)}: ${market.source}. Not financial advice.`;

/** What each part of an attribution is. */
export const PART_WORDS: Readonly<Record<(typeof ATTRIBUTION_PARTS)[number] | "total", string>> = {
  price: "price: what the moves brought, before all else",
  carry: "carry: interest, yield, funding",
  varianceDrag: "variance drag: what ups and downs take of growth",
  cost: "cost of trading",
  liquidation: "liquidation",
  total: "in all",
};
