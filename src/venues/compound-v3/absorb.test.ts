import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collateralValue, debtValue, equity } from "../../model/index.js";
import type { Prices } from "../../model/index.js";
import { surplus } from "../liquidation.js";
import { absorb, buyCollateral, quoteCollateralDown } from "./absorb.js";
import { isBorrowCollateralized, isLiquidatable } from "./borrowing.js";
import {
  BASE_INDEX_SCALE,
  presentValue,
  type Comet,
  type CometAccount,
  type CometCollateral,
  type CometPrices,
  type CometRelease,
  type CometTotals,
} from "./comet.js";
import { reservesOf } from "./interest.js";
import { compoundV3Model } from "./model.js";
import { accountFromChain, factorsFromChain } from "./parse.js";

const one = 10n ** 18n;
const usdc = 10n ** 6n;
const flat = { kink: one, base: 0n, slopeLow: 0n, slopeHigh: 0n };
const decimals = { USDC: 6, COMP: 18, WETH: 18, WBTC: 8 };

const listed = (scale: bigint, borrow: bigint, liquidate: bigint, liquidation: bigint): CometCollateral => ({
  scale,
  borrowCollateralFactor: borrow * 10n ** 14n,
  liquidateCollateralFactor: liquidate * 10n ** 14n,
  liquidationFactor: liquidation * 10n ** 14n,
  supplyCap: 10n ** 30n,
});

const market = (collaterals: Comet["collaterals"], release: CometRelease = "0"): Comet => ({
  release,
  baseScale: usdc,
  baseBorrowMin: 100n * usdc,
  targetReserves: 5_000_000n * usdc,
  storeFrontPriceFactor: one / 2n,
  supplyCurve: flat,
  borrowCurve: flat,
  collaterals,
});

/** cUSDCv3 on Ethereum; compound-finance/comet deployments/mainnet/usdc/configuration.json. */
const ethereum = {
  COMP: listed(one, 6500n, 7000n, 9300n),
  WETH: listed(one, 8250n, 8950n, 9500n),
  WBTC: listed(10n ** 8n, 7000n, 7700n, 9500n),
};

const dollars = (amount: number): bigint => BigInt(amount) * 10n ** 8n;

describe("compound-finance/comet test/absorb-test.ts", () => {
  // Its assets: COMP at 175, WETH at 3,000, WBTC at 41,000; liquidation factor 1 unless given.
  const prices = { base: dollars(1), collateral: { COMP: dollars(175), WETH: dollars(3000), WBTC: dollars(41_000) } };
  const peers = market({
    COMP: listed(one, 5000n, 6666n, 10_000n),
    WETH: listed(one, 5000n, 6666n, 10_000n),
    WBTC: listed(10n ** 8n, 5000n, 6666n, 10_000n),
  });
  const collateral = { COMP: one, WETH: one, WBTC: 10n ** 8n };
  const totals = (borrowed: bigint): CometTotals => ({
    baseSupplyIndex: BASE_INDEX_SCALE,
    baseBorrowIndex: BASE_INDEX_SCALE,
    totalSupplyBase: 0n,
    totalBorrowBase: borrowed,
  });

  test("absorbs an account with more than enough collateral to still cover debt: 1 unit is left, reserves are -1", () => {
    const principal = 1n - 44_175n * usdc;
    const before = totals(-principal);
    const outcome = absorb(peers, before, { principal, collateral }, prices);
    expect(outcome).toEqual({
      status: "absorbed",
      account: { principal: 1n, collateral: {} },
      totals: { ...before, totalSupplyBase: 1n, totalBorrowBase: 0n },
      seized: collateral,
      credited: 44_175n * usdc,
      basePaidOut: 44_175n * usdc,
      shortfall: 0n,
    });
    if (outcome.status !== "absorbed") throw new Error("refused");
    expect(reservesOf(before, 0n)).toBe(-principal);
    expect(reservesOf(outcome.totals, 0n)).toBe(-1n);
  });

  test("absorbs 1 account without collateral: the reserves bear 100", () => {
    const outcome = absorb(peers, totals(100n), { principal: -100n, collateral: {} }, prices);
    expect(outcome).toMatchObject({
      status: "absorbed",
      account: { principal: 0n, collateral: {} },
      basePaidOut: 100n,
      shortfall: 100n,
    });
  });

  test("reverts if an account is not underwater: NotLiquidatable", () => {
    const refused = { status: "refused", because: "NotLiquidatable" };
    expect(absorb(peers, totals(0n), { principal: 0n, collateral: {} }, prices)).toEqual(refused);
    expect(absorb(peers, totals(usdc), { principal: -usdc, collateral }, prices)).toEqual(refused);
  });

  test("a debt beyond the market's totals is refused, as the contract's subtraction underflows", () => {
    const account = { principal: -100n, collateral: {} };
    expect(() => absorb(peers, totals(99n), account, prices)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "totals.totalBorrowBase" }) as Error,
    );
  });

  test("semantics across factors, release 1.2.1: factor 0 is not seized, a threshold of 0 is seized at no value", () => {
    const account = { principal: -44_175n * usdc, collateral };
    const factors = {
      COMP: { ...peers.collaterals.COMP!, liquidationFactor: 0n },
      WETH: peers.collaterals.WETH!,
      WBTC: { ...peers.collaterals.WBTC!, liquidateCollateralFactor: 0n },
    };
    const outcome = absorb(market(factors, "1.2.1"), totals(44_175n * usdc), account, prices);
    expect(outcome).toMatchObject({
      account: { principal: 0n, collateral: { COMP: one } },
      seized: { WETH: one, WBTC: 10n ** 8n },
      credited: 3000n * usdc,
      shortfall: 41_175n * usdc,
    });
    expect(absorb(market(factors), totals(44_175n * usdc), account, prices)).toMatchObject({
      account: { principal: 0n, collateral: {} },
      credited: 44_000n * usdc,
    });
  });
});

