/**
 * Times the revaluation of a million lending accounts with two collaterals and one debt beside a C loop, compiled
 * here with -O3 where there is a compiler, and beside what @aave/math-utils and @morpho-org/blue-sdk take for an
 * account; then a tick of one price through the index of the same book. First checks that all say the same of the
 * same accounts: both packages, our exact integers of Aave v3.6, and the C loop. Then prints minima
 * of alternating rounds, ratios and goals.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { calculateHealthFactorFromBalances, valueToBigNumber } from "@aave/math-utils";
import { MarketUtils } from "@morpho-org/blue-sdk";
import { createStream } from "../src/kernel/index.js";
import type { Account, Prices } from "../src/model/index.js";
import { accountData } from "../src/venues/aave-pool/account-data.js";
import { lendingBook, lendingBookIndex, revalue, writeAccount, type LendingBook } from "../src/venues/index.js";
import { aavePool, aavePosition, aaveReserve, base, owing, supplied, usdc, weth } from "../tests/aave-pools.js";
import { collateral, debt, reserve } from "../tests/lending-accounts.js";

const ROWS = 1_000_000;
const PEER_ROWS = 10_000;
const ROUNDS = 12;
const PASSES = 40;
const TICKS = 100_000;
/** Ticks timed at once: each stretch at its least, so that a neighbour's work does not count. */
const STRETCH = 1000;
/** Standard deviation of a tick: that of a minute of ETH. */
const TICK = 0.0005;

const PRICES = { WETH: 1987.65432109, WBTC: 60_123.45678901, USDC: 1 };
const TWO = { WETH: reserve(0.825), WBTC: reserve(0.78), USDC: reserve(0.78) };
const ONE = { WETH: reserve(0.86), USDC: reserve(0) };

/** What one account holds and owes, millionths of a unit, so that every party can hold it exactly. */
interface Loan {
  readonly weth: number;
  readonly wbtc: number;
  readonly usdc: number;
}

/**
 * Loans of 10,000 to 1,000,000 with health factors 1 + exp(1.08 z): median 2 and 1.17 at 5 %, those of the holders of
 * stETH in Aave v2 in June 2023.
 */
function loansOf(count: number): Loan[] {
  const stream = createStream(20_261_122, 0);
  const millionths = (units: number): number => Math.round(units * 1e6);
  return Array.from({ length: count }, () => {
    const [value, share] = [10 ** (4 + 2 * stream.uniform()), 0.05 + 0.9 * stream.uniform()];
    const covered = value * (0.825 * share + 0.78 * (1 - share));
    return {
      weth: millionths((value * share) / PRICES.WETH),
      wbtc: millionths((value * (1 - share)) / PRICES.WBTC),
      usdc: millionths(covered / (1 + Math.exp(1.08 * stream.normal()))),
    };
  });
}

const twoCollaterals = (loan: Loan): Account => ({
  legs: [collateral("WETH", loan.weth / 1e6), collateral("WBTC", loan.wbtc / 1e6), debt("USDC", loan.usdc / 1e6)],
});

/** The loan with all its collateral in one asset: a market of Morpho Blue has one. */
const inWeth = (loan: Loan): Loan => ({
  ...loan,
  weth: loan.weth + Math.round((loan.wbtc * PRICES.WBTC) / PRICES.WETH),
  wbtc: 0,
});

const oneCollateral = (loan: Loan): Account => ({
  legs: [collateral("WETH", loan.weth / 1e6), debt("USDC", loan.usdc / 1e6)],
});

function factors(book: LendingBook, prices: Prices): Float64Array {
  const out = new Float64Array(book.size);
  revalue(book, prices, out);
  return out;
}

type Factor = (loan: Loan, wethPrice: number) => number;

/** As @aave/math-utils works it out from balances in the reference currency, with the threshold weighed by value. */
const mathUtils: Factor = (loan, wethPrice) => {
  const first = valueToBigNumber(loan.weth).multipliedBy(wethPrice);
  const second = valueToBigNumber(loan.wbtc).multipliedBy(PRICES.WBTC);
  const held = first.plus(second);
  return calculateHealthFactorFromBalances({
    collateralBalanceMarketReferenceCurrency: held,
    borrowBalanceMarketReferenceCurrency: loan.usdc,
    currentLiquidationThreshold: first.multipliedBy(8250).plus(second.multipliedBy(7800)).div(held),
  }).toNumber();
};

const LLTV = 860_000_000_000_000_000n;
const TOTALS = { totalBorrowAssets: 10n ** 15n, totalBorrowShares: 10n ** 21n };

/** As @morpho-org/blue-sdk works it out, to the unit of the contract: one collateral. */
const blueSdk: Factor = (loan, wethPrice) => {
  const position = { collateral: BigInt(loan.weth) * 10n ** 12n, borrowShares: BigInt(loan.usdc) * 10n ** 6n };
  const price = BigInt(Math.round(wethPrice * 1e8)) * 10n ** 16n;
  return Number(MarketUtils.getHealthFactor(position, { ...TOTALS, price }, { lltv: LLTV })) / 1e18;
};

