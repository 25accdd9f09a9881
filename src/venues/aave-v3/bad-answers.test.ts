import { describe, expect, test } from "vitest";
import { aaveFixture, readTapedAave, tapedHolders, tapedReserves, type TapedHolder } from "../../../tests/aave-tape.js";
import { withAnswer, type TapedFunction } from "../../../tests/loopback-chain.js";
import type { AbiFunction } from "../../ports/index.js";
import { curveAbi, erc20Abi, feedAbi, oracleAbi, poolAbi, providerAbi, scaledTokenAbi } from "../aave-pool/abis.js";

const fixture = aaveFixture("3.6");
const { deployment, tape } = fixture;
const [WETH, , , USDC, DAI] = tapedReserves(fixture);
const { long } = tapedHolders;

const ofPool = (abi: AbiFunction, ...args: readonly unknown[]): TapedFunction => ({
  ...{ address: deployment.pool, abi, args },
});
const ofProvider = (abi: AbiFunction): TapedFunction => ({ address: deployment.addressesProvider, abi });
const ofOracle = (abi: AbiFunction, ...args: readonly unknown[]): TapedFunction => ({
  ...{ address: deployment.oracle, abi, args },
});
const scaled = (address: string): TapedFunction => ({ address, abi: scaledTokenAbi.scaledBalanceOf, args: [long] });

const weth = ofPool(poolAbi.getReserveData, WETH.address);
const usdc = ofPool(poolAbi.getReserveData, USDC.address);
const bits = ofPool(poolAbi.getUserConfiguration, long);
const figures = ofPool(poolAbi.getUserAccountData, long);
const price = ofOracle(oracleAbi.getAssetPrice, WETH.address);
const mode = ofPool(poolAbi.getEModeCategoryCollateralConfig, 1);

/** A struct with one of its fields in the place of another. */
const field =
  (name: string, change: (value: bigint) => unknown) =>
  (data: Readonly<Record<string, bigint>>): unknown => ({ ...data, [name]: change(data[name]) });

/** The word of a reserve's settings with `count` bits from `low` on set to a figure. */
const setting =
  (low: bigint, count: bigint, value: bigint) =>
  (data: Readonly<Record<string, { readonly data: bigint }>>): unknown => {
    const word = data["configuration"].data;
    const mask = ((1n << count) - 1n) << low;
    return { ...data, configuration: { data: (word & ~mask) | (value << low) } };
  };

/** One of a list of figures changed. */
const at =
  (index: number, change: (value: bigint) => bigint) =>
  (values: readonly bigint[]): unknown =>
    values.map((value, place) => (place === index ? change(value) : value));

const another = (): unknown => `0x${"ab".repeat(20)}`;
const RAY = 10n ** 27n;
const blockSeconds = BigInt(tape.block.timestamp);

type Row = readonly [
  name: string,
  taped: TapedFunction,
  change: (value: never) => unknown,
  code: string,
  field: string,
  holder?: TapedHolder, // left out: the long
];

