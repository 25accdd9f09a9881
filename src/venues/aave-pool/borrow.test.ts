import { describe, expect, test } from "vitest";
import {
  aaveEMode,
  aavePool,
  aavePosition,
  amount,
  base,
  owing,
  supplied,
  usdc,
  weth,
} from "../../../tests/aave-pools.js";
import { accountData } from "./account-data.js";
import { borrow, supply } from "./borrow.js";
import { RAY } from "./ray.js";
import type { PoolErrorName } from "./refusal.js";
import { AAVE_POOL_RELEASES, type AavePoolRelease } from "./release.js";
import type { EMode, PoolPosition, PoolReserve } from "./state.js";

const TEN = aavePosition([supplied("WETH", amount("10", 18))]);
const usd = (text: string): bigint => amount(text, 6);

interface Scene {
  readonly debt?: Partial<PoolReserve>;
  readonly collateral?: Partial<PoolReserve>;
  readonly position?: PoolPosition;
  readonly eModes?: readonly EMode[];
}

function because(release: AavePoolRelease, units: string, scene: Scene = {}): PoolErrorName | null {
  const pool = aavePool(release, [weth(base("2000"), scene.collateral), usdc(scene.debt)], scene.eModes);
  const answer = borrow(pool, scene.position ?? TEN, "USDC", usd(units));
  return answer.status === "done" ? null : answer.because;
}

const inAll = (units: string, scene?: Scene): readonly (PoolErrorName | null)[] =>
  AAVE_POOL_RELEASES.map((release) => because(release, units, scene));
const six = <T>(value: T): readonly T[] => [value, value, value, value, value, value];

describe("LTV", () => {
  test("16,000 of 20,000 at 80 % is allowed, one unit more is refused, as the collateral cannot cover it", () => {
    expect(inAll("16000")).toEqual(six(null));
    expect(inAll("16000.000001")).toEqual(six("CollateralCannotCoverNewBorrow"));
  });
  test("what may be borrowed by getUserAccountData may be borrowed", () => {
    for (const release of AAVE_POOL_RELEASES) {
      const pool = aavePool(release, [
        weth(base("1987.65432109")),
        usdc({ variableBorrowIndexRay: (RAY * 13n) / 12n }),
      ]);
      const most = accountData(pool, TEN).availableBorrowsBase / 100n;
      expect(borrow(pool, TEN, "USDC", most - 1n).status).toBe("done");
      expect(borrow(pool, TEN, "USDC", most + 1n)).toMatchObject({ because: "CollateralCannotCoverNewBorrow" });
    }
  });
  test("without collateral: its own error to 3.4, an LTV of 0 from 3.5", () => {
    const none = { position: aavePosition([]) };
    expect(inAll("1", none)).toEqual([
      ...Array<string>(3).fill("CollateralBalanceIsZero"),
      ...Array<string>(3).fill("LtvValidationFailed"),
    ]);
    expect(inAll("1", { collateral: { ltvBps: 0n } })).toEqual(six("LtvValidationFailed"));
  });
  test("at a health factor of exactly 1 to 3.4 nothing may be added; from 3.5 the account after it is asked", () => {
    const position = aavePosition([supplied("WETH", amount("10", 18)), owing("USDC", usd("16500"))]);
    expect(inAll("1", { position })).toEqual(six("HealthFactorLowerThanLiquidationThreshold"));
  });
  test("debt is half up to 3.4 and up from 3.5", () => {
    const debtOf = (release: AavePoolRelease): bigint | undefined => {
      const pool = aavePool(release, [weth(base("2000")), usdc({ variableBorrowIndexRay: 3n * RAY })]);
      const answer = borrow(pool, TEN, "USDC", 10n);
      return answer.status === "done" ? answer.position.holdings[1]?.scaledDebt : undefined;
    };
    expect(AAVE_POOL_RELEASES.map(debtOf)).toEqual([3n, 3n, 3n, 4n, 4n, 4n]);
  });
});

describe("the reserve", () => {
  test("closed, paused, frozen, not lent, nothing asked", () => {
    expect(inAll("1", { debt: { active: false } })).toEqual(six("ReserveInactive"));
    expect(inAll("1", { debt: { paused: true } })).toEqual(six("ReservePaused"));
    expect(inAll("1", { debt: { frozen: true } })).toEqual(six("ReserveFrozen"));
    expect(inAll("1", { debt: { borrowingEnabled: false } })).toEqual(six("BorrowingNotEnabled"));
    expect(inAll("0")).toEqual(six("InvalidAmount"));
  });
  test("the cap holds to the unit", () => {
    const debt = { borrowCap: 1_000n, scaledDebt: usd("400") };
    expect(inAll("600", { debt })).toEqual(six(null));
    expect(inAll("600.000001", { debt })).toEqual(six("BorrowCapExceeded"));
  });
  test("more than is left underflows; from 3.1 more than was supplied is no valid amount", () => {
    expect(inAll("600", { debt: { availableLiquidity: usd("599") } })).toEqual(six("Panic(0x11)"));
    const supplied599 = { scaledSupply: usd("599"), availableLiquidity: usd("599") };
    expect(inAll("600", { debt: supplied599 })).toEqual(["Panic(0x11)", ...Array<string>(5).fill("InvalidAmount")]);
  });
  test("an amount that scales to nothing is refused to 3.4 and rounded up from 3.5", () => {
    const pool = (release: AavePoolRelease) =>
      aavePool(release, [weth(base("2000")), usdc({ variableBorrowIndexRay: 3n * RAY })]);
    const answers = AAVE_POOL_RELEASES.map((release) => borrow(pool(release), TEN, "USDC", 1n));
    expect(answers.map((answer) => (answer.status === "done" ? null : answer.because))).toEqual([
      ...Array<string>(3).fill("InvalidMintAmount"),
      ...Array<null>(3).fill(null),
    ]);
  });
});

