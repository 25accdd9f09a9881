import { afterEach, describe, expect, test } from "vitest";
import { BTC_GATE, exchangeAnswer, gateRecording, readExchange, type Answer } from "../../../tests/exchange-answers.js";
import { serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";
import type { AccountReading } from "../../ports/index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

const recording = (fields: Answer = {}): HttpRecording =>
  gateRecording({ ...exchangeAnswer("gate", "position-2024-01-12"), ...fields }, BTC_GATE);

async function asked(from: HttpRecording, market: string | null = null): Promise<AccountReading> {
  server = await serveHttp(from);
  return readExchange("gate", server.url, { market, nowMs: BTC_GATE.timeMs + 1500 });
}

describe("a cross long of one contract of BTC_USDT, recorded on 2024-01-12 04:37 UTC", () => {
  test("a contract is 0.0001 BTC: units, margin and worth", async () => {
    const { account, markets, prices } = await asked(recording());
    expect(account.legs).toEqual([
      { kind: "collateral", asset: "USDT", quantity: 12.51345151332 },
      { kind: "perpetual", asset: "BTC_USDT", quantity: 0.0001, entryPrice: 46030.3 },
    ]);
    expect(prices).toEqual({ USDT: 1, BTC_USDT: 46051.6 });
    // The profit that the venue states: 0.00213.
    expect(markets[0]?.equity).toBeCloseTo(12.51345151332 + 0.00213, 10);
    expect(markets[0]?.rates.fundingRateAnnual?.value).toBeCloseTo(0.002053 * 3 * 365, 10);
  });

  test("no liquidation price and no maintenance margin are stated, and no price is stamped: said, not made up", async () => {
    const { stated, notes, asOfMs } = await asked(recording(), "BTC_USDT");
    expect(stated).toEqual([]);
    expect(asOfMs).toBe(BTC_GATE.timeMs + 1500);
    expect(notes).toEqual([
      "gate stamps no price: taken as of now",
      "gate states no liquidation price and no maintenance margin of BTC_USDT: none to compare",
      "the fee to close a liquidated position is that of the lowest account level",
    ]);
  });
});
