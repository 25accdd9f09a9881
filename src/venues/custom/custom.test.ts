import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { liquidationRatio } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { custom, type CustomLending, type CustomPerpetual } from "./index.js";

const common = { asset: "ETH", quote: "USDC", asOf: "2026-01-31", source: "the venue's page", tradingCostRate: 0.001 };

const lending: CustomLending = {
  ...common,
  kind: "lending",
  reserves: {
    ETH: { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 },
    USDC: { loanToValueMax: 0, liquidationThreshold: 0, liquidationBonus: 0 },
  },
};

const perpetual: CustomPerpetual = { ...common, kind: "perpetual", maintenanceRate: 0.005, leverageRatioMax: 50 };

const tiered = (second: object): object => ({
  ...common,
  kind: "perpetual",
  tiers: [
    { notionalFloor: 0, notionalCap: 1000, leverageRatioMax: 50, maintenanceRate: 0.01, maintenanceAmount: 0 },
    {
      notionalFloor: 1000,
      notionalCap: 5000,
      leverageRatioMax: 20,
      maintenanceRate: 0.025,
      maintenanceAmount: 15,
      ...second,
    },
  ],
});

/** JSON with one key changed; undefined takes the key out. */
const changed = (base: object, change: object): string => JSON.stringify({ ...base, ...change });

describe("from a file", () => {
  test("a lending venue: its own rule, date, source and limits", () => {
    const market = custom.find({
      asset: "eth",
      parameters: changed(lending, {
        alsoCalled: ["WETH"],
        release: "2",
        notionalMax: 1e6,
        triggerPrice: "exchange-rate",
      }),
    });
    expect(market).toMatchObject({
      asset: "ETH",
      quote: "USDC",
      alsoCalled: ["WETH"],
      asOfMs: Date.UTC(2026, 0, 31),
      source: "the venue's page",
    });
    expect(market.model).toMatchObject({ id: "custom", release: "2", triggerPrice: "exchange-rate", twoSided: false });
    expect(market.model.notionalMax("ETH", { ETH: 1 })).toBe(1e6);
    expect(market.model.leverageRatioMax("ETH", 1, { ETH: 1 })).toBeCloseTo(5, 12);
    expect(market.model.leverageRatioMax("ETH", -1, { ETH: 1 })).toBe(0);
  });

  test("the same parameters in code and in a file are the same market", () => {
    const prices = { ETH: 2500, USDC: 1 };
    for (const parameters of [lending, perpetual]) {
      const [coded, read] = [
        custom.market(parameters),
        custom.find({ asset: "ETH", parameters: JSON.stringify(parameters) }),
      ];
      const ratio = ({ model }: typeof coded): number | null =>
        liquidationRatio(model, model.holding("ETH", { equity: 100, notional: 300 }, prices), onePath(prices, "ETH"));
      expect(ratio(coded)).toBe(ratio(read));
      expect(ratio(coded)).toBeGreaterThan(0);
    }
  });

  test("a maintenance amount left out is the one that makes the demand continuous", () => {
    const given = custom.find({ asset: "ETH", parameters: JSON.stringify(tiered({})) }).model;
    const derived = custom.find({
      asset: "ETH",
      parameters: JSON.stringify(tiered({ maintenanceAmount: undefined })),
    }).model;
    const account = { legs: [{ kind: "perpetual", asset: "ETH", quantity: 2, entryPrice: 1 } as const] };
    expect(derived.equityDemand(account, { ETH: 1000 })).toBe(given.equityDemand(account, { ETH: 1000 }));
    expect(given.equityDemand(account, { ETH: 1000 })).toBe(35);
  });

  test("calls that never heal an account end with all of the debt closed", () => {
    // Threshold x (1 + bonus) equals the health factor, .96: each call halves the debt and leaves the factor where it was.
    const reserve = { loanToValueMax: 0.5, liquidationThreshold: 0.8, liquidationBonus: 0.2 };
    const { model } = custom.market({ ...lending, closeFactor: 0.5, reserves: { ETH: reserve, USDC: reserve } });
    const account = {
      legs: [
        { kind: "collateral", asset: "ETH", quantity: 12 },
        { kind: "debt", asset: "USDC", quantity: 1000 },
      ],
    } as const;
    const outcome = model.liquidate(account, { ETH: 100, USDC: 1 });
    expect(outcome.closedNotional).toBeCloseTo(1000, 9);
    expect(outcome.cost).toBeCloseTo(200, 9);
    expect(outcome.badDebt).toBeCloseTo(0, 9);
  });

  test("a remainder is returned where a liquidation fee is stated, and the margin is lost where none is", () => {
    const prices = { ETH: 100, USDC: 1 };
    const outcomeOf = (parameters: CustomPerpetual) => {
      const { model } = custom.market(parameters);
      return model.liquidate(model.holding("ETH", { equity: 100, notional: 1000 }, prices), { ETH: 90.4, USDC: 1 });
    };
    expect(outcomeOf({ ...perpetual, liquidationFeeRate: 0.001 }).cost).toBeCloseTo(0.904, 9);
    expect(outcomeOf(perpetual).cost).toBeCloseTo(4, 9);
  });
});