interface State {
  readonly comet: Comet;
  readonly totals: CometTotals;
  readonly account: CometAccount;
  readonly prices: CometPrices;
}

const amount = (min: bigint, max: bigint): fc.Arbitrary<bigint> => fc.bigInt(min, max);

/** Accounts of up to three collaterals, each worth nothing to a million, that owe 50 % to 120 % of what they hold. */
const states: fc.Arbitrary<State> = fc
  .record({
    COMP: amount(0n, 1000n * one),
    WETH: amount(0n, 100n * one),
    WBTC: amount(0n, 5n * 10n ** 8n),
    price: fc.tuple(amount(10n ** 9n, 10n ** 11n), amount(10n ** 10n, 10n ** 12n), amount(10n ** 11n, 10n ** 13n)),
    base: amount(99_000_000n, 101_000_000n),
    used: amount(500n, 1200n),
    indexes: fc.tuple(amount(10n ** 15n, 2n * 10n ** 15n), amount(10n ** 15n, 2n * 10n ** 15n)),
    release: fc.constantFrom("0" as const, "1.2.1" as const),
  })
  .map(({ COMP, WETH, WBTC, price, base, used, indexes, release }) => ({
    comet: market(ethereum, release),
    totals: {
      baseSupplyIndex: indexes[0],
      baseBorrowIndex: indexes[1],
      totalSupplyBase: 50_000_000n * usdc,
      totalBorrowBase: 40_000_000n * usdc,
    },
    account: {
      principal: -(((COMP * price[0] + WETH * price[1]) / one + (WBTC * price[2]) / 10n ** 8n) * used) / 100_000n - 1n,
      collateral: { COMP, WETH, WBTC },
    },
    prices: { base, collateral: { COMP: price[0], WETH: price[1], WBTC: price[2] } },
  }));

const absorbed = ({ comet, totals, account, prices }: State) => {
  const outcome = absorb(comet, totals, account, prices);
  return outcome.status === "absorbed" ? outcome : null;
};

