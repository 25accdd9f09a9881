import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  aaveEMode,
  aavePool,
  aavePosition,
  amount,
  base,
  measuredOn,
  owing,
  supplied,
  usdc,
  weth,
} from "../../../tests/aave-pools.js";
import { lendingName, lendingVectorsOf, lendingVectorsPresent, wholeOf } from "../../../tests/vectors-lending.js";
import type { LendingRecord } from "../../../tests/vectors-lending.js";
import { WORD_MAX } from "../../kernel/index.js";
import { accountData, collateralTerms } from "./account-data.js";
import type { PoolAccountData } from "./account-data.js";
import { WAD } from "./ray.js";
import { AAVE_POOL_RELEASES, rulesOf, type AavePoolRelease } from "./release.js";
import type { PoolState } from "./state.js";

/** One collateral and one debt worth so many units of the base currency, at those terms. */
function valued(
  release: AavePoolRelease,
  collateral: bigint,
  debt: bigint,
  terms: { ltv?: bigint; threshold?: bigint },
) {
  const priceBase = 10n ** 18n;
  const pool = aavePool(release, [
    weth(priceBase, { ltvBps: terms.ltv ?? 5_000n, liquidationThresholdBps: terms.threshold ?? 5_000n }),
    weth(priceBase, { asset: "DEBT" }),
  ]);
  return accountData(pool, aavePosition([supplied("WETH", collateral), owing("DEBT", debt)]));
}

describe("the peer's single figures (aave-utilities pool-math.test.ts)", () => {
  test("V009: a health factor of 1.66666666666666666667 there is floor or half up of it on chain", () => {
    const data = (release: AavePoolRelease) => valued(release, 10n ** 17n, 3n * 10n ** 16n, {}).healthFactorWad;
    expect(data("3.0.2")).toBe(1_666_666_666_666_666_667n);
    expect(data("3.6")).toBe(1_666_666_666_666_666_666n);
  });
  test("V010: no debt is -1 there, 2^256 - 1 in every release of the contract", () => {
    for (const release of AAVE_POOL_RELEASES) {
      expect(valued(release, 10n ** 17n, 0n, {}).healthFactorWad).toBe(WORD_MAX);
    }
  });
  test("V011: bps given times 1e4 once more: 10000 there and here, where the threshold meant gives 1", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const twice = valued(release, 10n ** 17n, 5n * 10n ** 16n, { threshold: 50_000_000n });
      expect(twice.healthFactorWad).toBe(10_000n * WAD);
      expect(valued(release, 10n ** 17n, 5n * 10n ** 16n, { threshold: 5_000n }).healthFactorWad).toBe(WAD);
    }
  });
  test("V012: half a basis point of LTV lends 0 there; here it is 0 whole bps, and the 50 % meant lend 4.5e17", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const lends = (ltv: bigint) => valued(release, 10n ** 18n, 5n * 10n ** 16n, { ltv }).availableBorrowsBase;
      expect(lends(0n)).toBe(0n);
      expect(lends(1n)).toBe(0n);
      expect(lends(5_000n)).toBe(45n * 10n ** 16n);
    }
  });
  test("V013: an LTV of 0 lends 0", () => {
    for (const release of AAVE_POOL_RELEASES) {
      expect(valued(release, 10n ** 18n, 5n * 10n ** 16n, { ltv: 0n }).availableBorrowsBase).toBe(0n);
    }
  });
  test("V014: 10 units at 1 reference worth 2.5 dollars are 25 dollars; here the base currency is the dollar itself", () => {
    const pool = aavePool("3.6", [weth(base("2.5"))]);
    const data = accountData(pool, aavePosition([supplied("WETH", amount("10", 18))]));
    expect(data.totalCollateralBase).toBe(base("25"));
  });
  test("V018: 20,000 against 10,000 at LTV 50 %, threshold 60 %: health 1.2, nothing to borrow", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const terms = { ltv: 5_000n, threshold: 6_000n };
      const data = valued(release, 20_000n * 10n ** 8n, 10_000n * 10n ** 8n, terms);
      expect(data.healthFactorWad).toBe((12n * WAD) / 10n);
      expect(data.availableBorrowsBase).toBe(0n);
    }
  });
});

