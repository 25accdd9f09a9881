import { describe, expect, test } from "vitest";
import { withAnswer, type ChainTape, type TapedFunction } from "../../../tests/loopback-chain.js";
import {
  listedId,
  listedParams,
  morphoTape,
  readTaped,
  unlistedId,
  unlistedParams,
} from "../../../tests/morpho-tape.js";
import type { AbiFunction } from "../../ports/index.js";
import { irmAbi, morphoAbi, oracleAbi, tokenAbi } from "./abis.js";
import { morphoDeployments } from "./deployments.js";
import { marketIdOf } from "./market-id.js";
import type { MarketParams } from "./params.js";

const { morpho } = morphoDeployments.base;

const of = (abi: AbiFunction, ...args: readonly unknown[]): TapedFunction => ({ address: morpho, abi, args });
const position = of(morphoAbi.position, listedId, "0x000000000000000000000000000000000acc0015");
const market = of(morphoAbi.market, listedId);
const params = of(morphoAbi.idToMarketParams, listedId);
const price = { address: listedParams.oracle, abi: oracleAbi.price };
const rateAtTarget = { address: listedParams.irm, abi: irmAbi.rateAtTarget, args: [listedId] };
const borrowRateView = { address: listedParams.irm, abi: irmAbi.borrowRateView };
const decimals = { address: listedParams.collateralToken, abi: tokenAbi.decimals };

/** The answer with one of its values put in the place of another. */
const at =
  (index: number, change: (value: bigint, all: readonly bigint[]) => unknown) =>
  (values: readonly bigint[]): unknown =>
    values.map((value, place) => (place === index ? change(value, values) : value));

type Row = readonly [
  name: string,
  taped: TapedFunction,
  change: (value: never) => unknown,
  code: string,
  field: string,
];

const WAD = 10n ** 18n;

/** One answer of the reading of the long holder changed, in the words of the contract. */
const rows: readonly Row[] = [
  [
    "more borrowed than supplied",
    market,
    at(2, (_, [supplied]) => supplied + 1n),
    "E_BAD_ANSWER",
    "market.totalBorrowAssets",
  ],
  ["an accrual later than the block", market, at(4, () => 1_701_036_904n), "E_BAD_ANSWER", "market.lastUpdate"],
  ["a market that was never accrued", market, at(4, () => 0n), "E_BAD_ANSWER", "market.lastUpdate"],
  ["a fee above a quarter of the interest", market, at(5, () => WAD / 4n + 1n), "E_BAD_ANSWER", "market.fee"],
  ["fewer borrow shares in all than in the position", market, at(3, () => 1n), "E_BAD_ANSWER", "position.borrowShares"],
  [
    "more shares borrowed than there are",
    position,
    at(1, (_, all) => all[1] * 10n ** 6n),
    "E_BAD_ANSWER",
    "position.borrowShares",
  ],
  ["more shares lent than there are", position, at(0, () => 2n ** 127n), "E_BAD_ANSWER", "position.supplyShares"],
  ["a debt with nothing behind it", position, at(2, () => 0n), "E_BAD_ANSWER", "position.collateral"],
  ["a limit that is not the id's", params, at(4, () => 915n * 10n ** 15n), "E_DISPUTED", "idToMarketParams"],
  ["an oracle that is not the id's", params, at(2, () => `0x${"ab".repeat(20)}`), "E_DISPUTED", "idToMarketParams"],
  ["a price of 0", price, () => 0n, "E_BAD_ANSWER", "oracle.price"],
  ["a price without its scale of 1e36", price, () => 2_500n, "E_BAD_ANSWER", "oracle.price"],
  ["a price 1e36 times too large", price, (value: bigint) => value * 10n ** 36n, "E_BAD_ANSWER", "oracle.price"],
  ["an oracle that reverts", price, () => null, "E_BAD_ANSWER", "price"],
  ["a rate below 0 at the target", rateAtTarget, () => -1n, "E_BAD_ANSWER", "irm.rateAtTarget"],
  [
    "a rate of 300 % a year at the target",
    rateAtTarget,
    () => (3n * WAD) / 31_536_000n,
    "E_BAD_ANSWER",
    "irm.rateAtTarget",
  ],
  [
    "a rate of 0.01 % a year at the target",
    rateAtTarget,
    () => WAD / 10_000n / 31_536_000n,
    "E_BAD_ANSWER",
    "irm.rateAtTarget",
  ],
  ["a stale rate at the target", rateAtTarget, (value: bigint) => value + 1_000n, "E_DISPUTED", "irm.borrowRateView"],
  ["a borrow rate off by one unit", borrowRateView, (value: bigint) => value + 1n, "E_DISPUTED", "irm.borrowRateView"],
  [
    "a rate model that was never allowed",
    of(morphoAbi.isIrmEnabled, listedParams.irm),
    () => false,
    "E_BAD_ANSWER",
    "isIrmEnabled",
  ],
  [
    "a limit that was never allowed",
    of(morphoAbi.isLltvEnabled, listedParams.lltvWad),
    () => false,
    "E_BAD_ANSWER",
    "isLltvEnabled",
  ],
  ["77 decimals", decimals, () => 77n, "E_BAD_ANSWER", "collateralToken.decimals"],
  ["6 decimals for 18", decimals, () => 6n, "E_DISPUTED", "collateralToken.decimals"],
];