describe("absorption of random accounts with several collaterals", () => {
  test("the draw has accounts that are absorbed with a rest, at a loss, and not at all", () => {
    const kinds = fc.sample(states, { numRuns: 300, seed: 5 }).map((state) => {
      const outcome = absorbed(state);
      return outcome === null ? "safe" : outcome.shortfall > 0n ? "loss" : "rest";
    });
    for (const kind of ["safe", "loss", "rest"])
      expect(kinds.filter((each) => each === kind).length).toBeGreaterThan(5);
  });

  test("conserves value: the debt is paid by the credit and the reserves, who book what they part with", () => {
    fc.assert(
      fc.property(states, (state) => {
        const outcome = absorbed(state);
        if (outcome === null) return;
        const owed = -presentValue(state.totals, state.account.principal);
        const rest = outcome.basePaidOut - owed;
        expect(outcome.credited + outcome.shortfall).toBe(owed + rest);
        expect(rest === 0n || outcome.shortfall === 0n).toBe(true);
        // Three roundings of a base unit lie between principals and totals.
        const parted = reservesOf(state.totals, 0n) - reservesOf(outcome.totals, 0n);
        expect(parted - outcome.basePaidOut >= -3n && parted - outcome.basePaidOut <= 3n).toBe(true);
        expect(outcome.account.collateral).toEqual({});
      }),
    );
  });

  test("more collateral never makes an account liquidatable, uncollateralized or worth less when absorbed", () => {
    fc.assert(
      fc.property(states, amount(0n, 10n * one), (state, more) => {
        const { comet, totals, account, prices } = state;
        const richer = { ...account, collateral: { ...account.collateral, WETH: account.collateral.WETH! + more } };
        const [before, after] = [account, richer].map((each) => ({
          liquidatable: isLiquidatable(comet, totals, each, prices),
          collateralized: isBorrowCollateralized(comet, totals, each, prices),
        }));
        expect(after!.liquidatable && !before!.liquidatable).toBe(false);
        expect(before!.collateralized && !after!.collateralized).toBe(false);
        const [poor, rich] = [absorbed(state), absorbed({ ...state, account: richer })];
        if (poor !== null && rich !== null) expect(rich.credited >= poor.credited).toBe(true);
      }),
    );
  });

  test("an account that may borrow is not liquidatable: every borrow factor is below its liquidate factor", () => {
    fc.assert(
      fc.property(states, ({ comet, totals, account, prices }) => {
        expect(
          isBorrowCollateralized(comet, totals, account, prices) && isLiquidatable(comet, totals, account, prices),
        ).toBe(false);
      }),
    );
  });
});

test("the model for decisions agrees with the whole amounts on every random account", () => {
  const comets = {
    USDC: Object.fromEntries(Object.entries(ethereum).map(([asset, each]) => [asset, factorsFromChain(each)])),
  };
  const model = compoundV3Model({ release: "0", quote: "USDC", triggerPrice: "market", comets, swapCostRate: 0 });
  fc.assert(
    fc.property(states, (state) => {
      const { comet, totals, account, prices } = state;
      const legs = accountFromChain(totals, account, "USDC", decimals);
      const at: Prices = Object.fromEntries(
        Object.entries({ USDC: prices.base, ...prices.collateral }).map(([asset, price]) => [
          asset,
          Number(price) / 1e8,
        ]),
      );
      const scale = collateralValue(legs, at) + debtValue(legs, at);
      const clear = surplus(model, legs, at);
      // Within a billionth of the gross value the contract's truncations decide.
      if (Math.abs(clear) > 1e-9 * scale) expect(isLiquidatable(comet, totals, account, prices)).toBe(clear < 0);
      const exact = absorbed(state);
      if (exact === null) return;
      const outcome = model.liquidate(legs, at);
      const left = accountFromChain(exact.totals, exact.account, "USDC", decimals);
      const tolerance = 1e-5 + 1e-11 * scale;
      expect(Math.abs(equity(outcome.account, at) - equity(left, at))).toBeLessThan(tolerance);
      expect(Math.abs(outcome.badDebt - (Number(exact.shortfall) / 1e6) * at.USDC!)).toBeLessThan(tolerance);
    }),
    { numRuns: 500 },
  );
});

describe("buying what was absorbed", () => {
  const comet = market(ethereum);
  const prices = { base: dollars(1), collateral: { COMP: dollars(50), WETH: dollars(2000), WBTC: dollars(60_000) } };
  const buy = (baseAmount: bigint, amountMin: bigint, base: bigint, collateral: bigint) =>
    buyCollateral(comet, "WETH", { baseAmount, amountMin }, { reserves: { base, collateral }, prices });

  test("the discount is half of the 5 % penalty: 1,950 buy one WETH of 2,000, rounded down", () => {
    expect(quoteCollateralDown(comet, "WETH", 1950n * usdc, prices)).toBe(one);
    expect(buy(1950n * usdc, one, 0n, one)).toEqual({ status: "sold", amount: one });
  });

  test("refuses by the contract's names", () => {
    expect(buy(1950n * usdc, one, comet.targetReserves, one)).toEqual({ status: "refused", because: "NotForSale" });
    expect(buy(1950n * usdc, one + 1n, 0n, one)).toEqual({ status: "refused", because: "TooMuchSlippage" });
    expect(buy(1950n * usdc, one, -1n, one - 1n)).toEqual({ status: "refused", because: "InsufficientReserves" });
  });

  test("a buyer gains at most the discount, and release 1.2.1 gives none on what is not seized", () => {
    const dead = { ...ethereum, WETH: { ...ethereum.WETH, liquidationFactor: 0n } };
    expect(quoteCollateralDown(market(dead, "1.2.1"), "WETH", 2000n * usdc, prices)).toBe(one);
    expect(quoteCollateralDown(market(dead), "WETH", 1000n * usdc, prices)).toBe(one);
  });
});
