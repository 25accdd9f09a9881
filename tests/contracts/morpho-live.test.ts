import type { Abi } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChain } from "../../src/connectors/index.js";
import type { AbiFunction, AbiParameter, AccountReading, MarketReading } from "../../src/ports/index.js";
import { irmAbi, morphoAbi, oracleAbi, tokenAbi } from "../../src/venues/morpho-blue/abis.js";
import { quantityDown } from "../../src/venues/chain-amount.js";
import { dayOf } from "../../src/venues/dated.js";
import { healthyPriceUp, morphoBlue, oraclePriceDown } from "../../src/venues/morpho-blue/index.js";
import { readAccount } from "../../src/venues/morpho-blue/source.js";
import { fromRoot } from "../house/source-tree.js";
import { decisionAbout } from "../live-decision.js";
import { recordTape, type Recorder } from "../loopback-chain.js";
import { anvilPresent } from "./anvil.js";
import { startChain, type Chain } from "./chain.js";
import { COMPILE_MS_MAX } from "./compile.js";
import { about, deployMorphoBase, LENDER, LIQUIDATOR, oraclePriceOf, setOracle } from "./morpho-base.js";
import type { MorphoBase } from "./morpho-base.js";
import { deposits, holders, owed, play, storedCurve, storedLoan } from "./morpho-live-scene.js";

const TAPE = fromRoot("src/venues/morpho-blue/fixtures/base-morpho.json");

/** Types of parameters, without the names that a compiler leaves out. */
const typesOf = (parameters: readonly AbiParameter[]): readonly unknown[] =>
  parameters.map(({ type, components = [] }) => [type, typesOf(components)]);

const shapeOf = ({ name, inputs, outputs }: AbiFunction) => ({
  name,
  inputs: typesOf(inputs),
  outputs: typesOf(outputs),
});

/** The function of that name in a compiled contract's interface. */
const compiledFunction = (abi: Abi, { name }: AbiFunction): AbiFunction =>
  abi.find((item) => item.type === "function" && item.name === name) as unknown as AbiFunction;