/** What the peer's tests expect, by case of the file. */
const PEER: Readonly<Record<string, unknown>> = {
  V009: "1.66666666666666666667",
  V010: "-1",
  V011: "10000",
  V012: "0",
  V013: "0",
  V014: { reference: "10000000000000000000", usd: "25" },
  V018: { healthFactor: "1.2", availableBorrowsUsd: "0" },
};

test.skipIf(!lendingVectorsPresent)(
  "../shared/vectors/lending.json states the single figures above and no others",
  () => {
    const quantities = ["aave.healthFactor", "aave.availableBorrows", "aave.toUsd", "aave.userSummary"];
    const stated = quantities.flatMap((prefix) => lendingVectorsOf(prefix)).map(({ id, expected }) => [id, expected]);
    expect(Object.fromEntries(stated)).toEqual(PEER);
  },
);

const MULTI = aavePosition([
  supplied("WETH", amount("3.333", 18)),
  supplied("USDC", amount("1234.567891", 6)),
  owing("WETH2", amount("2.5", 18)),
]);

const multiPool = (release: AavePoolRelease): PoolState =>
  aavePool(release, [weth(base("2000")), usdc(), weth(base("2000"), { asset: "WETH2" })]);

const MULTI_302: PoolAccountData = {
  totalCollateralBase: 790_056_789_100n,
  totalDebtBase: 500_000_000_000n,
  availableBorrowsBase: 125_803_982_646n,
  liquidationThresholdBps: 8_179n,
  ltvBps: 7_921n,
  healthFactorWad: 1_292_374_895_610_000_000n,
};

describe("several collaterals", () => {
  test("V171, measured on Aave v3.0.2: the threshold is floored to 8179 bps before it counts", () => {
    for (const release of ["3.0.2", "3.3", "3.4"] as const)
      expect(accountData(multiPool(release), MULTI)).toEqual(MULTI_302);
  });
  test("V172, measured on Aave v3.6: the exact weighted sum, 8.3e-5 higher", () => {
    for (const release of ["3.5", "3.6", "3.7"] as const) {
      expect(accountData(multiPool(release), MULTI)).toEqual({
        ...MULTI_302,
        healthFactorWad: 1_292_482_590_996_000_000n,
      });
    }
  });
  test.each(
    lendingVectorsOf("aave.accountData")
      .filter(({ quantity }) => quantity === "aave.accountData")
      .map((v) => [lendingName(v), v] as const),
  )("%s", (_, { source, expected }) => {
    const data = accountData(multiPool(measuredOn(source)), MULTI);
    const stated = Object.fromEntries(Object.entries(data).map(([field, value]) => [field, String(value)]));
    expect(stated).toEqual(expected);
  });
});