describe("efficiency modes, isolation and silos", () => {
  const position = aavePosition(TEN.holdings, 1);

  test("an asset that the category does not lend: 58 in 3.0.2, NotBorrowableInEMode since", () => {
    const eModes = [aaveEMode({ borrowable: [] })];
    expect(inAll("1", { position, eModes })).toEqual([
      "InconsistentEModeCategory",
      ...Array<string>(5).fill("NotBorrowableInEMode"),
    ]);
    const pool = aavePool("3.0.2", [weth(base("2000")), usdc()], eModes);
    expect(borrow(pool, position, "USDC", 1n)).toEqual({
      status: "refused",
      because: "InconsistentEModeCategory",
      code: "58",
    });
    const named = borrow({ ...pool, release: "3.6" }, position, "USDC", 1n);
    expect(named).toEqual({ status: "refused", because: "NotBorrowableInEMode", code: null });
  });
  test("an asset lent only in a category: from 3.6 (docs/3.6)", () => {
    const scene = { position, eModes: [aaveEMode()], debt: { borrowingEnabled: false } };
    expect(inAll("1", scene)).toEqual([...Array<string>(4).fill("BorrowingNotEnabled"), null, null]);
  });
  test("one isolated collateral borrows only what is marked for it, up to the ceiling; gone in 3.7", () => {
    const collateral = { debtCeiling: 100_000n, isolationModeTotalDebt: 90_000n };
    const until36 = (name: PoolErrorName) => [...Array<string>(5).fill(name), null];
    expect(inAll("1", { collateral })).toEqual(until36("AssetNotBorrowableInIsolation"));
    const debt = { borrowableInIsolation: true };
    expect(inAll("100.009999", { collateral, debt })).toEqual(six(null));
    expect(inAll("100.01", { collateral, debt })).toEqual(until36("DebtCeilingExceeded"));
  });
  test("a siloed debt stands alone, either way round; gone in 3.7", () => {
    const until36 = [...Array<string>(5).fill("SiloedBorrowingViolation"), null];
    const withDebt = aavePosition([...TEN.holdings, owing("DAI", 1n)]);
    const dai = usdc({ asset: "DAI", siloedBorrowing: true });
    const second = AAVE_POOL_RELEASES.map((release) => {
      const answer = borrow(aavePool(release, [weth(base("2000")), usdc(), dai]), withDebt, "USDC", 1n);
      return answer.status === "done" ? null : answer.because;
    });
    expect(second).toEqual(until36);
    const own = aavePosition([...TEN.holdings, owing("USDC", 1n)]);
    expect(inAll("1", { position: own, debt: { siloedBorrowing: true } })).toEqual(six(null));
  });
});

describe("supply", () => {
  const supplying = (
    release: AavePoolRelease,
    units: bigint,
    given: Partial<PoolReserve>,
    position = aavePosition([]),
  ) => supply(aavePool(release, [weth(base("2000")), usdc(given)], [aaveEMode()]), position, "USDC", units);
  const refusals = (units: bigint, given: Partial<PoolReserve>) =>
    AAVE_POOL_RELEASES.map((release) => {
      const answer = supplying(release, units, given);
      return answer.status === "done" ? null : answer.because;
    });

  test("the cap counts what is owed to the treasury, to the unit", () => {
    const given = { supplyCap: 1_000n, scaledSupply: usd("300"), accruedToTreasury: usd("100") };
    expect(refusals(usd("600"), given)).toEqual(six(null));
    expect(refusals(usd("600.000001"), given)).toEqual(six("SupplyCapExceeded"));
  });
  test("closed, paused, frozen, nothing given", () => {
    expect(refusals(1n, { active: false })).toEqual(six("ReserveInactive"));
    expect(refusals(1n, { paused: true })).toEqual(six("ReservePaused"));
    expect(refusals(1n, { frozen: true })).toEqual(six("ReserveFrozen"));
    expect(refusals(0n, {})).toEqual(six("InvalidAmount"));
    expect(refusals(1n, { liquidityIndexRay: 3n * RAY })).toEqual([
      ...Array<string>(3).fill("InvalidMintAmount"),
      ...Array<string>(3).fill("InvalidAmount"),
    ]);
  });
  test("what is supplied is half up to 3.4 and down from 3.5", () => {
    const scaled = AAVE_POOL_RELEASES.map((release) => {
      const answer = supplying(release, 11n, { liquidityIndexRay: 3n * RAY });
      return answer.status === "done" ? answer.position.holdings[0]?.scaledBalance : null;
    });
    expect(scaled).toEqual([4n, 4n, 4n, 3n, 3n, 3n]);
  });
  test("a first supply becomes collateral unless its LTV is 0 or isolation forbids it", () => {
    const flags = (given: Partial<PoolReserve>, position?: PoolPosition) =>
      AAVE_POOL_RELEASES.map((release) => {
        const answer = supplying(release, 11n, given, position);
        return (
          answer.status === "done" &&
          answer.position.holdings.some(({ asset, usedAsCollateral }) => asset === "USDC" && usedAsCollateral)
        );
      });
    expect(flags({})).toEqual(six(true));
    expect(flags({ ltvBps: 0n })).toEqual(six(false));
    expect(flags({ debtCeiling: 1n })).toEqual([false, false, false, false, false, true]);
    expect(flags({}, aavePosition([supplied("USDC", 5n, false)]))).toEqual(six(false));
  });
});