describe("bad parameters name their field and end with exit status 78", () => {
  const reserve = { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 };
  const reserves = (change: object): string =>
    changed(lending, { reserves: { ...lending.reserves, ETH: { ...reserve, ...change } } });
  const at = "custom.reserves.ETH";

  test.each<readonly [name: string, text: string, code: string, field: string]>([
    ["no JSON", "{kind: lending}", "E_PARSE", "custom"],
    ["NaN in the text", '{"tradingCostRate": NaN}', "E_PARSE", "custom"],
    ["an empty text", "", "E_PARSE", "custom"],
    ["a list", "[]", "E_PARSE", "custom"],
    ["null", "null", "E_PARSE", "custom"],
    ["no kind", "{}", "E_MISSING", "custom.kind"],
    ["an unknown kind", '{"kind": "options"}', "E_UNKNOWN_KEY", "custom.kind"],
    ["a key twice", '{"kind": "lending", "kind": "perpetual"}', "E_DUPLICATE_KEY", "custom.kind"],
    ["a key twice, once escaped", '{"kind": "lending", "\\u006bind": "lending"}', "E_DUPLICATE_KEY", "custom.kind"],
    ["a text of three million characters", `"${"x".repeat(3_000_000)}"`, "E_TOO_LARGE", "custom"],
    ["a misspelt key", changed(lending, { closefactor: 0.5 }), "E_UNKNOWN_KEY", "custom.closefactor"],
    [
      "a key named __proto__",
      '{"__proto__": 1, ' + JSON.stringify(lending).slice(1),
      "E_UNKNOWN_KEY",
      "custom.__proto__",
    ],
    ["a key of the other kind", changed(perpetual, { closeFactor: 1 }), "E_UNKNOWN_KEY", "custom.closeFactor"],
    ["no asset", changed(lending, { asset: undefined }), "E_MISSING", "custom.asset"],
    ["an empty asset", changed(lending, { asset: "" }), "E_PARSE", "custom.asset"],
    ["the asset as quote", changed(lending, { quote: "ETH" }), "E_CONFIG_CONFLICT", "custom.quote"],
    ["no day", changed(lending, { asOf: undefined }), "E_MISSING", "custom.asOf"],
    ["a day that does not exist", changed(lending, { asOf: "2026-02-30" }), "E_PARSE", "custom.asOf"],
    ["a day as a number", changed(lending, { asOf: 1_769_817_600 }), "E_PARSE", "custom.asOf"],
    ["no source", changed(lending, { source: undefined }), "E_MISSING", "custom.source"],
    ["no trading cost", changed(lending, { tradingCostRate: undefined }), "E_MISSING", "custom.tradingCostRate"],
    ["a cost of 1e999", JSON.stringify(lending).replace("0.001", "1e999"), "E_NOT_FINITE", "custom.tradingCostRate"],
    ["a null", changed(lending, { tradingCostRate: null }), "E_NOT_A_NUMBER", "custom.tradingCostRate"],
    ["no reserves", changed(lending, { reserves: undefined }), "E_MISSING", "custom.reserves"],
    ["no reserve of the quote", changed(lending, { reserves: { ETH: reserve } }), "E_MISSING", "custom.reserves.USDC"],
    ["a threshold of 83", reserves({ liquidationThreshold: 83 }), "E_UNIT_AMBIGUOUS", `${at}.liquidationThreshold`],
    ["a threshold of 8300", reserves({ liquidationThreshold: 8300 }), "E_OUT_OF_RANGE", `${at}.liquidationThreshold`],
    ['a threshold of "83%"', reserves({ liquidationThreshold: "83%" }), "E_NOT_A_NUMBER", `${at}.liquidationThreshold`],
    ["a negative threshold", reserves({ liquidationThreshold: -0.83 }), "E_OUT_OF_RANGE", `${at}.liquidationThreshold`],
    ["no threshold", reserves({ liquidationThreshold: undefined }), "E_MISSING", `${at}.liquidationThreshold`],
    [
      "a threshold below the loan to value",
      reserves({ liquidationThreshold: 0.7 }),
      "E_CONFIG_CONFLICT",
      `${at}.loanToValueMax`,
    ],
    [
      "a loan to value of 1",
      reserves({ loanToValueMax: 1, liquidationThreshold: 1, liquidationBonus: 0 }),
      "E_CONFIG_CONFLICT",
      `${at}.loanToValueMax`,
    ],
    [
      "a bonus that always leaves bad debt",
      reserves({ liquidationBonus: 0.3 }),
      "E_CONFIG_CONFLICT",
      `${at}.liquidationBonus`,
    ],
    ["a close factor of 0", changed(lending, { closeFactor: 0 }), "E_OUT_OF_RANGE", "custom.closeFactor"],
    ["a close factor of 50", changed(lending, { closeFactor: 50 }), "E_UNIT_AMBIGUOUS", "custom.closeFactor"],
    ["an unknown trigger price", changed(lending, { triggerPrice: "last" }), "E_UNKNOWN_KEY", "custom.triggerPrice"],
    ["a size limit of 0", changed(lending, { notionalMax: 0 }), "E_OUT_OF_RANGE", "custom.notionalMax"],
    [
      "a maintenance rate of 5",
      changed(perpetual, { maintenanceRate: 5 }),
      "E_UNIT_AMBIGUOUS",
      "custom.maintenanceRate",
    ],
    ["no maintenance rate", changed(perpetual, { maintenanceRate: undefined }), "E_MISSING", "custom.maintenanceRate"],
    ["a leverage below 1", changed(perpetual, { leverageRatioMax: 0.5 }), "E_OUT_OF_RANGE", "custom.leverageRatioMax"],
    [
      "a leverage that is liquidated at once",
      changed(perpetual, { leverageRatioMax: 200 }),
      "E_CONFIG_CONFLICT",
      "custom.leverageRatioMax",
    ],
    [
      "the same with the closing fee",
      changed(perpetual, { closingFeeRate: 0.015 }),
      "E_CONFIG_CONFLICT",
      "custom.leverageRatioMax",
    ],
    [
      "a flat rate beside tiers",
      changed(tiered({}), { maintenanceRate: 0.01 }),
      "E_UNKNOWN_KEY",
      "custom.maintenanceRate",
    ],
    [
      "no tiers",
      changed(perpetual, { tiers: [], maintenanceRate: undefined, leverageRatioMax: undefined }),
      "E_CONFIG_CONFLICT",
      "custom.tiers",
    ],
    ["tiers that are no list", changed(perpetual, { tiers: 5 }), "E_PARSE", "custom.tiers"],
    ["a tier that is no object", changed(perpetual, { tiers: [5] }), "E_PARSE", "custom.tiers[0]"],
    [
      "tiers that overlap",
      JSON.stringify(tiered({ notionalFloor: 900 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].notionalFloor",
    ],
    [
      "tiers with a hole",
      JSON.stringify(tiered({ notionalFloor: 1100 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].notionalFloor",
    ],
    [
      "tiers that jump",
      JSON.stringify(tiered({ maintenanceAmount: 14 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].maintenanceAmount",
    ],
    [
      "a rate that falls",
      JSON.stringify(tiered({ maintenanceRate: 0.005 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].maintenanceRate",
    ],
    [
      "leverage that rises with size",
      JSON.stringify(tiered({ leverageRatioMax: 60 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].leverageRatioMax",
    ],
    [
      "leverage that a tier liquidates",
      JSON.stringify(tiered({ leverageRatioMax: 40 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].leverageRatioMax",
    ],
    [
      "a cap below the floor",
      JSON.stringify(tiered({ notionalCap: 500 })),
      "E_CONFIG_CONFLICT",
      "custom.tiers[1].notionalCap",
    ],
    ["a misspelt key in a tier", JSON.stringify(tiered({ mmr: 0.1 })), "E_UNKNOWN_KEY", "custom.tiers[1].mmr"],
    [
      "a first tier above 0",
      changed(perpetual, { tiers: [{ notionalFloor: 5, leverageRatioMax: 2, maintenanceRate: 0.1 }] }),
      "E_CONFIG_CONFLICT",
      "custom.tiers[0].notionalFloor",
    ],
  ])("%s", (_name, text, code, field) => {
    expect(() => custom.find({ asset: "ETH", parameters: text })).toThrow(
      expect.objectContaining({ code, field, exitStatus: 78 }) as Error,
    );
  });

  test("a value that only code can hold is refused as well", () => {
    const given = { ...perpetual, maintenanceRate: Number.NaN };
    expect(() => custom.market(given)).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "custom.maintenanceRate" }) as Error,
    );
  });
});

test("the error asks what a figure above 1 means", () => {
  const text = changed(perpetual, { maintenanceRate: 5 });
  expect(() => custom.find({ asset: "ETH", parameters: text })).toThrow(
    expect.objectContaining({ hint: "write 0.05 if 5 % is meant" }) as Error,
  );
});

test("without parameters there is nothing to answer from, and the asset must be theirs", () => {
  expect(() => custom.find({ asset: "ETH" })).toThrow(
    expect.objectContaining({ code: "E_MISSING", field: "parameters" }) as Error,
  );
  const parameters = JSON.stringify(lending);
  expect(() => custom.find({ asset: "BTC", parameters })).toThrow(
    expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "asset" }) as Error,
  );
});

test("the examples of the README are read as they stand", () => {
  const readme = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const examples = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1]!);
  expect(examples.map((text) => custom.find({ asset: "ETH", parameters: text }).quote)).toEqual(["USDC", "USD"]);
});
