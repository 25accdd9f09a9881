import { encodeAbiParameters, keccak256, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import {
  lendingName,
  lendingVectorsOf,
  lendingVectorsPresent,
  wholeOf,
  type LendingRecord,
  type LendingVector,
} from "../../../tests/vectors-lending.js";
import { yieldFromRate } from "../../model/index.js";
import { adaptiveRates, INITIAL_RATE_AT_TARGET, utilisationAtRate } from "./adaptive-curve.js";
import { borrowableDown, borrowedUp, healthFactorDown, healthyPriceUp, isHealthy, maxBorrowDown } from "./health.js";
import { incentiveFactorDown, liquidated } from "./liquidation.js";
import { borrowRateAnnualUp } from "./parse.js";
import { toSharesUp, WAD } from "./shares.js";
import type { MorphoLoan, MorphoTotals } from "./state.js";
import { borrowTo, repayTo, supplyTo, utilisationDown, withdrawTo, type Pooled } from "./utilisation.js";

const YEAR_SECONDS = 31_536_000n;
const E36 = 10n ** 36n;

const none: MorphoTotals = {
  ...{ totalSupplyAssets: 0n, totalSupplyShares: 0n, totalBorrowAssets: 0n, totalBorrowShares: 0n },
  ...{ lastUpdateSeconds: 0n, feeWad: 0n },
};

/** An amount of the file, or 0 where the case needs none. */
const orNone = (inputs: LendingRecord, field: string): bigint =>
  inputs[field] === undefined ? 0n : wholeOf(inputs, field);

/** A position of the file; a price written "1870e36" is in whole units of the loan. */
function loanOf(inputs: LendingRecord): MorphoLoan {
  const price = typeof inputs.price === "string" ? inputs.price : "0";
  return {
    totals: {
      ...none,
      totalBorrowAssets: orNone(inputs, "totalBorrowAssets"),
      totalBorrowShares: orNone(inputs, "totalBorrowShares"),
    },
    position: { borrowShares: orNone(inputs, "borrowShares"), collateral: orNone(inputs, "collateral") },
    oraclePrice: price.endsWith("e36") ? BigInt(price.slice(0, -3)) * E36 : BigInt(price),
    lltvWad: orNone(inputs, "lltv"),
  };
}

const pooledOf = (inputs: LendingRecord): Pooled => ({
  totalSupplyAssets: wholeOf(inputs, "totalSupply"),
  totalBorrowAssets: wholeOf(inputs, "totalBorrow"),
});

/** Utilisation in thousandths of the file, over a pool of a thousand. */
const poolAt = (utilisation: unknown): Pooled => ({
  totalSupplyAssets: 1000n,
  totalBorrowAssets: BigInt(Math.round(Number(utilisation) * 1000)),
});

const perSecond = (annual: unknown): bigint => (BigInt(Math.round(Number(annual) * 1e6)) * 10n ** 12n) / YEAR_SECONDS;

const ratesOf = (inputs: LendingRecord): ReturnType<typeof adaptiveRates> =>
  adaptiveRates(
    poolAt(inputs.utilization),
    perSecond(inputs.startRateAtTargetAnnual),
    BigInt(Number(inputs.elapsedDays) * 86_400),
  );

/** The whole amount that a case expects. */
const whole = ({ expected }: LendingVector): bigint => wholeOf({ expected }, "expected");

/** What the file means by a tolerance; a float without one must match to the last digit that it writes. */
function relative(tolerance: unknown): number {
  if (typeof tolerance === "number") return tolerance;
  return typeof tolerance === "string" ? parseFloat(tolerance) / 100 : 1e-9;
}

function expectAnnual(ratePerSecond: bigint, { expected, tolerance }: LendingVector): void {
  const want = Number(expected);
  expect(Math.abs(borrowRateAnnualUp(ratePerSecond) - want) / want).toBeLessThanOrEqual(relative(tolerance));
}

/** The peer's hash is of the five parameters as the ABI encodes them. Ours never hashes: an id is data that a connector reads. */
function marketId(inputs: LendingRecord): string {
  const address = { type: "address" } as const;
  const types = [address, address, address, address, { type: "uint256" }] as const;
  const hex = (field: string): Hex => inputs[field] as Hex;
  const [loan, collateral, oracle, irm] = ["loanToken", "collateralToken", "oracle", "irm"].map(hex);
  return keccak256(encodeAbiParameters(types, [loan!, collateral!, oracle!, irm!, wholeOf(inputs, "lltv")]));
}

const utilisationChecks: Readonly<Record<string, (pooled: Pooled, utilisation: bigint) => bigint>> = {
  "morpho.supplyToUtilization": supplyTo,
  "morpho.withdrawToUtilization": withdrawTo,
  "morpho.borrowToUtilization": borrowTo,
  "morpho.repayToUtilization": repayTo,
};

type Check = (vector: LendingVector) => void;

/** How each quantity of the file is reproduced; the measured liquidations tell one story and stand below. */
const checks: Readonly<Record<string, Check>> = {
  "morpho.marketId": ({ inputs, expected }) => expect(marketId(inputs)).toBe(expected),
  "morpho.lif": (vector) => expect(incentiveFactorDown(wholeOf(vector.inputs, "lltv"))).toBe(whole(vector)),
  "morpho.utilization": (vector) => expect(utilisationDown(pooledOf(vector.inputs))).toBe(whole(vector)),
  "morpho.maxBorrow": (vector) => expect(maxBorrowDown(loanOf(vector.inputs))).toBe(whole(vector)),
  "morpho.maxBorrowable": (vector) => expect(borrowableDown(loanOf(vector.inputs))).toBe(whole(vector)),
  "morpho.isHealthy": ({ inputs, expected }) => expect(isHealthy(loanOf(inputs))).toBe(expected),
  // Both literals are limits, where the peer's formula and the contract's rule agree; elsewhere they do not (health.test.ts).
  "morpho.liquidationPrice": (vector) =>
    expect(healthyPriceUp(loanOf(vector.inputs))).toBe(vector.expected === null ? null : whole(vector)),
  "morpho.rateToApy": ({ inputs, expected, tolerance }) => {
    const apy = yieldFromRate(borrowRateAnnualUp(wholeOf(inputs, "annualRateWad") / YEAR_SECONDS));
    expect(Math.abs(apy / Number(expected) - 1)).toBeLessThanOrEqual(relative(tolerance));
  },
  ...Object.fromEntries(
    Object.entries(utilisationChecks).map(([quantity, amount]): [string, Check] => [
      quantity,
      (vector) => expect(amount(pooledOf(vector.inputs), wholeOf(vector.inputs, "utilization"))).toBe(whole(vector)),
    ]),
  ),
  "morpho.adaptiveCurve.avgRate (annual)": (vector) => expectAnnual(ratesOf(vector.inputs).averageRate, vector),
  "morpho.adaptiveCurve.rateAtTarget (annual)": (vector) =>
    expectAnnual(ratesOf(vector.inputs).endRateAtTarget, vector),
  "morpho.adaptiveCurve.utilizationAtRate": (vector) => {
    const rate = (INITIAL_RATE_AT_TARGET * BigInt(Number(vector.inputs.rateMultiple) * 1000)) / 1000n;
    expect(utilisationAtRate(rate, INITIAL_RATE_AT_TARGET)).toBe(whole(vector));
  },
};

/** A loan alone in its market of 100,000 supplied, as the run on the contract opened it: 1e6 shares for a unit. */
function alone(inputs: LendingRecord): MorphoLoan {
  const debt = wholeOf(inputs, "debt");
  const borrowShares = toSharesUp(debt, { totalAssets: 0n, totalShares: 0n });
  const loan = loanOf({ ...inputs, lltv: inputs.lltv ?? "860000000000000000" });
  const totals = {
    ...none,
    totalSupplyAssets: 100_000n * WAD,
    totalBorrowAssets: debt,
    totalBorrowShares: borrowShares,
  };
  return { ...loan, totals, position: { ...loan.position, borrowShares } };
}

const asWad = (value: unknown): bigint => {
  const [whole, part = ""] = String(value).split(".");
  return BigInt(`${whole}${part.padEnd(18, "0")}`);
};

describe("measured on the contract of @morpho-org/morpho-blue 1.0.0", () => {
  const story = lendingVectorsOf("morpho.liquidate");

  test.skipIf(!lendingVectorsPresent)("V177 refused at 1870, V178 in part at 1850, V179 with bad debt at 1200", () => {
    const [healthy, part, rest] = story.map(({ inputs, expected }) => ({ inputs, want: expected as LendingRecord }));
    const before = alone(healthy!.inputs);
    expect(maxBorrowDown(before)).toBe(wholeOf(healthy!.want, "maxBorrow"));
    expect(healthFactorDown(before)).toBe(asWad(healthy!.want.healthFactor));
    const refused = liquidated(before, { by: "seized-assets", seizedAssets: 1n });
    expect(refused).toEqual({ status: "refused", because: healthy!.want.liquidate });

    const first = liquidated(alone(part!.inputs), {
      ...{ by: "seized-assets", seizedAssets: wholeOf(part!.inputs, "seizedAssets") },
    });
    if (first.status !== "liquidated") throw new Error(first.because);
    const between = { ...alone(part!.inputs), totals: first.totals, position: first.position };
    expect(first.repaidAssets).toBe(wholeOf(part!.want, "repaid"));
    expect(borrowedUp(between)).toBe(wholeOf(part!.want, "debtAfter"));
    expect(healthFactorDown(between)).toBe(asWad(part!.want.healthFactorAfter));

    const { oraclePrice } = loanOf(rest!.inputs);
    const last = liquidated({ ...between, oraclePrice }, { by: "seized-assets", seizedAssets: 6n * WAD });
    if (last.status !== "liquidated") throw new Error(last.because);
    expect(last.totals.totalSupplyAssets).toBe(wholeOf(rest!.want, "totalSupplyAfter"));
    expect(borrowedUp({ ...between, ...last })).toBe(wholeOf(rest!.want, "debtAfter"));
  });

  test("the same story from its literals: 7089.200000000000004382 repaid, 2013.199999999999991355 struck from the lenders", () => {
    const loan = alone({ collateral: String(10n * WAD), debt: String(16_000n * WAD), price: "1850e36" });
    const first = liquidated(loan, { by: "seized-assets", seizedAssets: 4n * WAD });
    if (first.status !== "liquidated") throw new Error(first.because);
    expect(first.repaidAssets).toBe(7_089_200_000_000_000_004_382n);
    const last = liquidated(
      { ...loan, totals: first.totals, position: first.position, oraclePrice: 1200n * E36 },
      { by: "seized-assets", seizedAssets: 6n * WAD },
    );
    expect(last).toMatchObject({ badDebtAssets: 2_013_199_999_999_999_991_355n, position: { borrowShares: 0n } });
  });
});

describe("every case of the lending vectors about Morpho", () => {
  const vectors = lendingVectorsOf("morpho.");
  const told = ({ quantity }: LendingVector): boolean => quantity === "morpho.liquidate";

  test.each(vectors.filter((vector) => !told(vector)).map((vector) => [lendingName(vector), vector] as const))(
    "%s",
    (_, vector) => checks[vector.quantity]!(vector),
  );

  test.skipIf(!lendingVectorsPresent)("none is left out", () => {
    expect(vectors).toHaveLength(34);
    expect(vectors.filter((vector) => !told(vector) && checks[vector.quantity] === undefined)).toEqual([]);
    expect(vectors.filter(told).map(({ id }) => id)).toEqual(["V177", "V178", "V179"]);
  });
});
