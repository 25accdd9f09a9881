import { expect, test } from "vitest";
import { decisionAbout } from "../../../tests/live-decision.js";
import { listedId, morphoTape, readTaped, tapedHolders, unlistedId } from "../../../tests/morpho-tape.js";
import type { ChainReader, MarketReading } from "../../ports/index.js";
import { liquidationPrice, onePath } from "../index.js";
import { morphoBlue } from "./index.js";
import { readAccount } from "./source.js";

/** The market as a decision knows it. */
const marketOf = ({ asset, quote, parameters }: MarketReading) =>
  morphoBlue.find({ asset, quote, chain: "base", parameters: JSON.stringify(parameters) });

test("a long: 40 WETH and 50,057.525654 USDC owed, from a node on this machine into a decision", async () => {
  const reading = await readTaped(morphoTape, { holder: "long" });
  expect(reading).toMatchObject({ venue: "morpho-blue", chain: "base", block: 17, asOfMs: 1_701_036_903_000 });
  expect(reading.prices).toEqual({ WETH: 2_500, USDC: 1 });
  const [market] = reading.markets;
  expect(market).toMatchObject({ asset: "WETH", quote: "USDC", quantity: 40, price: 2_500 });
  expect(market.debt).toBeCloseTo(50_057.525654, 9);
  const decision = decisionAbout(morphoBlue, "base", market);
  if (decision.status === "infeasible") throw new Error(decision.because);
  expect(decision.current?.leverageRatio).toBeCloseTo(100_000 / (100_000 - 50_057.525654), 9);
  const { model } = marketOf(market);
  const closed = liquidationPrice(model, reading.account, onePath(reading.prices, "WETH"));
  expect(closed?.["WETH"]).toBeCloseTo(50_057.525654 / (40 * 0.86), 6); // debt = quantity x price x LLTV
});

test("a short: its debt is the asset, its collateral the quote, and its own market's rate that of the asset", async () => {
  const { markets, account } = await readTaped(morphoTape, { holder: "short" });
  const [market] = markets;
  expect(account.legs.map(({ kind, asset }) => [kind, asset])).toEqual([
    ["collateral", "USDC"],
    ["debt", "WETH"],
  ]);
  expect(market.debt).toBeNull();
  expect(market.quantity).toBeCloseTo(-12.010971978612636, 12);
  expect(market.equity).toBeCloseTo(90_000 - 12.010971978612636 * 2_500, 6);
  const [long] = (await readTaped(morphoTape, { holder: "long" })).markets;
  expect(market.rates.assetBorrowRateAnnual).toEqual(long.rates.assetBorrowRateAnnual);
  expect(market.pool).toEqual(long.pool);
  expect(decisionAbout(morphoBlue, "base", market).status).toBe("optimal");
});

test("the pool's own curve gives the rate that was read (AdaptiveCurveIrm._curve)", async () => {
  const { markets } = await readTaped(morphoTape, { holder: "several" });
  for (const { pool, rates } of markets) {
    const use = pool!.borrowed / pool!.supplied;
    const atTarget = pool!.slopeBelowAnnual / 0.75; // a quarter of the rate at target is charged at no use
    const rate = atTarget / 4 + (pool!.slopeBelowAnnual * Math.min(use, 0.9)) / 0.9;
    expect(use).toBeLessThan(0.9);
    expect(rates.borrowRateAnnual?.value).toBeCloseTo(rate, 9);
  }
});

test("a pair that tracks is known to do so from the list: a decision wants the odds of its peg", async () => {
  const { markets } = await readTaped(morphoTape, { holder: "several" });
  const [, staked] = markets;
  expect([staked.asset, staked.quote]).toEqual(["wstETH", "WETH"]);
  expect(() => decisionAbout(morphoBlue, "base", staked)).toThrow(
    expect.objectContaining({ code: "E_MISSING", field: "estimates.jumps" }),
  );
});

test("a market that is not listed is read by its id, and what its oracle follows must be said", async () => {
  const reading = await readTaped(morphoTape, { holder: "unlisted", market: unlistedId });
  const [market] = reading.markets;
  expect(market).toMatchObject({ asset: "WETH", quote: "USDC", price: 2_490, quantity: 5, debt: 4_000, pool: null });
  expect(market.rates.borrowRateAnnual?.value).toBe(0);
  expect(reading.notes.join()).toContain("nothing on chain tells what its oracle follows");
  const request = { asset: "WETH", quote: "USDC", chain: "base" };
  expect(() => marketOf(market)).toThrow(expect.objectContaining({ field: "morpho-blue.triggerPrice" }));
  const said = { ...market.parameters, triggerPrice: "market" };
  expect(() => morphoBlue.find({ ...request, parameters: JSON.stringify(said) })).toThrow(
    expect.objectContaining({ code: "E_MISSING", field: "morpho-blue.correlated" }),
  );
  const { model } = morphoBlue.find({ ...request, parameters: JSON.stringify({ ...said, correlated: false }) });
  const closed = liquidationPrice(model, reading.account, onePath(reading.prices, "WETH"));
  expect(closed?.["WETH"]).toBeCloseTo(4_000 / (5 * 0.77), 6);
});

test("what a person tells of it among the markets of a deployment is enough", async () => {
  const told = { id: unlistedId, triggerPrice: "market", correlated: false };
  const reading = await readTaped(morphoTape, { holder: "unlisted", deployment: { markets: [told] } });
  expect(reading.markets[0].parameters).toMatchObject({
    market: unlistedId,
    triggerPrice: "market",
    correlated: false,
  });
  expect(reading.notes.join()).not.toContain("not listed");
  const decision = decisionAbout(morphoBlue, "base", reading.markets[0]);
  expect(decision.status).not.toBe("infeasible");
});

test("a market named is the only one that is looked at", async () => {
  const { markets, notes } = await readTaped(morphoTape, {
    holder: "several",
    market: listedId.toUpperCase().replace("0X", "0x"),
  });
  expect(markets.map(({ asset }) => asset)).toEqual(["WETH"]);
  expect(notes).toEqual([]);
});

test("who has nothing in the markets asked has an empty account, and is told how many they were", async () => {
  const { account, markets, notes } = await readTaped(morphoTape, { holder: "none" });
  expect([account.legs, markets]).toEqual([[], []]);
  expect(notes.join()).toContain("6 markets were asked");
});

const never: ChainReader = {
  ...{ chain: "arbitrum", source: "nobody", block: { number: 1, hash: "0x", timeMs: 1 } },
  read: () => Promise.reject(new Error("nobody is asked")),
};

test.each([
  ["an address that is none", "0x12", null, "E_PARSE", "account"],
  ["an id that is none", tapedHolders.long, "WETH/USDC", "E_PARSE", "market"],
  ["no id, on a chain where no market is listed", tapedHolders.long, null, "E_MISSING", "market"],
])("%s is refused before anybody is asked", async (_, account, market, code, field) => {
  const reading = readAccount(never, { account, market, nowMs: 1 }, null);
  await expect(reading).rejects.toThrow(expect.objectContaining({ code, field }));
});
