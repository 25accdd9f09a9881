import { describe, test } from "vitest";
import { exchangeAccounts } from "./live-accounts.js";
import { expectAnswer, expectPosition, expectSameDecision } from "./live-commands.js";

describe.each([
  ["binance, an isolated short of DOGEUSDT of 2024-03-08", exchangeAccounts.binance],
  ["bybit, a cross position of SOLUSDT of 2025-10-02", exchangeAccounts.bybit],
  ["okx, a cross long of BTC-USDT-SWAP of 2021-07-25", exchangeAccounts.okx],
  ["gate, a cross long of BTC_USDT of 2024-01-12", exchangeAccounts.gate],
] as const)("%s", (_, open) => {
  test("position: in every coordinate, at 80 columns, as one JSON value and as one sentence", () =>
    expectPosition(open));
  test("optimize --json is what the same figures give when they are typed, bit for bit", () =>
    expectSameDecision(open));
});

test.each(["liquidation", "plan", "carry"])("%s takes an account at an exchange", (command) =>
  expectAnswer(() => exchangeAccounts.binance(), command),
);