describe.skipIf(!anvilPresent)("Morpho Blue 1.0.0 at Base's addresses on a chain, read by address", () => {
  let chain: Chain;
  let base: MorphoBase;
  let recorder: Recorder;

  beforeAll(async () => {
    chain = await startChain();
    base = await deployMorphoBase(chain);
    await play(base);
    const source =
      "Morpho.sol of @morpho-org/morpho-blue 1.0.0 on a local chain (tests/contracts/morpho-live.test.ts), its code and the " +
      "markets' tokens, oracles and rate model placed at the addresses that they have on Base";
    recorder = await recordTape({ url: chain.url, chain: "base", chainId: 8453, source });
  }, COMPILE_MS_MAX);
  afterAll(async () => {
    await recorder.close();
    chain.close();
  });

  const read = async (account: string, market: string | null = null): Promise<AccountReading> => {
    const nowMs = Number(chain.now()) * 1000;
    const reader = await openChain({ chain: "base", chainId: 8453, url: recorder.url, nowMs });
    return readAccount(reader, { account, market, nowMs }, null);
  };

  test("the functions that are asked are those of the compiled contracts", () => {
    const { Morpho, AdaptiveCurve, OracleMock, NamedToken } = base.artifacts;
    const pairs = [
      ...Object.values(morphoAbi).map((abi) => [abi, Morpho] as const),
      ...Object.values(irmAbi).map((abi) => [abi, AdaptiveCurve] as const),
      ...Object.values(oracleAbi).map((abi) => [abi, OracleMock] as const),
      ...Object.values(tokenAbi).map((abi) => [abi, NamedToken] as const),
    ];
    for (const [abi, artifact] of pairs) expect(shapeOf(abi)).toEqual(shapeOf(compiledFunction(artifact.abi, abi)));
  });

  test("what was asked and answered is what is recorded in fixtures/base-morpho.json", async () => {
    for (const holder of Object.values(holders)) await read(holder);
    await read(holders.unlisted, base.markets["unlisted"].id);
    await expect(`${JSON.stringify(recorder.tape(), null, 2)}\n`).toMatchFileSnapshot(TAPE);
  });

  test.each(deposits)(
    "$market of $holder: what was deposited, and the debt that the contract takes for it after eleven days of interest",
    async ({ holder, market: name, collateral, decimals }) => {
      const market = base.markets[name];
      const { account } = await read(holder, market.id);
      const quantity = (kind: string): number => account.legs.find((leg) => leg.kind === kind)?.quantity ?? 0;
      expect(quantity("collateral")).toBe(quantityDown(collateral, decimals[0]));
      expect(quantity("debt")).toBe(await owed(base, market, holder, decimals[1]));
    },
  );

  test("several markets are several margins: the largest is the account, and the price of WETH compares them", async () => {
    const reading = await read(holders.several);
    expect(reading.markets.map(({ asset, quote }) => `${asset}/${quote}`)).toEqual([
      ...["cbBTC/USDC", "wstETH/WETH", "WETH/USDC"],
    ]);
    expect(reading.account.legs).toEqual([{ kind: "collateral", asset: "cbBTC", quantity: 2 }]);
    expect(reading.isolated).toHaveLength(2);
    expect(reading.prices).toEqual({ cbBTC: 97_000.5, WETH: 2_500, USDC: 1 });
    expect(reading.notes).toContain("each market is a margin of its own, with a price of its own oracle");
  });

  test("who holds nothing has an empty account", async () => {
    expect(await read(holders.none)).toMatchObject({ account: { legs: [] }, isolated: [], markets: [], prices: {} });
  });

  test("the contract refuses to liquidate at the lowest healthy price, and does it one unit lower: so says the reading", async () => {
    const market = base.markets["WETH/USDC"];
    await chain.act([about(base, LENDER, market, "accrueInterest")], chain.now() + 3_600n);
    const lowest = healthyPriceUp(await storedLoan(base, market, holders.long))!;
    const call = about(base, LIQUIDATOR, market, "liquidate", holders.long, 10n ** 15n, 0n, "0x");
    const seen: (readonly [string | null, readonly string[], number])[] = [];
    for (const price of [lowest, lowest - 1n]) {
      await setOracle(base, market, price);
      const { notes, markets } = await read(holders.long, market.id);
      const said = notes.filter((note) => note.includes("liquidated"));
      seen.push([await chain.refusal(call, chain.now(), []), said, markets[0].price]);
    }
    const priceOf = (price: bigint): number => oraclePriceDown(price, { assetDecimals: 18, quoteDecimals: 6 });
    expect(seen).toEqual([
      ["position is healthy", [], priceOf(lowest)],
      [null, ["the position in WETH/USDC can be liquidated at this block"], priceOf(lowest - 1n)],
    ]);
  });

  test("a decision about what was read is that about the contract's own figures typed by hand, bit for bit", async () => {
    const { "WETH/USDC": long, "USDC/WETH": short } = base.markets;
    await setOracle(base, long, oraclePriceOf(2_500, 18, 6));
    // Accrued in this very block, what the contract stores is what is owed now: no rule of ours stands between.
    await chain.act(
      [long, short].map((market) => about(base, LENDER, market, "accrueInterest")),
      chain.now() + 5_000n,
    );
    const [curve, opposite] = [await storedCurve(base, long), await storedCurve(base, short)];
    const [readings, debt] = [
      [await read(holders.long), await read(holders.short)],
      await owed(base, short, holders.short, 18),
    ];
    const source = `borrow rate of the market at block ${readings[0].block}`;
    const rates = {
      borrowRateAnnual: { value: curve.rateAnnual, source },
      assetBorrowRateAnnual: { value: opposite.rateAnnual, source },
    };
    const both = { margin: 0, asset: "WETH", quote: "USDC", price: 2_500, pool: curve.pool, others: [] };
    const unlent = { lendRateAnnual: { value: 0, source: "Morpho.supplyCollateral: collateral is not lent on" } };
    const typed: readonly Omit<MarketReading, "parameters">[] = [
      { ...both, quantity: 40, debt: await owed(base, long, holders.long, 6), equity: 0, rates },
      { ...both, quantity: -debt, debt: null, equity: 90_000 - debt * 2_500, rates: { ...rates, ...unlent } },
    ];
    for (const [at, { markets }] of readings.entries()) {
      const terms = { market: long.id, lltv: 0.86, lltvShort: 0.86, asOf: dayOf(Number(chain.now()) * 1000) };
      const parameters = { ...terms, source: markets[0].parameters["source"] };
      expect(decisionAbout(morphoBlue, "base", markets[0])).toEqual(
        decisionAbout(morphoBlue, "base", { ...typed[at], parameters }),
      );
    }
  });
});