describe("one answer of a whole recorded reading changed: nothing is decided on", () => {
  test.each(rows)("%s", async (_name, taped, change, code, field) => {
    const tape = await withAnswer(morphoTape, taped, change);
    await expect(readTaped(tape, { holder: "long", market: listedId })).rejects.toThrow(
      expect.objectContaining({ code, field, exitStatus: 65 }),
    );
  });

  test("unchanged, the same reading stands", async () => {
    expect((await readTaped(morphoTape, { holder: "long", market: listedId })).markets).toHaveLength(1);
  });
});

/** The tape with its unlisted market made of other figures, and so under another id, which is given too. */
async function madeOf(changes: Partial<MarketParams>): Promise<readonly [ChainTape, string]> {
  const figures = { ...unlistedParams, ...changes };
  const id = marketIdOf(figures);
  const renamed = JSON.parse(JSON.stringify(morphoTape).replaceAll(unlistedId.slice(2), id.slice(2))) as ChainTape;
  const { loanToken, collateralToken, oracle, irm, lltvWad } = figures;
  const answer = () => [loanToken, collateralToken, oracle, irm, lltvWad];
  return [await withAnswer(renamed, of(morphoAbi.idToMarketParams, id), answer), id];
}

describe("a market that anyone may have made", () => {
  const symbol = { address: unlistedParams.collateralToken, abi: tokenAbi.symbol };

  test.each([
    ["a name with a line break in it", () => "WETH\n", "collateralToken.symbol"],
    ["a name that moves the cursor", () => "\u001b[2JWETH", "collateralToken.symbol"],
    ["no name", () => "", "collateralToken.symbol"],
    ["a name of a thousand letters", () => "W".repeat(1_000), "collateralToken.symbol"],
  ])("of a token with %s is refused", async (_, change, field) => {
    const tape = await withAnswer(morphoTape, symbol, change);
    await expect(readTaped(tape, { holder: "unlisted", market: unlistedId })).rejects.toThrow(
      expect.objectContaining({ code: "E_BAD_ANSWER", field }),
    );
  });

  test("of two tokens with one name has both told apart by their addresses", async () => {
    const tape = await withAnswer(morphoTape, symbol, () => "usdc");
    const { markets } = await readTaped(tape, { holder: "unlisted", market: unlistedId });
    expect([markets[0].asset, markets[0].quote]).toEqual(["usdc-4200", "USDC-8335"]);
  });

  test.each<readonly [string, Partial<MarketParams>, string]>([
    ["a rate model that is not known", { irm: `0x${"ab".repeat(20)}` }, "idToMarketParams.irm"],
    ["no limit: it holds what a vault leaves idle", { lltvWad: 0n }, "idToMarketParams.lltv"],
    ["a limit of all", { lltvWad: WAD }, "idToMarketParams.lltv"],
    ["a limit above all", { lltvWad: WAD + 1n }, "idToMarketParams.lltv"],
  ])("with %s is refused", async (_, changes, field) => {
    const [tape, id] = await madeOf(changes);
    await expect(readTaped(tape, { holder: "unlisted", market: id })).rejects.toThrow(
      expect.objectContaining({ code: "E_BAD_ANSWER", field }),
    );
  });

  test("that was never made is named", async () => {
    const nobody = `0x${"0".repeat(40)}`;
    const taped = of(morphoAbi.idToMarketParams, unlistedId);
    const tape = await withAnswer(morphoTape, taped, () => [nobody, nobody, nobody, nobody, 0n]);
    await expect(readTaped(tape, { holder: "unlisted", market: unlistedId })).rejects.toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "market" }),
    );
  });
});
