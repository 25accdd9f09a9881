import { describe, expect, test } from "vitest";
import { aaveFixture, readTapedAave, tapedHolders } from "../../../tests/aave-tape.js";
import { decisionAbout } from "../../../tests/live-decision.js";
import { reorganised } from "../../../tests/loopback-chain.js";
import type { ChainReader, MarketReading } from "../../ports/index.js";
import { liquidationPrice, onePath } from "../index.js";
import { aaveV3 } from "./index.js";
import { readAccount } from "./source.js";

/** The market as a decision knows it. */
const marketOf = ({ asset, quote, parameters }: MarketReading) =>
  aaveV3.find({ asset, quote, chain: "ethereum", parameters: JSON.stringify(parameters) });

describe.each(["3.6", "3.0.2"] as const)("contracts of %s, from a node on this machine into a decision", (release) => {
  const fixture = aaveFixture(release);

  test("a long: 10 WETH and 12,000 USDC owed, closed at 12,000 / (10 x 82.5 %)", async () => {
    const reading = await readTapedAave(fixture, "long");
    const { number, timestamp } = fixture.tape.block;
    expect(reading).toMatchObject({
      venue: "aave-v3",
      chain: "ethereum",
      release,
      block: number,
      asOfMs: timestamp * 1000,
    });
    expect(reading.holder).toBe(tapedHolders.long);
    expect(reading.source).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(reading.stated).toEqual([{ name: "healthFactor", asset: null, value: 1.375, ours: 1.375 }]);
    const [market] = reading.markets;
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", price: 2_000, quantity: 10, debt: 12_000 });
    const decision = decisionAbout(aaveV3, "ethereum", market);
    if (decision.status === "infeasible") throw new Error(decision.because);
    expect(decision.current?.leverageRatio).toBeCloseTo(2.5, 12);
    const { model } = marketOf(market);
    expect(model.release).toBe(release);
    const closed = liquidationPrice(model, reading.account, onePath(reading.prices, "WETH"));
    expect(closed?.["WETH"]).toBeCloseTo(12_000 / (10 * 0.825), 8);
  });

  test("a short: 12 WETH owed against 70,000 USDC, closed at 70,000 x 78 % / 12", async () => {
    const reading = await readTapedAave(fixture, "short");
    const [market] = reading.markets;
    expect(market).toMatchObject({ asset: "WETH", quote: "USDC", quantity: -12, debt: null, equity: 46_000 });
    expect(decisionAbout(aaveV3, "ethereum", market).status).toBe("optimal");
    const closed = liquidationPrice(marketOf(market).model, reading.account, onePath(reading.prices, "WETH"));
    expect(closed?.["WETH"]).toBeCloseTo((70_000 * 0.78) / 12, 8);
  });

  test("several legs: the terms of all of them are among the parameters, so that the whole account can be priced", async () => {
    const reading = await readTapedAave(fixture, "several");
    const { model } = marketOf(reading.markets[0]);
    const debt = 7_000 * 0.9997 + 1.5 * 2_345.67891234;
    const covered = 8 * 2_000 * 0.825 + 0.25 * 61_234.56789012 * 0.75 + 3_000 * 0.78;
    const [{ value }] = reading.stated;
    expect(value).toBeCloseTo(covered / debt, release === "3.6" ? 9 : 3); // 3.0.2 cuts the average threshold to whole bps
    const closed = liquidationPrice(model, reading.account, onePath(reading.prices, "wstETH"));
    expect(closed?.["wstETH"]).toBeCloseTo((covered - 7_000 * 0.9997) / 1.5, 6);
  });

  test("the reserve's own curve gives the borrow rate that was read (DefaultReserveInterestRateStrategy)", async () => {
    const { markets } = await readTapedAave(fixture, "long");
    const [{ pool, rates }] = markets;
    const use = pool!.borrowed / pool!.supplied;
    expect(rates.borrowRateAnnual?.value).toBeCloseTo((0.035 * use) / 0.9, 12);
    expect(rates.lendRateAnnual?.value).toBeCloseTo(((0.035 * use) / 0.9) * use * 0.9, 12); // a tenth goes to the treasury
  });
});

test("a pair of an efficiency mode has its terms, tracks, and is priced by the rate between the two", async () => {
  const [market] = (await readTapedAave(aaveFixture("3.6"), "pair")).markets;
  const { model, correlated } = marketOf(market);
  expect([market.asset, market.quote, correlated, model.triggerPrice]).toEqual([
    "wstETH",
    "WETH",
    true,
    "exchange-rate",
  ]);
  expect(model.leverageRatioMax("wstETH", 1, { wstETH: 1 })).toBeCloseTo(1 / 0.07, 9);
  expect(market.price).toBeCloseTo(2_345.67891234 / 2_000, 15);
});

test("the same account on a chain without shipped parameters is found by what was read of it", async () => {
  const [market] = (await readTapedAave(aaveFixture("3.6"), "long")).markets;
  const onBase = decisionAbout(aaveV3, "base", market);
  expect(onBase).toEqual(decisionAbout(aaveV3, "ethereum", market));
});

test("a chain that is rewritten between the answers is refused", async () => {
  const reading = readTapedAave(aaveFixture("3.6"), "long", { message: reorganised });
  await expect(reading).rejects.toThrow(expect.objectContaining({ code: "E_BAD_ANSWER", field: "block" }) as Error);
});

const never = (chain: string): ChainReader => ({
  ...{ chain, source: "nobody", block: { number: 1, hash: "0x", timeMs: 1 } },
  read: () => Promise.reject(new Error("nobody is asked")),
});

test.each([
  ["an address that is none", "ethereum", "0x12", null, "E_PARSE", "account"],
  ["a chain that is not known", "fantom", tapedHolders.long, null, "E_UNKNOWN_KEY", "chain"],
  ["a market that the chain does not have", "base", tapedHolders.long, "lido", "E_UNKNOWN_KEY", "market"],
])("%s is refused before anybody is asked", async (_, chain, account, market, code, field) => {
  const reading = readAccount(never(chain), { account, market, nowMs: 1 }, null);
  await expect(reading).rejects.toThrow(expect.objectContaining({ code, field }) as Error);
});
