import { describe, expect, test } from "vitest";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { readBrackets } from "../src/venues/binance-usdm/parse.js";
import { liquidationRatios, pricesAt, type VenueModel } from "../src/venues/index.js";
import { tierAt } from "../src/venues/tiers.js";
import { bracketFile, bruteContracts, drawn, tablePresent, type Drawn } from "./perpetual-accounts.js";
import { bruteMaintenance, bruteRatios, bruteSurplus } from "./perpetual-brute-force.js";

const contracts = bruteContracts();
const brackets = readBrackets(bracketFile(), "file");

/** One model for each currency of margin: all contracts of it. */
const models = new Map<string, VenueModel>();
for (const { symbol, quote } of contracts)
  if (!models.has(quote)) models.set(quote, binanceUsdm.market(symbol, { brackets, asOf: "2024-10-24" }).model);

test.skipIf(!tablePresent)("../shared/data/leverage-tiers-binance.json.gz: 349 contracts, 2,805 tiers", () => {
  expect(contracts).toHaveLength(349);
  expect(contracts.reduce((sum, { slices }) => sum + slices.length, 0)).toBe(2805);
  expect(new Set(contracts.map(({ symbol }) => symbol)).size).toBe(349);
  expect([...models.keys()].sort()).toEqual(["BTC", "USDC", "USDT"]);
});

describe("every contract of the table of October 2024, or those shipped where it is absent", () => {
  test("published maintenance amounts are the ones that make the demand continuous, to a hundredth of a cent", () => {
    for (const [symbol, tiers] of Object.entries(bracketFile())) {
      let [amount, rate] = [0, 0];
      for (const { minNotional, mmr, cum } of tiers) {
        amount += minNotional * (mmr - rate);
        rate = mmr;
        expect(Math.abs(cum - amount), `${symbol} from ${minNotional}`).toBeLessThan(1e-4);
      }
    }
  });

  test("the demand at and between all edges is the sum of the slices at their marginal rates", () => {
    for (const { symbol, quote, slices } of contracts) {
      const account = { legs: [{ kind: "perpetual", asset: symbol, quantity: -1, entryPrice: 1 } as const] };
      for (const { floor, cap } of slices) {
        for (const notional of [floor + (cap - floor) * 1e-9, (floor + cap) / 2, cap, cap * (1 + 1e-12)]) {
          const demand = models.get(quote)!.equityDemand(account, { [symbol]: notional, [quote]: 1 });
          expect(Math.abs(demand - bruteMaintenance(slices, notional)) / notional).toBeLessThan(1e-12);
        }
      }
    }
  });

  test("a table with one amount moved by a cent is refused", () => {
    for (const [symbol, tiers] of Object.entries(bracketFile())) {
      const moved = tiers.map((tier, index) => (index === tiers.length - 1 ? { ...tier, cum: tier.cum + 0.01 } : tier));
      expect(() => readBrackets({ [symbol]: moved }, "file"), symbol).toThrow(
        expect.objectContaining({ code: "E_CONFIG_CONFLICT" }) as Error,
      );
    }
  });
});

/** A price tick: both ways round a sum of values up to a thousand times the position asked about. */
const TICK = 1e-9;

const SEED = 20_261_122;
const COUNT = 10_000;

/** The largest disagreement of the two ways, as a share of today's price or of the one found, whichever is higher; Infinity where only one finds a price. */
function disagreement({ quote, account, path, brute }: Drawn): number {
  const [got, want] = [liquidationRatios(models.get(quote)!, account, path), bruteRatios(brute)];
  const apart = (a: number | null, b: number | null): number =>
    a === null || b === null ? (a === b ? 0 : Infinity) : Math.abs(a - b) / Math.max(1, b);
  return Math.max(apart(got.below, want.below), apart(got.above, want.above));
}

/** True where the contract that moves alone stands in another tier at its liquidation than today. */
function changesTier({ quote, account, path }: Drawn): boolean {
  const [symbol = ""] = path.moved;
  const { below, above } = liquidationRatios(models.get(quote)!, account, path);
  const units = account.legs.reduce((sum, leg) => sum + (leg.asset === symbol ? leg.quantity : 0), 0);
  const tier = (ratio: number): unknown =>
    tierAt(brackets[symbol]!, Math.abs(units) * pricesAt(path, ratio)[symbol]!)?.notionalFloor;
  return [below, above].some((ratio) => ratio !== null && tier(ratio) !== tier(1));
}

describe(`${COUNT} random accounts, isolated and cross, against maintenance added up by slices and a halved interval`, () => {
  const accounts = Array.from({ length: COUNT }, (_, index) => drawn(contracts, SEED, index));

  test("the liquidation ratios agree to 1e-9 of the price on both sides, and so do the accounts that have none", () => {
    for (const [index, each] of accounts.entries())
      expect(disagreement(each), `account ${index} of seed ${SEED}`).toBeLessThan(TICK);
  });

  test("the accounts are of every kind: alone and together, long and short, near and far, closed already and never", () => {
    const count = (is: (each: Drawn) => boolean): number => accounts.filter(is).length;
    const ratios = accounts.map(({ quote, account, path }) => liquidationRatios(models.get(quote)!, account, path));
    expect(count(({ brute }) => brute.positions.length === 1)).toBeGreaterThan(COUNT / 4);
    expect(count(({ brute }) => brute.positions.length > 1)).toBeGreaterThan(COUNT / 4);
    expect(count(({ brute }) => bruteSurplus(brute, 1) < 0)).toBeGreaterThan(COUNT / 50);
    expect(count(({ brute }) => brute.positions[0]!.legs.length > 1)).toBeGreaterThan(COUNT / 4);
    expect(count(({ brute }) => brute.balance < 0)).toBeGreaterThan(COUNT / 100);
    expect(count(changesTier)).toBeGreaterThan(COUNT / 10);
    expect(ratios.filter(({ below, above }) => below === null && above === null).length).toBeGreaterThan(0);
    expect(ratios.filter(({ below }) => below !== null && below > 0.99 && below < 1).length).toBeGreaterThan(
      COUNT / 50,
    );
    expect(ratios.filter(({ below }) => below !== null && below < 0.5).length).toBeGreaterThan(COUNT / 50);
    expect(ratios.filter(({ above }) => above !== null && above > 2).length).toBeGreaterThan(COUNT / 50);
    expect(ratios.filter(({ below, above }) => below !== null && above !== null).length).toBeGreaterThan(COUNT / 50);
  });
});
