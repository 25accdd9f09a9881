import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  perpetualName,
  perpetualVectorsOf,
  perpetualVectorsPresent,
  type PerpetualVector,
} from "../../../tests/vectors-perpetuals.js";
import { fundingClampPpmDown, fundingIndexDeltaTowardsZero, fundingSettlementPpm } from "./funding-index.js";
import {
  initialMarginUp,
  maintenanceMarginPpmDown,
  positionRisk,
  scaledInitialMarginPpmDown,
  type LiquidityTier,
  type PerpetualPrice,
} from "./margin.js";

type Inputs = PerpetualVector["inputs"];

/** A whole number of the file; the repository's own tests leave what does not matter out. */
const whole = (value: unknown): bigint => BigInt(Number(value ?? 0));

const tier = (inputs: Inputs): LiquidityTier => ({
  initialMarginPpm: whole(inputs.initialMarginPpm),
  maintenanceFractionPpm: whole(inputs.maintenanceFractionPpm),
  openInterestLowerCap: whole(inputs.openInterestLowerCap),
  openInterestUpperCap: whole(inputs.openInterestUpperCap),
});

const perpetual = (inputs: Inputs): PerpetualPrice => ({
  atomicResolution: whole(inputs.atomicResolution ?? inputs.baseCurrencyAtomicResolution),
  price: whole(inputs.price),
  exponent: whole(inputs.exponent ?? inputs.priceExponent),
});

const margins = (inputs: Inputs): Record<string, bigint> => {
  const risk = positionRisk({
    perpetual: perpetual(inputs),
    tier: tier(inputs),
    quantums: whole(inputs.baseQuantums),
    openInterest: whole(inputs.openInterest),
    customInitialMarginPpm: 0n,
  });
  return {
    initialMarginQuoteQuantums: risk.initialMargin,
    maintenanceMarginQuoteQuantums: risk.maintenanceMargin,
  };
};

const answers: Readonly<Record<string, (inputs: Inputs) => Record<string, bigint>>> = {
  dydx_maintenance_margin_ppm: (inputs) => ({ maintenanceMarginPpm: maintenanceMarginPpmDown(tier(inputs)) }),
  dydx_funding_clamp_ppm: (inputs) => ({
    maxAbsFundingPpm: fundingClampPpmDown(tier(inputs), whole(inputs.clampFactorPpm)),
  }),
  dydx_initial_margin: (inputs) => ({
    initialMarginQuoteQuantums: initialMarginUp(
      tier(inputs),
      whole(inputs.quoteQuantums),
      whole(inputs.openInterestNotional),
    ),
  }),
  dydx_oimf_ppm: (inputs) => ({
    initialMarginPpm: scaledInitialMarginPpmDown(tier(inputs), whole(inputs.openInterestNotional)),
  }),
  dydx_funding_settlement: (inputs) => ({
    netSettlementPpm: fundingSettlementPpm({
      fundingIndex: whole(inputs.fundingIndex),
      positionIndex: whole(inputs.positionIndex),
      quantums: whole(inputs.quantums),
    }),
  }),
  dydx_margin_requirements: margins,
  dydx_funding_index_delta: (inputs) => ({
    indexDelta: fundingIndexDeltaTowardsZero(
      perpetual(inputs),
      whole(inputs.funding8hPpm),
      whole(inputs.secondsSinceLast),
    ),
  }),
};

describe.skipIf(!perpetualVectorsPresent)("every dydx_* case of ../shared/vectors/perpetuals.json", () => {
  const vectors = perpetualVectorsOf(Object.keys(answers));

  test("there are 41, and no kind of dYdX is left out", () => {
    const file = new URL("../../../../shared/vectors/perpetuals.json", import.meta.url);
    const all = JSON.parse(readFileSync(file, "utf8")) as readonly PerpetualVector[];
    expect(vectors).toHaveLength(41);
    expect(all.filter(({ kind }) => kind.startsWith("dydx_"))).toEqual(vectors);
  });

  test.each(vectors.map((vector) => ({ name: perpetualName(vector), vector })))("$name", ({ vector }) => {
    const expected = Object.entries(vector.expected).map(([key, value]) => [key, whole(value)]);
    expect(answers[vector.kind]!(vector.inputs)).toEqual(Object.fromEntries(expected));
  });
});

describe("the same by their literals, dydxprotocol/v4-chain at 84d4664b", () => {
  const small = { maintenanceFractionPpm: 500_000n, openInterestLowerCap: 0n, openInterestUpperCap: 0n };

  test("V106 liquidity_tier_test.go: 56.7243 % of 123,456 quantums is 70,030, up; V105 10 % of one quantum is one", () => {
    expect(initialMarginUp({ ...small, initialMarginPpm: 567_243n }, 123_456n, 0n)).toBe(70_030n);
    expect(initialMarginUp({ ...small, initialMarginPpm: 100_000n }, 1n, 0n)).toBe(1n);
  });

  test("V145 lib_test.go: open interest scales the initial margin to 318,042,585, the maintenance of 44,100,000 stays", () => {
    const inputs = {
      price: 367_500,
      exponent: -1,
      baseCurrencyAtomicResolution: -6,
      initialMarginPpm: 200_000,
      maintenanceFractionPpm: 500_000,
      openInterest: 1_123_456_789,
      openInterestLowerCap: 25e12,
      openInterestUpperCap: 50e12,
      baseQuantums: 12_000,
    };
    expect(margins(inputs)).toEqual({
      initialMarginQuoteQuantums: 318_042_585n,
      maintenanceMarginQuoteQuantums: 44_100_000n,
    });
  });

  test("V147 funding_test.go: a negative index delta is rounded towards 0", () => {
    const price = { atomicResolution: -12n, price: 1000n, exponent: 0n };
    expect(fundingIndexDeltaTowardsZero(price, -1_001_999n, 28_800n)).toBe(-1001n);
  });

  test("V102 liquidity_tier_test.go: the clamp takes the difference of two roundings", () => {
    const odd = { ...small, initialMarginPpm: 745_345n, maintenanceFractionPpm: 564_947n };
    expect(fundingClampPpmDown(odd, 423_978_721n)).toBe(137_481_459n);
  });

  test("the larger of the scaled and the holder's own initial margin counts (liquidity_tier.go GetInitialMarginQuoteQuantums)", () => {
    const base = { ...small, initialMarginPpm: 20_000n };
    expect(initialMarginUp(base, 1_000_000n, 0n, 200_000n)).toBe(200_000n);
    expect(initialMarginUp(base, 1_000_000n, 0n, 10_000n)).toBe(20_000n);
  });
});
