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
import type { LendingRecord, LendingVector } from "../../../tests/vectors-lending.js";
import { WORD_MAX } from "../../kernel/index.js";
import { accountData } from "./account-data.js";
import { largestCall, liquidationCall, type PoolLiquidation } from "./liquidation.js";
import type { PoolErrorName, PoolRefused } from "./refusal.js";
import { AAVE_POOL_RELEASES, type AavePoolRelease } from "./release.js";
import type { EMode, PoolPosition, PoolReserve, PoolState } from "./state.js";

const PAIR = { collateral: "WETH", debt: "USDC" } as const;

interface Scene {
  readonly wethHeld: string;
  readonly usdcOwed: string;
  readonly price: string;
  readonly cover?: string;
  readonly collateral?: Partial<PoolReserve>;
  readonly debt?: Partial<PoolReserve>;
}

const account = ({ wethHeld, usdcOwed }: Scene): PoolPosition =>
  aavePosition([supplied("WETH", amount(wethHeld, 18)), owing("USDC", amount(usdcOwed, 6))]);

const poolOf = (release: AavePoolRelease, { price, collateral, debt }: Scene): PoolState =>
  aavePool(release, [weth(base(price), collateral), usdc(debt)]);

const called = (release: AavePoolRelease, scene: Scene): PoolLiquidation | PoolRefused => {
  const debtToCover = scene.cover === undefined ? WORD_MAX : amount(scene.cover, 6);
  return liquidationCall(poolOf(release, scene), account(scene), { ...PAIR, debtToCover });
};

function done(answer: PoolLiquidation | PoolRefused): PoolLiquidation {
  if (answer.status === "done") return answer;
  throw new Error(answer.because);
}

const sceneOf = ({ inputs, case: name }: LendingVector): Scene => ({
  wethHeld: String(inputs["collateralWeth"]),
  usdcOwed: String(inputs["debtUsdc"]),
  price: String(inputs["price"]),
  ...(typeof inputs["debtToCover"] === "string" && inputs["debtToCover"] !== "max"
    ? { cover: inputs["debtToCover"] }
    : {}),
  collateral: name.includes("10% protocol fee") ? { liquidationProtocolFeeBps: 1_000n } : {},
});

const texts = (record: object): LendingRecord =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [field, String(value)]));

/** What a measured case states of the liquidation itself. */
function expectOutcome(release: AavePoolRelease, scene: Scene, expected: LendingRecord): void {
  const answer = called(release, scene);
  if (typeof expected["reverts"] === "string") {
    const { because, code } = answer as PoolRefused;
    expect(expected["reverts"]).toBe(code === null ? `${because}()` : `${code} (HEALTH_FACTOR_NOT_BELOW_THRESHOLD)`);
    return;
  }
  const { debtRepaid, collateralSeized, deficits, position } = done(answer);
  expect(debtRepaid).toBe(wholeOf(expected, "debtRepaid"));
  expect(collateralSeized).toBe(wholeOf(expected, "collateralSeized"));
  expect(texts(accountData(poolOf(release, scene), position))).toEqual(expected["after"]);
  if (expected["deficit"] !== undefined) expect(deficits).toEqual([]);
}

const MEASURED = lendingVectorsOf("aave.accountDataAndLiquidation");

describe("measured on the contracts: account data, liquidation and the account after it", () => {
  test.each(MEASURED.map((v) => [lendingName(v), v] as const))("%s", (_, v) => {
    const [release, scene, expected] = [measuredOn(v.source), sceneOf(v), v.expected as LendingRecord];
    expect(v.inputs).toMatchObject({ ltvBps: 8000, ltBps: 8250, bonusBps: 10500 });
    expect(texts(accountData(poolOf(release, scene), account(scene)))).toEqual(expected["before"]);
    if (v.inputs["debtToCover"] !== null) expectOutcome(release, scene, expected);
  });
  test.skipIf(!lendingVectorsPresent)("../shared/vectors/lending.json: 26 such cases", () => {
    expect(MEASURED.length).toBe(26);
  });
});

