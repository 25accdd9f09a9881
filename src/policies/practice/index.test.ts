import { describe, expect, test } from "vitest";
import { held, START, viewOf } from "../../../tests/practice-walk.js";
import type { PolicyDescription } from "../kind.js";
import { policyOf } from "../registry.js";
import { practiceKinds } from "./index.js";

/** One of each kind by name, with what has no default. */
const descriptions: readonly PolicyDescription[] = [
  { policy: "flexible-leverage", values: {} },
  { policy: "boost-repay", values: { repayBelow: 1.3, repayTo: 1.4, boostAbove: 1.8, boostTo: 1.6 } },
  { policy: "auto-buy-sell", values: { open: 2.5, buyAt: 0.5, buyTo: 0.6, sellAt: 0.7, sellTo: 0.6, stopLoss: 0.78 } },
  { policy: "leverage-token", values: { min: 1.5, target: 2, max: 2.5 } },
  { policy: "seventy-percent", values: {} },
  { policy: "partial-deleverage", values: { open: 3, debtRatio: 0.75 } },
];

test("every kind stands in the registry under its own name, and is described here", () => {
  expect(descriptions.map(({ policy }) => policy)).toEqual(practiceKinds.map(({ id }) => id));
  for (const description of descriptions) expect(policyOf(description).id).toBe(description.policy);
});

/** Settings and views of one world: nothing may depend on anything else. */
const views = [1.2, 1.6, 2.2, 2.8, 3.6, 4.5].map((leverageRatio) =>
  Object.freeze(held(leverageRatio, { memory: Object.freeze({}), nowMs: START + 7 * 86_400_000 })),
);

describe.each(descriptions)("$policy", (description) => {
  const policy = policyOf(description);

  test("opens a long with debt from cash, at most at what its trade may have", () => {
    const action = policy.adjust(viewOf());
    if (action.kind !== "trade") throw new Error("it must open");
    expect(action.leverageRatio).toBeGreaterThan(1);
  });

  test("the same view gives the same action, whatever it was shown before", () => {
    const first = views.map((view) => policy.adjust(view));
    const again = [...views].reverse().map((view) => policyOf(description).adjust(view));
    expect(again.reverse()).toEqual(first);
  });

  test("refuses shorts by name, and asks for no signals or estimates", () => {
    expect(() => policy.adjust(held(-1.5))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "view.notional" }),
    );
    expect([policy.signals, policy.estimates]).toEqual([[], null]);
  });

  test("its actions and settings are plain data, so that they can be journalled and sent to a worker", () => {
    for (const view of views) {
      const action = policy.adjust(view);
      expect(structuredClone(action)).toEqual(action);
      for (const value of Object.values(action.memory ?? {})) expect(Number.isFinite(value)).toBe(true);
    }
    expect(structuredClone(description)).toEqual(description);
  });
});