/** One answer of a reading changed, in the words of the contract. */
const rows: readonly Row[] = [
  [
    "a pool whose liquidity is gone without having been lent",
    ofPool(poolAbi.getVirtualUnderlyingBalance, USDC.address),
    () => 0n,
    "E_DISPUTED",
    "USDC.supply",
  ],
  [
    "a borrow rate of twice what the curve gives",
    usdc,
    field("currentVariableBorrowRate", (rate) => 2n * rate),
    "E_DISPUTED",
    "USDC.variableBorrowRateRay",
  ],
  [
    "a supply rate a unit off what the curve gives",
    usdc,
    field("currentLiquidityRate", (rate) => rate + 1n),
    "E_DISPUTED",
    "USDC.liquidityRateRay",
  ],
  [
    "twice the debt of all holders beside a rate that knows nothing of it",
    { address: USDC.debtToken, abi: scaledTokenAbi.scaledTotalSupply, args: [] },
    (supply: bigint) => 2n * supply,
    "E_DISPUTED",
    "USDC.variableBorrowRateRay",
  ],
  [
    "a provider that names another pool",
    ofProvider(providerAbi.getPool),
    another,
    "E_DISPUTED",
    "addressesProvider.getPool",
  ],
  [
    "a provider that names another oracle, as a node of another chain would",
    ofProvider(providerAbi.getPriceOracle),
    another,
    "E_DISPUTED",
    "addressesProvider.getPriceOracle",
  ],
  [
    "prices counted in ether",
    ofOracle(oracleAbi.BASE_CURRENCY_UNIT),
    () => 10n ** 18n,
    "E_BAD_ANSWER",
    "oracle.BASE_CURRENCY_UNIT",
  ],
  [
    "a revision that nobody here has read",
    ofPool(poolAbi.POOL_REVISION),
    () => 12n,
    "E_BAD_ANSWER",
    "pool.POOL_REVISION",
  ],
  [
    "a revision between two releases, of which it is not known whose it is",
    ofPool(poolAbi.POOL_REVISION),
    () => 5n,
    "E_BAD_ANSWER",
    "pool.POOL_REVISION",
  ],
  [
    "collateral in a reserve that does not exist",
    bits,
    field("data", (word) => word | (1n << 201n)),
    "E_BAD_ANSWER",
    "account.configuration",
  ],
  [
    "a mark of debt without the debt",
    scaled(USDC.debtToken),
    () => 0n,
    "E_BAD_ANSWER",
    `reserves.${USDC.address}.scaledDebt`,
  ],
  [
    "a debt without its mark",
    bits,
    field("data", (word) => word & ~(1n << 6n)),
    "E_BAD_ANSWER",
    `reserves.${USDC.address}.scaledDebt`,
  ],
  [
    "an efficiency mode beyond the last",
    ofPool(poolAbi.getUserEMode, long),
    () => 300n,
    "E_BAD_ANSWER",
    "account.eMode",
  ],
  ["a price of 0", price, () => 0n, "E_BAD_ANSWER", "WETH.price"],
  ["a price with ten decimals too many", price, (value: bigint) => value * 10n ** 10n, "E_BAD_ANSWER", "WETH.price"],
  ["an oracle that reverts", price, () => null, "E_BAD_ANSWER", "getAssetPrice"],
  [
    "a price of another moment than the pool's own figures",
    price,
    (value: bigint) => value - 1n,
    "E_DISPUTED",
    "totalCollateral",
  ],
  ["a loan to value above the liquidation threshold", weth, setting(0n, 16n, 8_300n), "E_BAD_ANSWER", "WETH.ltv"],
  ["a bonus that leaves bad debt each time", weth, setting(32n, 16n, 12_200n), "E_BAD_ANSWER", "WETH.liquidationBonus"],
  ["liquidators who are paid nothing", weth, setting(32n, 16n, 0n), "E_BAD_ANSWER", "WETH.liquidationBonus"],
  ["no decimals", weth, setting(48n, 8n, 0n), "E_BAD_ANSWER", "WETH.decimals"],
  [
    "a token with other decimals than the pool has it with",
    { address: USDC.address, abi: erc20Abi.decimals },
    () => 18,
    "E_BAD_ANSWER",
    "USDC.decimals",
  ],
  ["more than all interest for the treasury", usdc, setting(64n, 16n, 10_001n), "E_BAD_ANSWER", "USDC.reserveFactor"],
  [
    "an index below 1 ray",
    weth,
    field("liquidityIndex", () => RAY - 1n),
    "E_BAD_ANSWER",
    `reserves.${WETH.address}.liquidityIndex`,
  ],
  [
    "an update later than the block",
    usdc,
    field("lastUpdateTimestamp", () => Number(blockSeconds) + 1),
    "E_BAD_ANSWER",
    `reserves.${USDC.address}.lastUpdateTimestamp`,
  ],
  ["two reserves in one place", usdc, field("id", () => 0), "E_BAD_ANSWER", `reserves.${USDC.address}.id`],
  [
    "a debt index of one moment and figures of another",
    usdc,
    field("variableBorrowIndex", (value) => value + RAY / 10n ** 6n),
    "E_DISPUTED",
    "totalDebt",
  ],
  ["a paused reserve", weth, setting(60n, 1n, 1n), "E_UNAVAILABLE", "WETH.paused"],
  ["a reserve that is not active", usdc, setting(56n, 1n, 0n), "E_UNAVAILABLE", "USDC.active"],
  [
    "more collateral than all have supplied",
    scaled(WETH.aToken),
    (value: bigint) => value * 10n ** 9n,
    "E_BAD_ANSWER",
    "WETH.scaledBalance",
  ],
  [
    "collateral of another block",
    scaled(WETH.aToken),
    (value: bigint) => value - 10n ** 12n,
    "E_DISPUTED",
    "totalCollateral",
  ],
  ["a health factor one unit off", figures, at(5, (value) => value + 1n), "E_DISPUTED", "healthFactor"],
  ["more still to borrow than the rules give", figures, at(2, (value) => value + 1n), "E_DISPUTED", "availableBorrows"],
  ["no debt among the figures of an account that owes", figures, at(1, () => 0n), "E_DISPUTED", "totalDebt"],
  [
    "a symbol with an escape of the terminal",
    { address: WETH.address, abi: erc20Abi.symbol },
    () => "\u001b[2JWETH",
    "E_BAD_ANSWER",
    `${WETH.address}.symbol`,
  ],
  [
    "a price feed that stands still",
    { address: WETH.feed!, abi: feedAbi.latestTimestamp },
    () => blockSeconds - 90_001n,
    "E_STALE",
    "WETH.price",
  ],
  [
    "a price feed ahead of its time",
    { address: WETH.feed!, abi: feedAbi.latestTimestamp },
    () => blockSeconds + 1n,
    "E_BAD_ANSWER",
    "WETH.price",
  ],
  [
    "a slope of ten thousand per cent",
    { address: USDC.strategy, abi: curveAbi.getVariableRateSlope2, args: [USDC.address] },
    () => 101n * RAY,
    "E_BAD_ANSWER",
    "USDC.curve",
  ],
  [
    "an efficiency mode that is not set up",
    mode,
    () => ({ ltv: 0, liquidationThreshold: 0, liquidationBonus: 0 }),
    "E_BAD_ANSWER",
    "eMode 1.liquidationThreshold",
    "pair",
  ],
  [
    "an efficiency mode that lends more than it closes at",
    mode,
    () => ({ ltv: 9_600, liquidationThreshold: 9_500, liquidationBonus: 10_100 }),
    "E_BAD_ANSWER",
    "eMode 1.ltv",
    "pair",
  ],
  [
    "a mode of which the collateral is no part",
    ofPool(poolAbi.getEModeCategoryCollateralBitmap, 1),
    () => 1n,
    "E_DISPUTED",
    "liquidationThreshold",
    "pair",
  ],
];