/** Our own exact integers of Aave v3.6. */
const exactAave: Factor = (loan, wethPrice) => {
  const price = BigInt(Math.round(wethPrice * 1e8));
  const wbtc = {
    asset: "WBTC",
    unit: 10n ** 8n,
    priceBase: base(String(PRICES.WBTC)),
    liquidationThresholdBps: 7_800n,
  };
  const pool = aavePool("3.6", [weth(price), aaveReserve(wbtc), usdc()]);
  const position = aavePosition([
    supplied("WETH", BigInt(loan.weth) * 10n ** 12n),
    supplied("WBTC", BigInt(loan.wbtc) * 10n ** 2n),
    owing("USDC", BigInt(loan.usdc)),
  ]);
  return Number(accountData(pool, position).healthFactorWad) / 1e18;
};

/**
 * Prints the largest relative difference. @throws Error where it is above `tolerance`: what rounding of whole units
 * makes of it
 */
function checkAgreement(
  name: string,
  loans: readonly Loan[],
  own: Float64Array,
  theirs: Factor,
  tolerance: number,
): void {
  const worst = Math.max(...loans.map((loan, row) => Math.abs(own[row] / theirs(loan, PRICES.WETH) - 1)));
  if (!(worst <= tolerance)) throw new Error(`${name}: health factors differ by ${worst}`);
  console.log(`agreement with ${name}, ${loans.length} accounts: within ${worst.toExponential(0)}`);
}

/** Time of one call, ms. */
function timeMs(call: () => void): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

/** Least time of a few calls, ms. */
const leastMs = (call: () => void, calls = 5): number => Math.min(...Array.from({ length: calls }, () => timeMs(call)));

/** Nanoseconds of one account: the least of many short rounds over the first thousand. */
function peerNs(loans: readonly Loan[], factor: Factor): number {
  const asked = loans.slice(0, 1000);
  let [sink, price] = [0, PRICES.WETH];
  const best = leastMs(() => {
    price *= 0.999;
    for (const loan of asked) sink += factor(loan, price);
  }, 40);
  if (!Number.isFinite(sink)) throw new Error("a peer was not run");
  return (best * 1e6) / asked.length;
}

/** Health factors below 1, their sum, and the least time of a pass, ms, of the C loop. */
type CLoop = () => { readonly below: number; readonly sum: number; readonly ms: number };

/** The C loop, compiled with these flags; null where there is no compiler. */
function compiled(folder: string, data: string, flags: readonly string[]): CLoop | null {
  const program = join(folder, `lending-book${flags.join("")}`);
  const source = fileURLToPath(new URL("lending-book.c", import.meta.url));
  if (spawnSync(process.env["CC"] ?? "cc", [...flags, "-o", program, source, "-lm"]).status !== 0) return null;
  return () => {
    const { stdout } = spawnSync(program, [data, String(PASSES)], { encoding: "utf8" });
    const [below = NaN, sum = NaN, ms = NaN] = stdout.trim().split(" ").map(Number);
    return { below, sum, ms };
  };
}

/** Writes what the C loop reads: the one run of the book. */
function writeData(path: string, { runs }: LendingBook): void {
  const { slots } = runs[0];
  const weights = Float64Array.from(slots, ({ asset, counted }) => PRICES[asset as keyof typeof PRICES] * counted);
  const columns = [weights, ...slots.map(({ quantities }) => quantities)];
  writeFileSync(path, Buffer.concat(columns.map(({ buffer }) => Buffer.from(buffer))));
}

/** @throws Error unless the C loop found what ours did; with fused multiplication the last bits differ */
function checkLoop({ below, sum }: ReturnType<CLoop>, own: Float64Array): void {
  const total = own.reduce((before, factor) => before + Math.min(factor, 1e6), 0);
  const under = own.reduce((before, factor) => before + Number(factor < 1), 0);
  if (below !== under || !(Math.abs(sum / total - 1) < 1e-12))
    throw new Error(`C: ${below}, ${sum}; ours ${under}, ${total}`);
}

const verdict = (value: number, goal: number): string => `goal ${goal}, ${value <= goal ? "met" : "missed"}`;

/** Revalues the book beside the C loop. Returns our least time, ms. */
function raceLoop(book: LendingBook): number {
  const folder = mkdtempSync(join(tmpdir(), "steelyard-lending-"));
  const data = join(folder, "book.bin");
  writeData(data, book);
  const out = new Float64Array(book.size);
  const cold = timeMs(() => revalue(book, PRICES, out));
  const [plain, native] = [["-O3"], ["-O3", "-march=native"]].map((flags) => compiled(folder, data, flags));
  const best = { own: Infinity, plain: Infinity, native: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (let pass = 0; pass < PASSES; pass++) {
      best.own = Math.min(
        best.own,
        timeMs(() => revalue(book, PRICES, out)),
      );
    }
    for (const [name, loop] of [
      ["plain", plain],
      ["native", native],
    ] as const) {
      const found = loop?.();
      if (found) checkLoop(found, out);
      best[name] = Math.min(best[name], found?.ms ?? Infinity);
    }
  }
  rmSync(folder, { recursive: true });
  console.log(`${book.size} accounts revalued: ${best.own.toFixed(2)} ms (the first time ${cold.toFixed(1)} ms)`);
  if (plain === null) console.log("no C compiler (CC, cc): the C loop was not measured");
  else {
    const ratio = best.own / best.plain;
    console.log(`${ratio.toFixed(2)} of the C loop (-O3: ${best.plain.toFixed(2)} ms); ${verdict(ratio, 3)}`);
    console.log(`${(best.own / best.native).toFixed(2)} with -march=native (${best.native.toFixed(2)} ms)`);
  }
  return best.own;
}

