import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Account } from "../src/model/index.js";
import { custom } from "../src/venues/custom/index.js";
import { liquidationRatios, onePath, surplus } from "../src/venues/index.js";

const file = new URL("../../shared/data/positions-steth-aave-v2-2023-06.csv.gz", import.meta.url);
const present = existsSync(file);

/** One recorded account: totals in ETH, its average threshold, and the health factor that was stored with them to ten digits. */
interface Recorded {
  readonly collateral: number;
  readonly debt: number;
  readonly threshold: number;
  readonly healthFactor: number;
}

function recorded(): readonly Recorded[] {
  const [head = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const cell = (name: string): number => Number(cells[names.indexOf(name)]);
    return {
      collateral: cell("collateral"),
      debt: cell("debt"),
      threshold: cell("threshold"),
      healthFactor: cell("healthf"),
    };
  });
}

const pool = {
  asset: "stETH",
  quote: "ETH",
  kind: "lending",
  asOf: "2023-06-30",
  source: "a test",
  tradingCostRate: 0,
} as const;

/** The account at a market of its own threshold. */
function held({ collateral, debt, threshold }: Recorded) {
  const reserve = { loanToValueMax: 0, liquidationThreshold: threshold, liquidationBonus: 0 };
  const { model } = custom.market({ ...pool, reserves: { stETH: reserve, ETH: reserve } });
  const account: Account = {
    legs: [
      { kind: "collateral", asset: "stETH", quantity: collateral },
      { kind: "debt", asset: "ETH", quantity: debt },
    ],
  };
  return { model, account, path: onePath({ stETH: 1, ETH: 1 }, "stETH") };
}

/** The file keeps ten digits of each figure: three of them were divided by one another. */
const ROUNDING = 1e-9;

describe.skipIf(!present)("1,309 recorded accounts of ../shared/data/positions-steth-aave-v2-2023-06.csv.gz", () => {
  const accounts = present ? recorded() : [];

  test("each reproduces the health factor stored with it, to the digits of the file", () => {
    expect(accounts.length).toBe(1309);
    for (const row of accounts) {
      const { model, account, path } = held(row);
      const left = surplus(model, account, path.prices) + row.debt;
      expect(Math.abs(left / row.debt / row.healthFactor - 1)).toBeLessThan(ROUNDING);
    }
  });

  test("each is liquidated where its collateral has fallen to one over its health factor; four stood beyond it already", () => {
    let past = 0;
    for (const row of accounts) {
      const { model, account, path } = held(row);
      const { below, above } = liquidationRatios(model, account, path);
      if (row.healthFactor < 1) {
        past += 1;
        expect([below, above]).toEqual([1, 1]);
      } else {
        expect(Math.abs(below! * row.healthFactor - 1)).toBeLessThan(ROUNDING);
        expect(above).toBeNull();
      }
    }
    expect(past).toBe(4);
  });
});
