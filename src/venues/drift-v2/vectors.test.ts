import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  perpetualName,
  perpetualVectorsOf,
  perpetualVectorsPresent,
  type PerpetualVector,
} from "../../../tests/vectors-perpetuals.js";
import { liabilityToCoverDown, sizeToCoverDown, type Cover } from "./liquidation.js";
import { assetWeightDown, liabilityWeightDown, scaledInitialWeightDown, unrealizedWeightDown } from "./weights.js";

type Inputs = PerpetualVector["inputs"];

const whole = (value: unknown): bigint => BigInt(String(value));

const amount = (cover: Cover): bigint => {
  if (cover.status !== "part") throw new Error("everything is to go");
  return cover.amount;
};

const spotWeight = (inputs: Inputs): bigint => {
  const given = {
    amount: whole(inputs.tokenAmount),
    decimals: whole(inputs.decimals),
    factor: whole(inputs.imfFactor),
    weight: whole(inputs.baseWeight),
  };
  return inputs.kind === "asset" ? assetWeightDown(given) : liabilityWeightDown(given);
};

const answers: Readonly<Record<string, (inputs: Inputs) => Record<string, bigint>>> = {
  drift_base_to_cover_shortage: (inputs) => ({
    baseAssetAmount: amount(
      sizeToCoverDown({
        marginShortage: whole(inputs.marginShortage),
        marginRatio: whole(inputs.marginRatio),
        liquidatorFee: whole(inputs.liquidationFee),
        insuranceFee: whole(inputs.ifLiquidationFee),
        oraclePrice: whole(inputs.oraclePrice),
        quoteOraclePrice: whole(inputs.quoteOraclePrice),
      }),
    ),
  }),
  drift_liability_transfer: (inputs) => ({
    liabilityTransfer: amount(
      liabilityToCoverDown({
        marginShortage: whole(inputs.marginShortage),
        assetWeight: whole(inputs.assetWeight),
        assetMultiplier: whole(inputs.assetLiquidationMultiplier),
        liabilityWeight: whole(inputs.liabilityWeight),
        liabilityMultiplier: whole(inputs.liabilityLiquidationMultiplier),
        liabilityDecimals: whole(inputs.liabilityDecimals),
        liabilityPrice: whole(inputs.liabilityPrice),
        insuranceFee: whole(inputs.ifLiquidationFee),
      }),
    ),
  }),
  drift_spot_weight: (inputs) => ({ weight: spotWeight(inputs) }),
  drift_scaled_initial_weight: (inputs) => ({
    weight: scaledInitialWeightDown(
      whole(inputs.initialAssetWeight),
      whole(inputs.depositTokens) * whole(inputs.oraclePrice),
      whole(inputs.scaleStartUsd),
    ),
  }),
  drift_unrealized_pnl_weight: (inputs) => ({
    weight: unrealizedWeightDown(
      whole(inputs.unrealizedPnlQuote),
      whole(inputs.imfFactor),
      whole(inputs.weightInitial),
    ),
  }),
};

describe.skipIf(!perpetualVectorsPresent)("every drift_* case of ../shared/vectors/perpetuals.json", () => {
  const vectors = perpetualVectorsOf(Object.keys(answers));

  test("there are 19, and no kind of Drift is left out", () => {
    const file = new URL("../../../../shared/vectors/perpetuals.json", import.meta.url);
    const all = JSON.parse(readFileSync(file, "utf8")) as readonly PerpetualVector[];
    expect(vectors).toHaveLength(19);
    expect(all.filter(({ kind }) => kind.startsWith("drift_"))).toEqual(vectors);
  });

  test.each(vectors.map((vector) => ({ name: perpetualName(vector), vector })))("$name", ({ vector }) => {
    const expected = Object.entries(vector.expected).map(([key, value]) => [key, whole(value)]);
    expect(answers[vector.kind]!(vector.inputs)).toEqual(Object.fromEntries(expected));
  });
});

describe("the same by their literals, drift-labs/protocol-v2 at 0ae3e3b1", () => {
  test("V172, V173 margin/tests.rs: 1,000 units at a factor of 1 % weigh 1.1962 owed, at 10 % 0.2642 held", () => {
    const thousand = { amount: 1_000_000_000n, decimals: 6n };
    expect(liabilityWeightDown({ ...thousand, factor: 10_000n, weight: 11_000n })).toBe(11_962n);
    expect(assetWeightDown({ ...thousand, factor: 100_000n, weight: 9000n })).toBe(2642n);
  });

  test("V179 margin/tests.rs: a profit of 24,282.79 dollars at a factor of 0.1 % counts at 0.9516", () => {
    expect(unrealizedWeightDown(24_282_786_896n, 1000n, 10_000n)).toBe(9516n);
  });

  test("V160, V164 liquidation/tests.rs: 10 dollars short at 10x and 1 % of both fees take 1.25 units; a borrow with 10 % fees 0.475669504", () => {
    const short = { marginShortage: 10_000_000n, marginRatio: 1000n, oraclePrice: 100_000_000n };
    const fees = { liquidatorFee: 10_000n, insuranceFee: 10_000n, quoteOraclePrice: 1_000_000n };
    expect(sizeToCoverDown({ ...short, ...fees })).toEqual({ status: "part", amount: 1_250_000_000n });
    expect(
      liabilityToCoverDown({
        marginShortage: 10_000_000n,
        assetWeight: 8000n,
        assetMultiplier: 1_100_000n,
        liabilityWeight: 12_000n,
        liabilityMultiplier: 900_000n,
        liabilityDecimals: 9n,
        liabilityPrice: 100_000_000n,
        insuranceFee: 10_000n,
      }),
    ).toEqual({ status: "part", amount: 475_669_504n });
  });
});