/** A walk of prices from today's. */
function walk(): Float64Array {
  const stream = createStream(20_261_122, 1);
  let price = PRICES.WETH;
  return Float64Array.from({ length: TICKS }, () => (price *= 1 + TICK * stream.normal()));
}

/** Ticks the index through a walk, changes accounts and another asset's price. `passMs`: a whole revaluation, ms. */
function raceTicks(book: LendingBook, accounts: readonly Account[], passMs: number): void {
  let index = lendingBookIndex(book, "WETH", PRICES);
  const build = leastMs(() => void (index = lendingBookIndex(book, "WETH", PRICES)));
  const prices = walk();
  const best = new Float64Array(TICKS / STRETCH).fill(Infinity);
  let crossed = 0;
  const stretch = (from: number): void => {
    for (const price of prices.subarray(from, from + STRETCH)) {
      const { liquidatable, healthy } = index.tick(price);
      crossed += liquidatable.length + healthy.length;
    }
  };
  for (let round = 0; round < ROUNDS; round++) {
    index.tick(PRICES.WETH);
    crossed = 0;
    for (let at = 0; at < best.length; at++) {
      best[at] = Math.min(
        best[at],
        timeMs(() => stretch(at * STRETCH)),
      );
    }
  }
  checkIndex(book, index.liquidatable(), prices[TICKS - 1]);
  const ns = (best.reduce((sum, ms) => sum + ms, 0) * 1e6) / TICKS;
  console.log(`index of ${book.size} accounts: built in ${build.toFixed(0)} ms`);
  const crossings = (crossed / TICKS).toFixed(0);
  console.log(
    `a tick of ${TICK * 1e4} bps, crossed by ${crossings} accounts: ${ns.toFixed(0)} ns; ${verdict(ns, 1000)}`,
  );
  console.log(`1/${((passMs * 1e6) / ns).toFixed(0)} of a whole revaluation`);
  let shift = 0;
  const rewritten = leastMs(() => {
    shift++;
    for (let row = 0; row < PEER_ROWS; row++) {
      writeAccount(book, row, accounts[row + shift]);
      index.rewritten(row);
    }
  });
  console.log(`an account rewritten: ${((rewritten * 1e6) / PEER_ROWS).toFixed(0)} ns`);
  const repriced = leastMs(() => void index.reprice("WBTC", PRICES.WBTC * (1 - ++shift / 1000)));
  console.log(`another asset repriced that all ${book.size} hold: ${repriced.toFixed(0)} ms`);
}

/** @throws Error unless the index names the rows whose health factor is below 1, those within rounding of it aside */
function checkIndex(book: LendingBook, rows: readonly number[], wethPrice: number): void {
  const own = factors(book, { ...PRICES, WETH: wethPrice });
  const named = new Set(rows);
  const wrong = own.findIndex((factor, row) => Math.abs(factor - 1) > 1e-12 && factor < 1 !== named.has(row));
  if (wrong >= 0) throw new Error(`the index is wrong about row ${wrong}: health factor ${own[wrong]}`);
  console.log(
    `agreement of the index with a whole revaluation after ${ROUNDS * TICKS} ticks: ${named.size} liquidatable`,
  );
}

const loans = loansOf(ROWS);
const accounts = loans.map(twoCollaterals);
const book = lendingBook([{ reserves: TWO, accounts }]);
const peers = loans.slice(0, PEER_ROWS);
const single = peers.map(inWeth);
const two = factors(book, PRICES);
const one = factors(lendingBook([{ reserves: ONE, accounts: single.map(oneCollateral) }]), PRICES);
checkAgreement("@aave/math-utils", peers, two, mathUtils, 1e-14);
// Values are whole 1e-8 of the base currency there, and what may be borrowed whole millionths of USDC here.
checkAgreement("the exact integers of Aave v3.6", peers, two, exactAave, 1e-11);
checkAgreement("@morpho-org/blue-sdk", single, one, blueSdk, 1e-9);

const passMs = raceLoop(book);
const ownNs = (passMs * 1e6) / ROWS;
for (const [name, factor, asked] of [
  ["@aave/math-utils calculateHealthFactorFromBalances", mathUtils, peers],
  ["@morpho-org/blue-sdk MarketUtils.getHealthFactor", blueSdk, single],
] as const) {
  const ns = peerNs(asked, factor);
  console.log(`${(ns / ownNs).toFixed(0)} times faster than ${name} (${ns.toFixed(0)} ns an account)`);
}
raceTicks(book, accounts, passMs);
