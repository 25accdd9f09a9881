import { afterEach, describe, expect, test } from "vitest";
import { decide } from "../../decision/index.js";
import { equity } from "../../model/index.js";
import { BTC_SWAP, exchangeAnswer, okxRecording, readExchange, type Answer } from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";
import { figures, halfInTen } from "../../../tests/markets.js";
import type { AccountReading } from "../../ports/index.js";
import { okxSwap } from "./index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

async function readFrom(
  recording: HttpRecording,
  timeMs: number,
  market: string | null = null,
): Promise<AccountReading> {
  server = await serveHttp(recording);
  return readExchange("okx-swap", server.url, { market, nowMs: timeMs + 1500 });
}

const recorded = (): Answer => exchangeAnswer("okx-swap", "position-2021-07-25");

/** The mark of the moment, which the recorded profit and value give: 34,131.1 + 0.0108608358957281 / 0.01. */
const markPx = String(34131.1 + 0.0108608358957281 / 0.01);
/** Equity by the recorded margin ratio: 140.49930117599155 times maintenance and the fee to close, 0.05 % of the value. */
const marginBalance = 140.49930117599155 * (1.3652874433435829 + 0.0005 * 0.01 * Number(markPx));

/** The whole recorded position with the mark that its own figures give. */
const recording = (figuresOf: Answer = {}): HttpRecording =>
  okxRecording({ ...recorded(), markPx, ...figuresOf }, BTC_SWAP, String(marginBalance));
const asked = (from: HttpRecording, market: string | null = null): Promise<AccountReading> =>
  readFrom(from, BTC_SWAP.timeMs, market);

describe("a cross long of one BTC-USDT-SWAP, recorded on 2021-07-25 15:40 UTC", () => {
  test("maintenance of 0.4 % and a fee to close of 0.05 % give the venue's liquidation price to the last digit", async () => {
    const { stated } = await asked(recording());
    expect(stated).toEqual([
      {
        name: "liquidationPrice",
        asset: "BTC-USDT-SWAP",
        value: 12608.959083877446,
        ours: expect.closeTo(12608.959083877446, 8) as number,
      },
      // The rule demands the fee to close as well: 1.3652874433435829 and 0.17066093041794787.
      {
        name: "maintenanceMargin",
        asset: "BTC-USDT-SWAP",
        value: 1.3652874433435829,
        ours: expect.closeTo(1.3652874433435829 + 0.17066093041794787, 12) as number,
      },
    ]);
  });

  test("the mark printed with it, 4,786.46, is of another day: disputed by its own value and profit", async () => {
    const refused = asked(okxRecording(recorded(), BTC_SWAP, String(marginBalance)));
    await expect(refused).rejects.toMatchObject({ code: "E_DISPUTED", field: "positions.BTC-USDT-SWAP.notionalUsd" });
  });

  test("the same decision, bit for bit, as what is typed by hand", async () => {
    const { markets, source } = await asked(recording(), "BTC-USDT-SWAP");
    const [market] = markets;
    const { data } = exchangeAnswer<{ data: object }>("okx-swap", "position-tiers-2025-12-29");
    const parameters = { tiers: data, asOf: "2021-07-25", source: `answer of ${source}` };
    const typed = okxSwap.find({ asset: "BTC-USDT-SWAP", parameters: JSON.stringify(parameters) });
    const found = okxSwap.find({ asset: "BTC-USDT-SWAP", parameters: JSON.stringify(market!.parameters) });
    const estimates = (funding: number) => figures({ volatility: 0.6, drift: 0.3, funding });
    const account = { asset: market!.asset, price: market!.price, quantity: market!.quantity, equity: market!.equity };
    const funding = market!.rates.fundingRateAnnual!.value;
    const byKey = decide({ account, venue: found, estimates: estimates(funding), tolerance: halfInTen });
    const byHand = decide({
      account: { asset: "BTC-USDT-SWAP", price: Number(markPx), quantity: 0.01, equity: market!.equity },
      venue: typed,
      estimates: estimates(0.00027815 * 3 * 365),
      tolerance: halfInTen,
    });
    expect(market!.equity).toBeCloseTo(marginBalance, 9);
    expect(byKey.status).not.toBe("infeasible");
    expect(byKey).toEqual(byHand);
  });
});

describe("an isolated inverse long of 10 dollars, recorded on 2021-04-27 of ETH-USD-210430", () => {
  const position = exchangeAnswer("okx-swap", "position-inverse-2021-04-27");
  /** The mark that its profit in coins gives: 10 (1/2566.31 - 1/mark). */
  const mark = 1 / (1 / 2566.31 + 0.0000009932766034 / 10);
  const moment = { symbol: "ETH-USD-SWAP", price: String(mark), timeMs: 1619507761462 };

  /** Served as the perpetual of the same coin, whose rule is the same, with one tier of what it states: 0.8 % at 10x. */
  const inverse = (): HttpRecording => {
    const swap = { ...position, instType: "SWAP", instId: moment.symbol, markPx: moment.price, notionalUsd: "10" };
    const base = okxRecording(swap, moment, "1");
    const listed = changed(base, "public/instruments", (answer: { data: Answer[] }) => ({
      ...answer,
      data: answer.data.map((each) => ({ ...each, settleCcy: "ETH", ctVal: "10", ctValCcy: "USD", ctType: "inverse" })),
    }));
    return changed(listed, "position-tiers", (answer: Answer) => ({
      ...answer,
      data: [{ instFamily: "ETH-USD", minSz: "0", maxSz: "1", mmr: "0.008", maxLever: "10" }],
    }));
  };

  test("margin and profit in the coin; closed one cent, a tick, before the venue's price", async () => {
    const { isolated, markets, prices, stated, currency } = await readFrom(inverse(), moment.timeMs, "ETH/USD");
    expect(isolated[0]?.legs).toEqual([
      { kind: "collateral", asset: "ETH", quantity: 0.0003896645377994 },
      { kind: "perpetual", asset: "ETH", quantity: 10 / 2566.31, entryPrice: 2566.31 },
    ]);
    expect([currency, prices["USD"]]).toEqual(["USD", 1]);
    // Margin in coins and profit in coins, at the mark.
    const worth = (0.0003896645377994 - 0.0000009932766034) * mark;
    expect(equity(isolated[0]!, prices)).toBeCloseTo(worth, 12);
    // What is long of the coin: the margin, and the units that 10 dollars bought.
    const held = 0.0003896645377994 + 10 / 2566.31;
    expect(markets).toMatchObject([{ asset: "ETH", quote: "USD", quantity: held, debt: null }]);
    expect(markets[0]?.equity).toBeCloseTo(worth, 12);
    expect(markets[0]!.quantity * mark - markets[0]!.equity).toBeCloseTo(10, 9);
    const [closing, maintenance] = stated;
    expect(closing).toMatchObject({ name: "liquidationPrice", value: 2352.8496681818233 });
    expect(2352.8496681818233 - closing!.ours!).toBeCloseTo(0.01, 11);
    expect(maintenance!.value).toBeCloseTo(0.0000311811092368 * mark, 12);
  });
});