describe("the same by release, with the figures of the measured runs", () => {
  const large: Scene = { wethHeld: "10", usdcOwed: "15000", price: "1800" };
  const takes = (scene: Scene) =>
    AAVE_POOL_RELEASES.map((release) => done(called(release, scene)).debtRepaid / 1_000_000n);

  test("V118, V146: health 0.99, both sides large: half, 4.374999999999999999 WETH with the bonus", () => {
    expect(takes(large)).toEqual([7_500n, 7_500n, 7_500n, 7_500n, 7_500n, 7_500n]);
    for (const release of ["3.0.2", "3.6"] as const) {
      expect(done(called(release, large)).collateralSeized).toBe(4_374_999_999_999_999_999n);
    }
    // 4166666666666666666 x 1.05 ends in .3: to the nearest and down agree here.
    expect(done(called("3.7", large)).collateralSeized).toBe(4_374_999_999_999_999_999n);
  });
  test("V148: a health factor of exactly 0.95 closes everything", () => {
    expect(takes({ wethHeld: "10", usdcOwed: "16500", price: "1900" })).toEqual(Array(6).fill(16_500n));
  });
  test("V150: a collateral under 2,000: half in 3.0.2, all since 3.3", () => {
    expect(takes({ wethHeld: "1", usdcOwed: "1500", price: "1800" })).toEqual([750n, ...Array<bigint>(5).fill(1_500n)]);
  });
  test("V130, V158: leaving 500 is allowed in 3.0.2 and refused as dust since 3.3, there by number", () => {
    const scene: Scene = { wethHeld: "2", usdcOwed: "3000", price: "1700", cover: "2500" };
    const answers = AAVE_POOL_RELEASES.map((release) => called(release, scene));
    expect(answers.map(({ status }) => status)).toEqual(["done", ...Array<string>(5).fill("refused")]);
    expect(answers[1]).toEqual({ status: "refused", because: "MustNotLeaveDust", code: "103" });
    expect(answers[4]).toEqual({ status: "refused", because: "MustNotLeaveDust", code: null });
  });
  test("V131: leaving exactly 1,000 of debt is no dust", () => {
    expect(takes({ wethHeld: "2", usdcOwed: "3000", price: "1700", cover: "2000" })).toEqual(Array(6).fill(2_000n));
  });
  test("V127: under water: to 3.2 the rest stays with the account, since 3.3 it is the reserve's deficit; rounded up from 3.5", () => {
    const scene: Scene = { wethHeld: "10", usdcOwed: "16000", price: "1400" };
    const outcomes = AAVE_POOL_RELEASES.map((release) => done(called(release, scene)));
    expect(outcomes.map(({ debtRepaid }) => debtRepaid)).toEqual([
      ...Array<bigint>(3).fill(13_333_333_333n),
      ...Array<bigint>(3).fill(13_333_333_334n),
    ]);
    const left = [2_666_666_667n, 2_666_666_667n, 2_666_666_666n, 2_666_666_666n, 2_666_666_666n];
    expect(outcomes.map(({ deficits }) => deficits[0]?.amount)).toEqual([undefined, ...left]);
    expect(outcomes[0]?.position.holdings[1]?.scaledDebt).toBe(2_666_666_667n);
    expect(outcomes[4]?.position.holdings[1]?.scaledDebt).toBe(0n);
  });
  test("V129, V157: 10 % of the bonus is the treasury's; from 3.7 a unit more, at the liquidator's cost (docs/3.7)", () => {
    const outcomes = AAVE_POOL_RELEASES.map((release) =>
      done(called(release, { ...large, collateral: { liquidationProtocolFeeBps: 1_000n } })),
    );
    expect(outcomes.map(({ collateralSeized }) => collateralSeized)).toEqual([
      ...Array<bigint>(5).fill(4_354_166_666_666_666_666n),
      4_354_166_666_666_666_665n,
    ]);
    expect(outcomes.map(({ protocolFee }) => protocolFee)).toEqual([
      ...Array<bigint>(5).fill(20_833_333_333_333_333n),
      20_833_333_333_333_334n,
    ]);
  });
});

const because = (answer: PoolLiquidation | PoolRefused): PoolErrorName | null =>
  answer.status === "done" ? null : answer.because;
const six = <T>(value: T): readonly T[] => [value, value, value, value, value, value];

