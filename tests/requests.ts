import { decide, type DecisionRequest } from "../src/decision/index.js";
import type { CapName, Decision, DecisionAnswer } from "../src/model/index.js";
import { figures, halfInTen, lendingMarket, type Figures } from "./markets.js";

/** 50,000 of equity in cash, ETH at 2,500, a lending market, half lost within a year with 10 %; a test changes what it is about. */
export const requestOf = (given: Figures = {}, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  account: { asset: "ETH", equity: 50_000, price: 2_500 },
  venue: lendingMarket(),
  estimates: figures(given),
  tolerance: halfInTen,
  ...more,
});

/** The answer of a decision that must have one. */
export function answerOf(given: DecisionRequest): DecisionAnswer & { readonly status: Decision["status"] } {
  const decision = decide(given);
  if (decision.status === "infeasible") throw new Error(decision.because);
  return decision;
}

/** One cap of a decision; null where it does not apply. */
export const capOf = (decision: Pick<Decision, "caps">, name: CapName): number | null =>
  decision.caps.find((cap) => cap.name === name)?.leverageRatioMax ?? null;
