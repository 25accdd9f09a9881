import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { venueKinds } from "../../../tests/backtest-markets.js";
import { bybit } from "../../venues/bybit/index.js";
import { gmxV2 } from "../../venues/gmx-v2/index.js";
import { demandBoxes, NO_BOX, surplusAt } from "./liquidation-rule.js";
import { formOf, openAt, type Position } from "./position.js";

describe.each(Object.entries(venueKinds))("%s", (_name, market) => {
  const formed = { market, form: formOf(market) };
  const boxOf = demandBoxes(formed);

  test("what a box says is safe, the venue's own rule says as well", () => {
    let safe = 0;
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 7, noNaN: true }),
        fc.double({ min: 0.3, max: 5, noNaN: true }),
        fc.double({ min: 0.05, max: 1.2, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.boolean(),
        (logNotional, logPrice, margin, move, isLong) => {
          const [price, side] = [10 ** logPrice, isLong || !market.model.twoSided ? 1 : -1];
          const position: Position = { quantity: 0, cash: 0, entryValue: 0 };
          openAt(position, formed.form, margin * 10 ** logNotional, side * 10 ** logNotional, price);
          const at = price * move;
          const notional = Math.abs(position.quantity) * at;
          const box = boxOf(side, notional, at);
          const equity = position.cash + position.quantity * at - position.entryValue;
          if (!(equity > box.rate * notional)) return;
          safe++;
          expect(surplusAt(formed, position, at)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
    expect(safe).toBeGreaterThan(30);
  });
});

test.each([
  ["GMX v2 reckons size at entry", gmxV2.find({ asset: "ETH" })],
  ["Bybit's rules of 2024 reckon margin at entry", bybit.find({ asset: "BTCUSDT", release: "2024-09" })],
])("%s: no box holds for it, and it is asked at every bar that its guard does not cover", (_name, market) => {
  expect(demandBoxes({ market, form: formOf(market) })(1, 1000, 1000)).toBe(NO_BOX);
});