describe("a reading with one answer changed is refused by name", () => {
  test.each(rows.map((row) => ({ name: row[0], row })))("$name", async ({ row }) => {
    const [, taped, change, code, named, holder = "long"] = row;
    const bad = { deployment, tape: await withAnswer(tape, taped, change) };
    const refusal = expect.objectContaining({ code, field: named }) as Error;
    await expect(readTapedAave(bad, holder)).rejects.toThrow(refusal);
  });
});

describe("a reading with one answer changed that a decision can bear says so", () => {
  test("a strategy of another kind leaves the pool's curve out", async () => {
    const bare = await withAnswer(
      tape,
      { address: USDC.strategy, abi: curveAbi.getOptimalUsageRatio, args: [USDC.address] },
      () => null,
    );
    const { markets, notes } = await readTapedAave({ deployment, tape: bare }, "long");
    expect(markets[0].pool).toBeNull();
    expect(notes.join()).toContain("its rate curve does not tell two slopes");
  });
  test("a feed that tells a price of an hour ago is not noted", async () => {
    const fresh = await withAnswer(
      tape,
      { address: WETH.feed!, abi: feedAbi.latestTimestamp },
      () => blockSeconds - 3_600n,
    );
    const { notes } = await readTapedAave({ deployment, tape: fresh }, "long");
    expect(notes).toEqual(["USDC: the price feed does not tell when it was last set"]);
  });
  test("a frozen reserve is read, and noted", async () => {
    const frozen = await withAnswer(tape, weth, setting(57n, 1n, 1n));
    const { notes } = await readTapedAave({ deployment, tape: frozen }, "long");
    expect(notes).toContain("WETH: frozen: no more can be supplied or borrowed");
  });
  test("a token older than the standard has its symbol in one word", async () => {
    const word = `0x${Buffer.from("WETH").toString("hex").padEnd(64, "0")}`;
    const old = await withAnswer(tape, { address: WETH.address, abi: erc20Abi.symbolWord }, () => word);
    expect(await readTapedAave({ deployment, tape: old }, "long")).toEqual(
      expect.objectContaining({ prices: { WETH: 2_000, USDC: 1 } }),
    );
  });
  test("two reserves of one symbol go by symbol and address, and the money is still known as such", async () => {
    const twin = await withAnswer(tape, { address: DAI.address, abi: erc20Abi.symbol }, () => "usdc");
    const [market] = (await readTapedAave({ deployment, tape: twin }, "long")).markets;
    expect([market.asset, market.quote]).toEqual(["WETH", `USDC-${USDC.address.slice(2, 6)}`]);
  });
});

test("stable debt, which 3.0.2 still had and no rule here knows, is disputed by the pool's own total", async () => {
  const old = aaveFixture("3.0.2");
  const { address, args } = { address: old.deployment.pool, args: [long] };
  const withStable = at(1, (value) => value + 500n * 10n ** 8n);
  const bad = await withAnswer(old.tape, { address, abi: poolAbi.getUserAccountData, args }, withStable);
  const refusal = expect.objectContaining({ code: "E_DISPUTED", field: "totalDebt" }) as Error;
  await expect(readTapedAave({ ...old, tape: bad }, "long")).rejects.toThrow(refusal);
});
