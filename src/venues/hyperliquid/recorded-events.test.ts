import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { equity } from "../../model/index.js";
import { surplus } from "../liquidation.js";
import { hyperliquid } from "./index.js";

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../shared/data/${name}.csv.gz`, import.meta.url));

/** Rows of a file by column. */
function rowsOf(name: string): readonly Readonly<Record<string, string>>[] {
  const [head, ...lines] = gunzipSync(readFileSync(pathOf(name)))
    .toString()
    .trim()
    .split("\n");
  const columns = head!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [columns[index], cell])));
}

const LIQUIDATIONS = "liquidations-hyperliquid-2023";
const POSITIONS = "positions-btc-hyperliquid-2025-10-10";

describe.skipIf(!existsSync(pathOf(LIQUIDATIONS)))(`../shared/data/${LIQUIDATIONS}.csv.gz`, () => {
  test("of 62 accounts that the venue closed, 58 stood below maintenance at 50x, 7 of them below two thirds of it; four isolated ones stood far above", () => {
    const { model } = hyperliquid.find({ asset: "BTC", onMs: Date.UTC(2023, 6, 17) });
    const prices = { BTC: 30_000, USDC: 1 };
    const accounts = rowsOf(LIQUIDATIONS).map((row) => ({
      value: Number(row["liquidated_account_value"]),
      notional: Number(row["liquidated_ntl_pos"]),
      mode: row["leverage_type"],
    }));
    const stood = accounts.map((account) => ({
      ...account,
      room: surplus(model, model.holding("BTC", { equity: account.value, notional: account.notional }, prices), prices),
    }));
    expect(stood).toHaveLength(62);
    const below = stood.filter(({ room }) => room < 0);
    expect(below).toHaveLength(58);
    const outcomes = below.map(({ value, notional }) =>
      model.liquidate(model.holding("BTC", { equity: value, notional }, prices), prices),
    );
    expect(outcomes.filter(({ cost }) => cost > 0)).toHaveLength(7);
    const others = stood.filter(({ room }) => room >= 0);
    expect(others.map(({ mode }) => mode)).toEqual(["Isolated", "Isolated", "Isolated", "Isolated"]);
    expect(Math.min(...others.map(({ value, notional }) => value / notional))).toBeGreaterThan(0.06);
  });
});

describe.skipIf(!existsSync(pathOf(POSITIONS)))(`../shared/data/${POSITIONS}.csv.gz`, () => {
  test("holds no liquidation price, no margin and no leverage, so that none of its 6,925 positions can be solved", () => {
    const rows = rowsOf(POSITIONS);
    expect(rows).toHaveLength(6925);
    expect(rows.filter((row) => row["leverage_ratio"] !== "" || row["is_negative_equity"] !== "")).toEqual([]);
    expect(Object.keys(rows[0]!).filter((column) => /liquidation_price|liq_px|margin|equity$/.test(column))).toEqual([
      "is_negative_equity",
    ]);
  });

  test("of 686 open positions with an entry price the profit is that of all 662 which state one; 24 state 0", () => {
    const open = rowsOf(POSITIONS).filter((row) => row["entry_price"] !== "" && Number(row["position_size"]) > 0);
    const checked = open.map((row) => {
      const quantity = (row["side"] === "LONG" ? 1 : -1) * Number(row["position_size"]);
      const account = {
        legs: [{ kind: "perpetual", asset: "BTC", quantity, entryPrice: Number(row["entry_price"]) } as const],
      };
      const [profit, stated] = [equity(account, { BTC: Number(row["mark_price"]) }), Number(row["unrealized_pnl"])];
      // Entry prices are rounded to 10 figures.
      return { stated, off: Math.abs(profit - stated) - 1e-4 * Math.abs(quantity) };
    });
    expect(open).toHaveLength(686);
    expect(checked.filter(({ stated }) => stated === 0)).toHaveLength(24);
    expect(checked.filter(({ stated, off }) => stated !== 0 && off < 1e-6)).toHaveLength(662);
  });
});
