import { expect, test } from "vitest";
import { figures, halfInTen, perpetualMarket, tailGap } from "../../tests/markets.js";
import { answerOf, requestOf } from "../../tests/requests.js";

test("the right size on too little equity: equity is added, nothing is traded, and what is held is called too much", () => {
  const decision = answerOf(
    requestOf(
      {},
      {
        account: { asset: "ETH", equity: 5_000, quantity: 36.88, price: 2_500 },
        wealth: 100_000,
        venue: perpetualMarket(),
        estimates: figures({ drift: 0.6, funding: 0.1, gap: tailGap({ intensity: 33, index: 2.6 }) }),
        tolerance: halfInTen,
      },
    ),
  );
  expect(decision.current?.leverageRatio).toBeCloseTo(18.44, 2);
  expect(decision.current?.side).toBe("too-much");
  expect(decision.current?.shortfallAnnual).toBeGreaterThan(0.1);
  expect(decision.plan?.steps.map(({ kind }) => kind)).toEqual(["deposit"]);
  expect(decision.plan!.after.liquidationPrice).toBeNull();
  expect(decision.plan!.to).toBeLessThan(1.2);
});

test("a holder of a tenth of his wealth is not told to buy with all of it: with no view, what is held stays", () => {
  const account = { asset: "ETH", quantity: 4, debt: 0, price: 2_500 };
  const tolerance = { lossMax: 0.5, probabilityMax: 0.1 };
  const decision = answerOf(requestOf({ drift: null }, { account, wealth: 100_000, tolerance }));
  expect(decision.totalLeverageRatio).toBeCloseTo(0.1, 12);
  expect(decision.plan?.kind).toBe("hold");
});

test("the coordinates after the plan are those of the account that it leaves", () => {
  const account = { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 };
  const { plan } = answerOf(requestOf({ drift: 0.6 }, { account }));
  const repaid = plan!.steps.find(({ kind }) => kind === "repay")!.quantity;
  const sold = plan!.steps.find(({ kind }) => kind === "sell")!.quantity;
  const [debt, collateral] = [50_000 - repaid, (40 - sold) * 2_500];
  expect(plan!.after.loanToValue).toBeCloseTo(debt / collateral, 9);
  expect(plan!.after.liquidationPriceRatio).toBeCloseTo(debt / (0.83 * collateral), 9);
});