describe("refusals", () => {
  const sick: Scene = { wethHeld: "10", usdcOwed: "15000", price: "1800" };
  const inAll = (scene: Scene) => AAVE_POOL_RELEASES.map((release) => because(called(release, scene)));

  test("V134: a health factor of exactly 1 is not below the threshold; one tick of the oracle lower is (V135, V163)", () => {
    expect(inAll({ wethHeld: "10", usdcOwed: "16500", price: "2000" })).toEqual(six("HealthFactorNotBelowThreshold"));
    expect(inAll({ wethHeld: "10", usdcOwed: "16500", price: "1999.99999999" })).toEqual(six(null));
  });
  test("reserves closed, paused or in a grace period", () => {
    expect(inAll({ ...sick, debt: { active: false } })).toEqual(six("ReserveInactive"));
    expect(inAll({ ...sick, collateral: { paused: true } })).toEqual(six("ReservePaused"));
    const until = 1_700_000_000n;
    expect(inAll({ ...sick, debt: { liquidationGraceUntilSeconds: until } })).toEqual(
      six("LiquidationGraceSentinelCheckFailed"),
    );
    expect(inAll({ ...sick, debt: { liquidationGraceUntilSeconds: until - 1n } })).toEqual(six(null));
  });
  test("a pool without the underlying to pay out underflows; a repayment in the same asset is counted first since 3.1", () => {
    const seized = 4_374_999_999_999_999_999n;
    expect(inAll({ ...sick, collateral: { availableLiquidity: seized } })).toEqual(six(null));
    expect(inAll({ ...sick, collateral: { availableLiquidity: seized - 1n } })).toEqual(six("Panic(0x11)"));
    const one = aavePosition([{ ...supplied("USDC", amount("15000", 6)), scaledDebt: amount("15000", 6) }]);
    const same = AAVE_POOL_RELEASES.map((release) => {
      const pool = aavePool(release, [usdc({ availableLiquidity: amount("1000", 6) })]);
      return because(liquidationCall(pool, one, { collateral: "USDC", debt: "USDC", debtToCover: WORD_MAX }));
    });
    expect(same).toEqual(["Panic(0x11)", ...Array<null>(5).fill(null)]);
  });
  test("a collateral that is not used as one, a debt that is not owed, nothing repaid", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const pool = aavePool(release, [weth(base("1800")), usdc(), weth(base("1800"), { asset: "OTHER" })]);
      const position = aavePosition([...account(sick).holdings, supplied("OTHER", 1n, false)]);
      const ask = (collateral: string, debt: string, debtToCover: bigint) =>
        because(liquidationCall(pool, position, { collateral, debt, debtToCover }));
      expect(ask("OTHER", "USDC", WORD_MAX)).toBe("CollateralCannotBeLiquidated");
      expect(ask("WETH", "OTHER", WORD_MAX)).toBe("SpecifiedCurrencyNotBorrowedByUser");
      expect(ask("WETH", "USDC", 0n)).toBe("InvalidBurnAmount");
    }
  });
});

