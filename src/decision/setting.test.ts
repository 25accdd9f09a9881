import { describe, expect, test } from "vitest";
import { figures, perpetualMarket, tailGap } from "../../tests/markets.js";
import { requestOf } from "../../tests/requests.js";
import { DAY_MS } from "../model/index.js";
import { decide } from "./decide.js";
import type { DecisionRequest } from "./request.js";

describe("bad requests", () => {
  const code = (change: Partial<DecisionRequest>): string => {
    try {
      decide({ ...requestOf(), ...change });
      return "none";
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : "?";
    }
  };
  const account = { asset: "ETH", price: 2_500 };

  test.each<[string, Partial<DecisionRequest>]>([
    ["E_MISSING", { account }],
    ["E_OUT_OF_RANGE", { account: { ...account, quantity: 10, debt: 25_000 } }],
    ["E_OUT_OF_RANGE", { account: { ...account, equity: 1, price: 0 } }],
    ["E_NOT_FINITE", { account: { ...account, equity: Number.NaN } }],
    ["E_CONFIG_CONFLICT", { account: { ...account, equity: 1, quantity: 1, debt: 1 } }],
    ["E_UNKNOWN_KEY", { account: { ...account, asset: "BTC", equity: 1 } }],
    ["E_OUT_OF_RANGE", { wealth: 10 }],
    ["E_OUT_OF_RANGE", { tolerance: { lossMax: 1.5, probabilityMax: 0.1 } }],
    ["E_OUT_OF_RANGE", { tolerance: { lossMax: 0.5, probabilityMax: 0 } }],
    [
      "E_NOT_FINITE",
      { estimates: { ...figures(), volatilityAnnual: { ...figures().volatilityAnnual, value: Infinity } } },
    ],
    ["E_OUT_OF_RANGE", { estimates: figures({ volatility: 0 }) }],
    ["E_MISSING", { side: "short" }],
    ["E_MISSING", { venue: perpetualMarket() }],
    [
      "E_CONFIG_CONFLICT",
      { estimates: figures({ gap: tailGap() }), policy: { kind: "rebalanced", checkIntervalMs: DAY_MS } },
    ],
    ["E_OUT_OF_RANGE", { costs: { tradingCostRate: 2 } }],
    ["E_OUT_OF_RANGE", { policy: { kind: "unattended", resetMs: 0 } }],
  ])("%s: %j", (expected, change) => {
    expect(code(change)).toBe(expected);
  });
});

describe("callers without types", () => {
  const without = (change: object): unknown => ({ ...requestOf(), ...change });
  const refused = (request: unknown): object => {
    try {
      decide(request as DecisionRequest);
      return {};
    } catch (error) {
      return error as object;
    }
  };

  test.each([
    [undefined, "E_MISSING", "request"],
    [{}, "E_MISSING", "account"],
    [without({ tolerance: undefined }), "E_MISSING", "tolerance"],
    [without({ tolerence: 1 }), "E_UNKNOWN_KEY", "tolerence"],
    [without({ account: { asset: "ETH", equity: 1 } }), "E_MISSING", "account.price"],
    [without({ account: { asset: "ETH", price: 1, quantty: 1 } }), "E_UNKNOWN_KEY", "account.quantty"],
    [without({ tolerance: { lossMax: 0.5 } }), "E_MISSING", "tolerance.probabilityMax"],
    [without({ costs: { fee: 1 } }), "E_UNKNOWN_KEY", "costs.fee"],
    [without({ mandate: 3 }), "E_MISSING", "mandate"],
    [without({ estimates: {} }), "E_MISSING", "estimates.volatilityAnnual"],
    [without({ venue: "aave-v3" }), "E_MISSING", "venue"],
  ])("%j: %s at %s", (request, code, field) => {
    expect(refused(request)).toMatchObject({ code, field });
  });
});
