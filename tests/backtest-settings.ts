import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import type { PolicyValues } from "../src/policies/index.js";

/** One way in which a kind of policy is run. */
export interface PolicyRun {
  readonly values: PolicyValues;
  /** Bars of a day, for what needs years of prices; else of an hour. */
  readonly daily?: true;
  /** At a lending venue alone: the rule is one of collateral and debt. */
  readonly lendingOnly?: true;
}

const loan = (values: PolicyValues): PolicyRun => ({ values, lendingOnly: true });

const learnt = { window: 10 * DAY_MS };

/** Ways in which each kind of policy is run, by its id: such that it trades. */
export const policyRuns: Readonly<Record<string, readonly PolicyRun[]>> = {
  hold: [{ values: { leverage: 2 } }],
  schedule: [{ values: { leverage: 2, every: DAY_MS } }],
  band: [{ values: { low: 1.6, high: 2.4, to: "edge" } }, { values: { low: 1.8, high: 2.2, to: "target", target: 2 } }],
  "volatility-target": [{ values: { volatility: 0.8, halfLife: 2 * DAY_MS } }],
  kelly: [{ values: { fraction: 0.5, ...learnt } }],
  "drawdown-floor": [{ values: { floor: 0.7, ...learnt } }],
  "journal-kelly": [{ values: { fraction: 0.5, period: 6 * HOUR_MS, ...learnt } }],
  "stop-loss": [
    { values: { leverage: 2, stop: 0.04, by: "resting", reopen: DAY_MS } },
    { values: { leverage: 2, stop: 0.04, by: "watched", reopen: DAY_MS } },
  ],
  "flexible-leverage": [loan({ speed: 0.2 })],
  "boost-repay": [loan({ repayBelow: 1.5, repayTo: 1.6, boostAbove: 1.8, boostTo: 1.7, open: 2, loanToValue: 0.8 })],
  "auto-buy-sell": [loan({ open: 2, buyAt: 0.45, buyTo: 0.5, sellAt: 0.55, sellTo: 0.5 })],
  "leverage-token": [loan({ min: 1.8, target: 2, max: 2.2 })],
  "seventy-percent": [loan({ every: DAY_MS })],
  "partial-deleverage": [loan({ open: 3, debtRatio: 0.7 })],
  steelyard: [{ values: { loss: 0.6, chance: 0.3 }, daily: true }],
  "steelyard-protect": [{ values: { leverage: 2, loss: 0.6 }, daily: true }],
  "steelyard-hold": [{ values: { leverage: 2 }, daily: true }],
};
