import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountReading, MarketReading } from "../ports/index.js";
import { filledFrom } from "./live-settings.js";
import { amount, estimate } from "./setting-readers.js";

const reading: AccountReading = {
  ...{
    venue: "aave-v3",
    chain: "ethereum",
    holder: "0x1",
    asOfMs: 0,
    block: 7,
    source: "node.example",
    release: "3.6",
  },
  ...{ account: { legs: [] }, isolated: [], prices: {}, currency: "USD", markets: [], stated: [], notes: [] },
};

const market = (of: Partial<MarketReading>): MarketReading => ({
  ...{ margin: 0, asset: "WETH", quote: "USDC", price: 2000, quantity: 10, debt: 12_000, equity: 8000 },
  ...{ margin: 0, rates: {}, pool: null, parameters: {}, others: [] },
  ...of,
});

const figure = fc.double({ min: 1e-12, max: 1e24, noNaN: true });

describe("the settings of an account that was read", () => {
  test("every amount is read back as the same number, bit for bit", () => {
    fc.assert(
      fc.property(figure, figure, figure, (price, quantity, debt) => {
        const filled = filledFrom(
          new Map(),
          reading,
          market({ price, quantity, debt, equity: quantity * price - debt }),
        );
        expect([amount(filled, "price"), amount(filled, "quantity"), amount(filled, "debt")]).toEqual([
          price,
          quantity,
          debt,
        ]);
      }),
    );
  });

  test("a rate below 100 % is read back as the same number, one above it to the last digit but one", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 9.9, noNaN: true }), (value) => {
        const rates = { borrowRateAnnual: { value, source: "a rate" } };
        const read = estimate(filledFrom(new Map(), reading, market({ rates })), "borrow-rate");
        if (Math.abs(value) < 1) expect(read?.value).toBe(value);
        else expect(Math.abs((read?.value ?? 0) / value - 1)).toBeLessThan(4 * Number.EPSILON);
        expect(read?.source).toBe("a rate, node.example, block 7");
      }),
    );
  });

  test("a debt stands for what it bought; a short, a perpetual and idle cash need their equity", () => {
    const held = (of: Partial<MarketReading>): readonly (number | undefined)[] => {
      const filled = filledFrom(new Map(), reading, market(of));
      return [amount(filled, "quantity"), amount(filled, "debt"), amount(filled, "equity")];
    };
    expect(held({})).toEqual([10, 12_000, undefined]);
    expect(held({ debt: 0, equity: 20_000 })).toEqual([10, 0, undefined]);
    expect(held({ quantity: -12, debt: null, equity: 46_000 })).toEqual([-12, undefined, 46_000]);
    expect(held({ quantity: 3, debt: null, equity: 500 })).toEqual([3, undefined, 500]);
    expect(held({ debt: 0, equity: 21_000 })).toEqual([10, undefined, 21_000]); // 1,000 of cash beside it
    expect(held({ quantity: 0, debt: null, equity: 500 })).toEqual([undefined, undefined, 500]);
  });

  test("what was typed of rates stays", () => {
    const typed = { text: "5%", field: "--borrow-rate", source: null, folder: "" };
    const rates = { borrowRateAnnual: { value: 0.09, source: "a rate" } };
    const filled = filledFrom(new Map([["borrow-rate", typed]]), reading, market({ rates }));
    expect(filled.get("borrow-rate")).toBe(typed);
  });
});
