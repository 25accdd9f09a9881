import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { held, lender, START, viewOf, Walk, walked } from "../../../../tests/practice-walk.js";
import { HOLD } from "../../view.js";
import { leverageAtLoanToValue } from "../lending-position.js";
import { autoBuySellKind } from "./kind.js";
import { autoBuySellPolicy } from "./policy.js";
import { sizeToLoanToValue } from "./sizing.js";

const settings = {
  ...{ open: 2.5, stopLoss: 0.78, deviation: 0.01, swapFee: 0, flashFee: 0 }, // opens at 60 %
  buy: { execution: 0.5, target: 0.6, price: null },
  sell: { execution: 0.7, target: 0.6, price: null },
};
const policy = autoBuySellPolicy(settings);
const at = (loanToValue: number, given = {}) => held(leverageAtLoanToValue(loanToValue), given);

describe("the triggers, as isExecutionLegal of the two commands has them", () => {
  test("on its loan to value each fires; between them nothing does", () => {
    expect(policy.adjust(at(0.5))).toMatchObject({ because: "auto-buy", leverageRatio: 2.5 });
    expect(policy.adjust(at(0.5002))).toBe(HOLD);
    expect(policy.adjust(at(0.6998))).toBe(HOLD);
    expect(policy.adjust(at(0.7))).toMatchObject({ because: "auto-sell", leverageRatio: 2.5 });
  });

  test("a trigger is met by its own loan to value, whose leverage is not a whole number of bits", () => {
    const sell = { execution: 0.69, target: 0.6, price: null };
    expect(autoBuySellPolicy({ ...settings, sell }).adjust(at(0.69))).toMatchObject({ because: "auto-sell" });
    expect(policy.adjust(at(0.78))).toMatchObject({ because: "stop-loss", leverageRatio: 0 });
    expect(policy.adjust(at(0.7799))).toMatchObject({ because: "auto-sell" });
  });

  test("the loan to value is truncated to hundredths of a per cent", () => {
    expect(policy.adjust(at(0.50009))).toMatchObject({ because: "auto-buy" });
    expect(policy.adjust(at(0.69999))).toBe(HOLD);
  });

  test("prices beyond which they do not fire", () => {
    const priced = autoBuySellPolicy({
      ...settings,
      buy: { ...settings.buy, price: 2500 },
      sell: { ...settings.sell, price: 1500 },
    });
    const fires = (loanToValue: number, price: number): boolean =>
      priced.adjust(at(loanToValue, { price })).kind === "trade";
    expect([fires(0.5, 2500), fires(0.5, 2501), fires(0.7, 1500), fires(0.7, 1499)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test("the venue's limit must be above the purchase's end and the sale's start", () => {
    expect(policy.adjust(at(0.5, { market: lender(0.606, 0.83) }))).toBe(HOLD);
    expect(policy.adjust(at(0.5, { market: lender(0.607, 0.83) }))).toMatchObject({ because: "auto-buy" });
    expect(policy.adjust(at(0.7, { market: lender(0.7, 0.83) }))).toBe(HOLD);
  });

  test("from the stop-loss on all is closed, and nothing is opened again", () => {
    const walk = new Walk(policy);
    // 12.5 ETH, 15,000 owed; at 1,530 in one fall 15,000 / 19,125 = 78.4 %.
    expect(walked(walk, [2000, 1530, 1530, 3000])).toEqual([
      "opens 2.5000",
      "stop-loss 0.0000",
      "hold 0.0000",
      "hold 0.0000",
    ]);
  });
});

test("a price that falls and rises step by step", () => {
  expect(walked(new Walk(policy), [2000, 1750, 1700, 1700, 2050])).toEqual([
    // 15,000 / 21,875 = 68.6 %, then 70.6 % sold to 60 %, where 9,375 owed over 15,625 lend 48.6 % at 2,050.
    ...["opens 2.5000", "hold 3.1818", "auto-sell 2.5000", "hold 2.5000", "auto-buy 2.5000"],
  ]);
});

test("with fees the trade is the one that the sizing formula has", () => {
  const fees = { swapFee: 0.002, flashFee: 0.0005 };
  const charged = autoBuySellPolicy({ ...settings, ...fees });
  const loans = fc.oneof(
    fc.double({ min: 0.2, max: 0.49, noNaN: true }),
    fc.double({ min: 0.71, max: 0.77, noNaN: true }),
  );
  fc.assert(
    fc.property(loans, (loanToValue) => {
      const walk = new Walk(charged);
      walk.check(2000);
      [walk.units, walk.debt, walk.cash] = [10, 20_000 * loanToValue, 0];
      const price = { oraclePrice: 2000, marketPrice: 2000, slippage: 0 };
      const sized = sizeToLoanToValue({ collateral: 10, debt: walk.debt, loanToValue: 0.6, ...price, ...fees });
      const [units, debt] = [10 + sized.collateral, walk.debt + sized.debt];
      walk.check(2000);
      expect(walk.units).toBeCloseTo(units, 9);
      expect(walk.debt).toBeCloseTo(debt, 6);
    }),
  );
});

describe("settings that are refused, with the numbers", () => {
  const { buy, sell } = settings;
  test.each([
    [{ buy: { ...buy, target: 0.71 } }, "your auto-buy will trigger your auto-sell"],
    [{ sell: { ...sell, target: 0.5 } }, "your auto-sell will trigger your auto-buy"],
    [{ buy: { ...buy, target: 0.69 }, sell: null, stopLoss: 0.69 }, "your auto-buy will trigger your stop-loss"],
    [{ stopLoss: 0.7 }, "your auto-sell would never fire"],
    [{ buy: { ...buy, target: 0.505 } }, "your auto-buy would fire again at once"],
    [{ sell: { ...sell, target: 0.695 } }, "it would fire again at once"],
    [{ buy: { ...buy, execution: 0.591, target: 0.65 } }, "it would buy at once"],
    [{ open: 3.4 }, "it would sell at once"],
    [{ open: 5, buy: null, sell: null }, "it would close at once"],
  ])("%j: %s", (given, hint) => {
    expect(() => autoBuySellPolicy({ ...settings, ...given })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", hint }),
    );
  });

  test("both numbers stand in the message", () => {
    const refused = () => autoBuySellPolicy({ ...settings, buy: { ...buy, target: 0.71 } });
    expect(refused).toThrow(/buyTo 71 %, sellAt 70 %/);
  });

  test.each([
    [{ open: -2 }, "open"],
    [{ buy: { ...buy, execution: 50 } }, "buyAt"],
    [{ sell: { ...sell, target: 0 } }, "sellTo"],
    [{ buy: { ...buy, price: 0 } }, "buyPrice"],
    [{ stopLoss: 1 }, "stopLoss"],
    [{ deviation: 1 }, "deviation"],
    [{ swapFee: 0.2 }, "swapFee"],
    [{ flashFee: -0.01 }, "flashFee"],
  ])("%j: out of range", (given, field) => {
    expect(() => autoBuySellPolicy({ ...settings, ...given })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field }),
    );
  });
});

test("no debt, no trade; no shorts", () => {
  expect(policy.adjust(viewOf({ lastTradeMs: START, liquidations: 1 }))).toBe(HOLD);
  expect(() => policy.adjust(held(-1))).toThrow(expect.objectContaining({ field: "view.notional" }));
});

test("by name, and the triggers as leverage", () => {
  const costs = { deviation: 0.01, swapFee: 0.002, flashFee: 0 };
  const named = autoBuySellKind.of({
    open: 2.5,
    buyAt: 0.5,
    buyTo: 0.6,
    sellAt: 0.7,
    sellTo: 0.6,
    stopLoss: 0.78,
    ...costs,
  });
  expect(named.label).toBe("open 2.5x, buy at 50 % to 60 %, sell at 70 % to 60 %, stop-loss at 78 %");
  expect(named.adjust(at(0.7))).toMatchObject({ leverageRatio: 2.5, concessionRate: 0.002 });
  const close = (value: number): number => expect.closeTo(value, 12) as number;
  const ends = { endsFrom: close(1 / (1 - 0.594)), endsTo: close(1 / (1 - 0.606)) };
  expect(named.rules).toEqual([
    { name: "auto-buy", firesBelow: 2, firesAbove: null, ...ends },
    { name: "auto-sell", firesBelow: null, firesAbove: close(1 / 0.3), ...ends },
    { name: "stop-loss", firesBelow: null, firesAbove: close(1 / 0.22), endsFrom: 0, endsTo: 0 },
  ]);
  expect(() => autoBuySellKind.of({ open: 2.5, buyAt: 0.5, ...costs })).toThrow(
    expect.objectContaining({ field: "buyAt, buyTo" }),
  );
});