describe("several debts and collaterals", () => {
  const debts = aavePosition([
    supplied("WETH", amount("5.4", 18)),
    owing("USDC", amount("3000", 6)),
    owing("DAI", amount("3000", 6)),
    owing("GHO", amount("3000", 6)),
  ]);
  const pool = (release: AavePoolRelease, price: string) =>
    aavePool(release, [weth(base(price)), usdc(), usdc({ asset: "DAI" }), usdc({ asset: "GHO" })]);
  const max = { collateral: "WETH", debt: "DAI", debtToCover: WORD_MAX };

  test("half of the called debt to 3.2, half of the account's since 3.3: 1,500 and 3,000 (docs/3.3, 2.1)", () => {
    const repaid = AAVE_POOL_RELEASES.map(
      (release) => done(liquidationCall(pool(release, "2000"), debts, max)).debtRepaid,
    );
    expect(repaid).toEqual([1_500_000_000n, ...Array<bigint>(5).fill(3_000_000_000n)]);
  });
  test("since 3.3 the last collateral takes every debt with it", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const { deficits, position, debtRepaid } = done(liquidationCall(pool(release, "400"), debts, max));
      expect(debtRepaid / 1_000_000n).toBe(2_057n);
      const owed = accountData(pool(release, "400"), position).totalDebtBase;
      expect(owed > 0n).toBe(release === "3.0.2");
      const assets = release === "3.0.2" ? [] : ["USDC", "DAI", "GHO"];
      expect(deficits.map(({ asset }) => asset)).toEqual(assets);
    }
  });
  test("a debt of a closed reserve is left standing", () => {
    const closed = {
      ...pool("3.6", "400"),
      reserves: pool("3.6", "400").reserves.map((reserve) =>
        reserve.asset === "GHO" ? { ...reserve, active: false } : reserve,
      ),
    };
    const { deficits, position } = done(liquidationCall(closed, debts, max));
    expect(deficits.map(({ asset }) => asset)).toEqual(["USDC", "DAI"]);
    expect(position.holdings[3]?.scaledDebt).toBe(amount("3000", 6));
  });
  test("with another collateral left there is no deficit", () => {
    const two = aavePosition([...debts.holdings, supplied("LINK", 1_000_000n)]);
    const market = aavePool("3.6", [...pool("3.6", "400").reserves, usdc({ asset: "LINK" })]);
    const { deficits, position } = done(liquidationCall(market, two, max));
    expect(deficits).toEqual([]);
    expect(position.holdings[0]).toMatchObject({ scaledBalance: 0n, usedAsCollateral: false });
  });
  test("another collateral worth nothing does not keep the debt (from 3.3: its value is compared, not its amount)", () => {
    const dust = aavePosition([
      supplied("WETH", amount("1", 18)),
      supplied("TINY", 1n),
      owing("USDC", amount("900", 6)),
    ]);
    const market = (release: AavePoolRelease) =>
      aavePool(release, [weth(base("400")), usdc(), usdc({ asset: "TINY", priceBase: 1n })]);
    const deficits = (release: AavePoolRelease) =>
      done(liquidationCall(market(release), dust, { ...PAIR, debtToCover: WORD_MAX })).deficits;
    expect(AAVE_POOL_RELEASES.map((release) => deficits(release).length)).toEqual([0, 1, 1, 1, 1, 1]);
  });
});

describe("efficiency modes", () => {
  const modes: readonly EMode[] = [aaveEMode()];
  test("the category's bonus is paid, to whom it lends", () => {
    const sick: Scene = { wethHeld: "10", usdcOwed: "18000", price: "1890" };
    for (const release of AAVE_POOL_RELEASES) {
      const pool = aavePool(release, [weth(base(sick.price)), usdc()], modes);
      const position = { ...account(sick), eModeId: 1 };
      const { debtRepaid, collateralSeized } = done(
        liquidationCall(pool, position, { ...PAIR, debtToCover: WORD_MAX }),
      );
      expect(debtRepaid).toBe(amount("9000", 6));
      // 9000 / 1890 x 1.01
      expect(collateralSeized / 10n ** 9n).toBe(4_809_523_809n);
    }
  });
});

describe("the largest call", () => {
  test("V124: what the close factor allows where nothing is left too small", () => {
    const scene: Scene = { wethHeld: "1.35", usdcOwed: "2100", price: "1870" };
    for (const release of AAVE_POOL_RELEASES) {
      expect(largestCall(poolOf(release, scene), account(scene), PAIR)).toEqual(called(release, scene));
    }
  });
  test("where half would leave dust it shrinks to the last unit that does not", () => {
    const scene: Scene = {
      wethHeld: "1.2625",
      usdcOwed: "2050",
      price: "1890",
      collateral: { liquidationBonusBps: 14_500n },
    };
    for (const release of AAVE_POOL_RELEASES.slice(1)) {
      expect(because(called(release, scene))).toBe("MustNotLeaveDust");
      const most = done(largestCall(poolOf(release, scene), account(scene), PAIR));
      const again = { ...PAIR, debtToCover: most.debtRepaid };
      expect(liquidationCall(poolOf(release, scene), account(scene), again)).toEqual(most);
      expect(
        because(
          liquidationCall(poolOf(release, scene), account(scene), { ...again, debtToCover: most.debtRepaid + 1n }),
        ),
      ).toBe("MustNotLeaveDust");
    }
    // LiquidationDataProvider's formula (3.6) comes to 955.948276, a unit more: its roundings leave 999.9999998 of collateral, which is refused.
    const most = done(largestCall(poolOf("3.6", scene), account(scene), PAIR));
    expect(most.debtRepaid).toBe(955_948_275n);
  });
  test("refused where the account is healthy", () => {
    const healthy: Scene = { wethHeld: "10", usdcOwed: "15000", price: "2000" };
    expect(because(largestCall(poolOf("3.6", healthy), account(healthy), PAIR))).toBe("HealthFactorNotBelowThreshold");
  });
});