describe("efficiency modes", () => {
  const reserves = [weth(base("2000")), usdc()];
  const position = (eModeId: number) =>
    aavePosition([supplied("WETH", amount("10", 18)), owing("USDC", amount("15000", 6))], eModeId);

  test.each(lendingVectorsOf("aave.eMode").map((v) => [lendingName(v), v] as const))(
    "%s",
    (_, { source, inputs, expected }) => {
      const data = accountData(
        aavePool(measuredOn(source), reserves, [aaveEMode()]),
        position(Number(inputs["category"])),
      );
      expect(data.healthFactorWad).toBe(wholeOf(expected as LendingRecord, "healthFactorWad"));
      expect(data.availableBorrowsBase).toBe(wholeOf(expected as LendingRecord, "availableBorrowsBase"));
    },
  );
  test("V174, measured on Aave v3.6: 95 % in place of 82.5 % is 1.2667 in place of 1.1", () => {
    const data = accountData(aavePool("3.6", reserves, [aaveEMode()]), position(1));
    expect([data.healthFactorWad, data.availableBorrowsBase]).toEqual([1_266_666_666_666_666_666n, 360_000_000_000n]);
  });
  test("to 3.1 a category's own price stands in for its members' (GenericLogic 3.0.2)", () => {
    const priced = aaveEMode({ priceBase: base("1900") });
    const value = (release: AavePoolRelease) =>
      accountData(aavePool(release, reserves, [priced]), position(1)).totalCollateralBase;
    expect(AAVE_POOL_RELEASES.map((release) => value(release) === base("19000"))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
  test("to 3.5 a reserve with LTV 0 has none in any category; from 3.6 only the category's own list says so", () => {
    const zero = [weth(base("2000"), { ltvBps: 0n }), usdc()];
    const ltv = (release: AavePoolRelease, ltvZero: readonly string[]) =>
      accountData(aavePool(release, zero, [aaveEMode({ ltvZero })]), position(1)).ltvBps;
    expect(AAVE_POOL_RELEASES.map((release) => ltv(release, []))).toEqual([0n, 0n, 0n, 0n, 9_300n, 9_300n]);
    expect(AAVE_POOL_RELEASES.map((release) => ltv(release, ["WETH"]))).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
  });
  test("to 3.5 a threshold of 0 outside bars a collateral in every category; from 3.6 it counts there", () => {
    const barred = [weth(base("2000"), { liquidationThresholdBps: 0n }), usdc()];
    const value = (release: AavePoolRelease) =>
      accountData(aavePool(release, barred, [aaveEMode()]), position(1)).totalCollateralBase;
    expect(AAVE_POOL_RELEASES.map(value)).toEqual([0n, 0n, 0n, 0n, base("20000"), base("20000")]);
  });
  test("from 3.7 an isolated category leaves outside collateral its threshold and takes its LTV (docs/3.7/isolated-emode.md)", () => {
    const pool = (release: AavePoolRelease) => aavePool(release, reserves, [aaveEMode({ isolated: true })]);
    const terms = (release: AavePoolRelease) => collateralTerms(pool(release), aaveEMode({ isolated: true }), usdc());
    expect([terms("3.6").ltvBps, terms("3.7").ltvBps]).toEqual([7_500n, 0n]);
    expect(terms("3.7").liquidationThresholdBps).toBe(7_800n);
  });
});

describe("properties", () => {
  const units = fc.bigInt({ min: 0n, max: 10n ** 24n });
  const debts = fc.bigInt({ min: 1n, max: 10n ** 12n });
  const releases = fc.constantFrom(...AAVE_POOL_RELEASES);

  test("more of one collateral never lowers the health factor", () => {
    fc.assert(
      fc.property(releases, units, units, debts, (release, held, more, debt) => {
        const at = (scaled: bigint) =>
          accountData(multiPool(release), aavePosition([supplied("WETH", scaled), owing("USDC", debt)]))
            .healthFactorWad;
        expect(at(held + more)).toBeGreaterThanOrEqual(at(held));
      }),
    );
  });
  test("releases that state the same rules answer the same; the exact sum is never below the floored average", () => {
    fc.assert(
      fc.property(units, units, debts, (held, dollars, debt) => {
        const position = aavePosition([
          supplied("WETH", held),
          supplied("USDC", dollars),
          owing("WETH2", debt * 10n ** 12n),
        ]);
        const data = (release: AavePoolRelease) => accountData(multiPool(release), position);
        expect(data("3.3")).toEqual(data("3.0.2"));
        expect(data("3.4")).toEqual(data("3.0.2"));
        expect(data("3.6")).toEqual(data("3.5"));
        expect(data("3.7")).toEqual(data("3.5"));
        // Half a unit of the base currency over the debt is all that the two roundings of 3.0.2 may add.
        const slack = WAD / data("3.0.2").totalDebtBase + 1n;
        expect(data("3.5").healthFactorWad + slack).toBeGreaterThanOrEqual(data("3.0.2").healthFactorWad);
      }),
    );
  });
  test("from 3.5 one unit of debt is worth at least one unit of the base currency (docs/3.5)", () => {
    const dust = aavePosition([owing("WETH", 1n)]);
    for (const release of AAVE_POOL_RELEASES) {
      const worth = rulesOf(release).balances === "against-user" ? 1n : 0n;
      expect(accountData(multiPool(release), dust).totalDebtBase).toBe(worth);
    }
  });
  test("an asset, a mode or a second line that the pool does not know is an error", () => {
    const pool = multiPool("3.6");
    expect(() => accountData(pool, aavePosition([supplied("DAI", 1n)]))).toThrow(/DAI/);
    expect(() => accountData(pool, aavePosition([], 4))).toThrow(/eModeId/);
    expect(() => accountData(pool, aavePosition([supplied("WETH", 1n), owing("WETH", 1n)]))).toThrow(
      /one line an asset/,
    );
  });
});
