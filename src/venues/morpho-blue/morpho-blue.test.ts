import { encodeAbiParameters, keccak256, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import type { SteelyardError } from "../../errors/index.js";
import { adaptiveRateAnnual, INITIAL_RATE_AT_TARGET, morphoBlue, morphoBlueMarkets, morphoPool, WAD } from "./index.js";
import type { MarketParams } from "./index.js";
import { borrowRateAnnualUp, morphoAccount, oraclePriceDown } from "./parse.js";

/** MarketParamsLib.id: the hash of the five figures, each a word. */
function idOf({ loanToken, collateralToken, oracle, irm, lltvWad }: MarketParams): string {
  const address = { type: "address" } as const;
  const types = [address, address, address, address, { type: "uint256" }] as const;
  return keccak256(
    encodeAbiParameters(types, [loanToken as Hex, collateralToken as Hex, oracle as Hex, irm as Hex, lltvWad]),
  );
}

const thrown = (code: string, field: string): SteelyardError =>
  expect.objectContaining({ code, field }) as SteelyardError;

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

describe("the listed markets", () => {
  test.each(
    morphoBlueMarkets.flatMap(({ chain, asset, quote, long, short }) => [
      [`${chain} ${asset}/${quote}`, long] as const,
      ...(short === null ? [] : [[`${chain} ${quote}/${asset}, the opposite`, short] as const]),
    ]),
  )("%s: its id is the hash of its figures, LLTV included (MarketParamsLib.id)", (_, { id, ...params }) => {
    expect(idOf(params)).toBe(id);
  });

  test("are on two chains, with the opposite market where one is known", () => {
    expect(morphoBlue.listMarkets().map(({ chain, asset, quote }) => `${String(chain)} ${asset}/${quote}`)).toEqual([
      ...["ethereum wstETH/USDC", "ethereum WBTC/USDC", "ethereum WETH/USDC", "ethereum wstETH/WETH"],
      ...["ethereum sUSDe/DAI", "ethereum weETH/WETH", "base WETH/USDC", "base cbBTC/USDC", "base cbETH/USDC"],
      ...["base wstETH/USDC", "base wstETH/WETH"],
    ]);
    expect(morphoBlueMarkets.filter(({ short }) => short !== null).map(({ chain }) => chain)).toEqual(["base"]);
  });

  test("are found by any name of the asset, on Ethereum unless another chain is named", () => {
    expect(morphoBlue.find({ asset: "eth" })).toMatchObject({ asset: "WETH", quote: "USDC" });
    expect(morphoBlue.find({ asset: "BTC", chain: "base" })).toMatchObject({ asset: "cbBTC", correlated: false });
    const pegged = morphoBlue.find({ asset: "wstETH", quote: "WETH" });
    expect([pegged.correlated, pegged.model.triggerPrice]).toEqual([true, "exchange-rate"]);
    const onBase = morphoBlue.find({ asset: "wstETH", quote: "WETH", chain: "base" });
    expect([onBase.correlated, onBase.model.triggerPrice]).toEqual([true, "market"]);
  });
});

describe("rules of the day", () => {
  test("a market is known from its first whole day on, the release from the contract's", () => {
    const asked = { asset: "wstETH", quote: "WETH" };
    expect(morphoBlue.find({ ...asked, onMs: day("2024-03-26"), release: "1.0.0" }).asOfMs).toBe(day("2024-03-26"));
    expect(() => morphoBlue.find({ ...asked, onMs: day("2024-03-25") })).toThrow(thrown("E_OUT_OF_RANGE", "onMs"));
    const parameters = '{"lltv": 0.9, "asOf": "2024-01-05"}';
    expect(morphoBlue.find({ ...asked, onMs: day("2024-01-05"), parameters }).asOfMs).toBe(day("2024-01-05"));
    expect(() => morphoBlue.find({ ...asked, onMs: day("2023-12-27"), parameters })).toThrow(
      thrown("E_OUT_OF_RANGE", "onMs"),
    );
    expect(() => morphoBlue.find({ ...asked, release: "2" })).toThrow(thrown("E_UNKNOWN_KEY", "release"));
    expect(morphoBlue.releases.map(({ id, fromMs }) => [id, fromMs])).toEqual([["1.0.0", day("2023-12-28")]]);
  });
});

describe("parameters", () => {
  const own =
    '{"lltv": 0.77, "triggerPrice": "market", "correlated": false, "asOf": "2026-01-31", "source": "the market\'s page"}';

  test("replace what they name, and say so in the source", () => {
    const market = morphoBlue.find({ asset: "WETH", parameters: '{"lltv": 0.86, "lltvShort": 0.77}' });
    expect(market.source).toMatch(/changed by the caller/);
    expect(market.model.leverageRatioMax("WETH", 1, { WETH: 1, USDC: 1 })).toBeCloseTo(1 / 0.14, 6);
    expect(market.model.leverageRatioMax("WETH", -1, { WETH: 1, USDC: 1 })).toBeCloseTo(0.77 / 0.23, 6);
    expect(morphoBlue.market("ethereum", "WETH", "USDC", { source: "mine" }).source).toBe("mine");
  });

  test("describe a market that is not listed, since anyone may open one", () => {
    const market = morphoBlue.find({ asset: "LINK", quote: "USDC", parameters: own });
    expect(market).toMatchObject({ asset: "LINK", quote: "USDC", asOfMs: day("2026-01-31"), alsoCalled: [] });
    expect(market.model.leverageRatioMax("LINK", 1, { LINK: 1, USDC: 1 })).toBeCloseTo(1 / 0.23, 6);
  });

  test("of pre-liquidation keep the SDK's defaults where they say nothing", () => {
    const terms = { preLltv: 0.8 };
    const { model } = morphoBlue.market("ethereum", "WBTC", "USDC", { preLiquidation: terms });
    expect(model.leverageRatioMax("WBTC", 1, { WBTC: 1, USDC: 1 })).toBeCloseTo(5, 6);
  });

  const liq = (text: string) => (): unknown =>
    morphoBlue.find({ asset: "WETH", parameters: `{"preLiquidation": ${text}}` });
  test.each([
    ["an asset that is not listed", () => morphoBlue.find({ asset: "DOGE" }), "E_UNKNOWN_KEY", "asset"],
    ["a quote that is not", () => morphoBlue.find({ asset: "WETH", quote: "EURC" }), "E_UNKNOWN_KEY", "quote"],
    ["a chain that is not", () => morphoBlue.find({ asset: "WETH", chain: "solana" }), "E_UNKNOWN_KEY", "chain"],
    [
      "a market that is not listed and says nothing of itself",
      () => morphoBlue.market("ethereum", "LINK", "USDC"),
      "E_MISSING",
      "morpho-blue.lltv",
    ],
    [
      "one that does not say what its oracle follows",
      () => morphoBlue.find({ asset: "LINK", quote: "USDC", parameters: '{"lltv": 0.77}' }),
      "E_MISSING",
      "morpho-blue.triggerPrice",
    ],
    [
      "one that does not say whether its assets track each other",
      () => morphoBlue.find({ asset: "LINK", quote: "USDC", parameters: '{"lltv": 0.77, "triggerPrice": "market"}' }),
      "E_MISSING",
      "morpho-blue.correlated",
    ],
    [
      "another market of a listed pair, which takes nothing from the list",
      () => morphoBlue.find({ asset: "WETH", quote: "USDC", parameters: `{"market": "0x${"1".repeat(64)}"}` }),
      "E_MISSING",
      "morpho-blue.lltv",
    ],
    [
      "an id that is none",
      () => morphoBlue.find({ asset: "WETH", parameters: '{"market": "0x12"}' }),
      "E_PARSE",
      "morpho-blue.market",
    ],
    [
      "an LLTV in per cent",
      () => morphoBlue.find({ asset: "WETH", parameters: '{"lltv": 86}' }),
      "E_UNIT_AMBIGUOUS",
      "morpho-blue.lltv",
    ],
    [
      "a misspelt key",
      () => morphoBlue.find({ asset: "WETH", parameters: '{"ltv": 0.8}' }),
      "E_UNKNOWN_KEY",
      "morpho-blue.ltv",
    ],
    ["a pre-LLTV above the LLTV", liq('{"preLltv": 0.95}'), "E_CONFIG_CONFLICT", "morpho-blue.preLiquidation.preLltv"],
    ["a falling close factor", liq('{"preLcf1": 0.5}'), "E_CONFIG_CONFLICT", "morpho-blue.preLiquidation.preLcf1"],
    [
      "a close factor above 1 at the start",
      liq('{"preLcf1": 1.5, "preLcf2": 2}'),
      "E_CONFIG_CONFLICT",
      "morpho-blue.preLiquidation.preLcf1",
    ],
    ["a falling incentive", liq('{"preLif1": 1.05}'), "E_CONFIG_CONFLICT", "morpho-blue.preLiquidation.preLif1"],
    [
      "an incentive that leaves bad debt",
      liq('{"preLif2": 1.2}'),
      "E_CONFIG_CONFLICT",
      "morpho-blue.preLiquidation.preLif2",
    ],
    ["a first close factor of 0", liq('{"preLcf1": 0}'), "E_OUT_OF_RANGE", "morpho-blue.preLiquidation.preLcf1"],
    [
      "defaults for an LLTV that has none",
      () => morphoBlue.market("ethereum", "WETH", "USDC", { lltv: 0.5, preLiquidation: {} }),
      "E_MISSING",
      "morpho-blue.preLiquidation.preLltv",
    ],
  ] as const)("%s is refused", (_, call, code, field) => {
    expect(call).toThrow(thrown(code, field));
  });
});

describe("what the chain answers, as floats", () => {
  const totals = {
    ...{ totalSupplyAssets: 1_000_000_000_001n, totalSupplyShares: 10n ** 18n },
    ...{ totalBorrowAssets: 900_000_000_001n, totalBorrowShares: 9n * 10n ** 17n },
    ...{ lastUpdateSeconds: 0n, feeWad: 0n },
  };
  const pair = { asset: "WETH", quote: "USDC", assetDecimals: 18, quoteDecimals: 6 };

  test("a position: collateral down, debt up; nothing where there is none", () => {
    const position = { collateral: 3n * 10n ** 18n, borrowShares: 10n ** 15n };
    const [held, owed] = morphoAccount({ totals, position }, pair).legs;
    expect(held).toEqual({ kind: "collateral", asset: "WETH", quantity: 3 });
    expect(owed).toMatchObject({ kind: "debt", asset: "USDC", quantity: expect.closeTo(1000.000001, 12) as number });
    // The double nearest to 1000.000001 lies below it: a debt takes the next one.
    expect(owed!.quantity).toBeGreaterThan(1000.000001);
    expect(morphoAccount({ totals, position: { collateral: 0n, borrowShares: 0n } }, pair).legs).toEqual([]);
  });

  test("a price of 1e36 scale loses the tokens' decimals: 2,000 USDC for a WETH is 2000e24", () => {
    expect(oraclePriceDown(2000n * 10n ** 24n, pair)).toBe(2000);
    expect(oraclePriceDown(10n ** 36n, { assetDecimals: 18, quoteDecimals: 18 })).toBe(1);
  });

  test("a market's pool, whose curve passes the rate at target at 90 %", () => {
    const pool = morphoPool(totals, INITIAL_RATE_AT_TARGET, pair);
    expect(pool).toMatchObject({ borrowed: expect.closeTo(900_000.000001, 9) as number, optimalUtilisation: 0.9 });
    expect(pool.supplied).toBeCloseTo(1_000_000.000001, 9);
    expect(pool.supplied).toBeLessThanOrEqual(1_000_000.000001);
    expect(pool.slopeBelowAnnual).toBeCloseTo(0.03, 9);
    expect(pool.slopeAboveAnnual).toBeCloseTo(0.12, 9);
    const rate = borrowRateAnnualUp(INITIAL_RATE_AT_TARGET);
    expect(adaptiveRateAnnual(rate, 0.9)).toBe(rate);
    expect(borrowRateAnnualUp(WAD / 31_536_000n)).toBeCloseTo(1, 9);
  });
});
