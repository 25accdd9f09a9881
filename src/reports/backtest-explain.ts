import type { BacktestJson } from "../schemas/index.js";
import { ATTRIBUTION_PARTS } from "./backtest.js";
import { namedTable } from "./backtest-table.js";
import { attributionLines, cents } from "./backtest-text.js";
import { compoundWords } from "./backtest-words.js";
import { day, money as amount } from "./format.js";
import { joined, paragraph } from "./layout.js";

/** What is explained of one policy of a backtest. */
export type ExplainedBacktest = Pick<BacktestJson["policies"][number], "label" | "summary" | "attribution" | "ledger">;

/** Where most of the total came from, in one sentence. */
export function backtestExplainSentence({ label, summary, attribution: { money } }: ExplainedBacktest): string {
  const [most] = [...ATTRIBUTION_PARTS].sort((a, b) => Math.abs(money[b]) - Math.abs(money[a]));
  const { startMs, endMs, wealthStart, wealthEnd, growthAnnual } = summary;
  const largest = most === undefined ? "" : `, of which the largest part is ${NAMES[most]}, ${cents(money[most])}`;
  const span = `from ${day(startMs)} to ${day(endMs)}`;
  const yearly = growthAnnual === null ? "and was ruined" : `${compoundWords(growthAnnual)} a year compound`;
  return `${label} made ${amount(wealthEnd)} of ${amount(wealthStart)} ${span}, ${yearly}: ${cents(money.total)}${largest}.`;
}

const NAMES: Readonly<Record<(typeof ATTRIBUTION_PARTS)[number], string>> = {
  price: "price",
  carry: "carry",
  varianceDrag: "variance drag",
  cost: "cost of trading",
  liquidation: "liquidation",
};

const LEDGER: Readonly<Record<string, string>> = {
  price: "price moves, variance drag among them",
  borrow: "interest on borrowed money",
  assetBorrow: "interest on the borrowed asset",
  lend: "interest on idle cash",
  yield: "yield of the asset",
  funding: "funding",
  reserve: "interest on what is kept out of reach",
  fee: "fees",
  spread: "spread",
  impact: "impact",
  fixed: "fixed cost of trades",
  concession: "concessions to those who execute",
  reward: "rewards to those who execute",
  liquidation: "taken by the venue when it closed",
  forgiven: "debt that nothing was left to pay",
};

/** Entries of the ledger that are not 0. */
function ledgerLines({ ledger }: ExplainedBacktest): readonly string[] {
  const { price, carry, costs, liquidation, forgiven } = ledger;
  const entries = Object.entries({ price, ...carry, ...costs, liquidation, forgiven }).filter(
    ([, value]) => value !== 0,
  );
  return namedTable(
    "The same by what was paid and earned",
    ["money"],
    entries.map(([name, value]) => ({ name: LEDGER[name] ?? name, cells: [cents(value)] })),
  );
}

/** Where the total of a backtest came from: to the cent, and in growth. */
export function backtestExplainText(policy: ExplainedBacktest): string {
  return joined([
    paragraph(backtestExplainSentence(policy)),
    attributionLines(policy.attribution, policy.label),
    ledgerLines(policy),
    paragraph(
      "The parts add up to the last cent, and those of log growth, ln(end / start), to its total. A move x of the logarithm of the price at leverage L of all wealth adds L x to its growth (price) and about (L - L^2) x^2 / 2 more (variance drag); money is split in the same shares.",
    ),
  ]);
}
