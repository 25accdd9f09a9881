import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { historySchema } from "../src/schemas/index.js";
import { cli, words } from "./cli-io.js";
import { DOGE, dogeRecording, exchangeAnswer } from "./exchange-answers.js";
import { serveHttp, type Loopback } from "./loopback-http.js";

let cache = "";
let server: Loopback | null = null;
beforeEach(() => (cache = mkdtempSync(join(tmpdir(), "steelyard-history-venues-"))));
afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(cache, { recursive: true });
});

describe("the past of an exchange, over loopback", () => {
  const klines = exchangeAnswer<readonly (readonly [openMs: number, open: string])[]>(
    "binance-usdm",
    "klines-2024-04-10",
  );
  const lastMs = Number(klines.at(-1)?.[0]) + 60_000;

  const asked = async (line: string) => {
    const { source, answers } = dogeRecording();
    const none = { method: "GET", path: "/fapi/v1/fundingRate", answer: [] };
    server = await serveHttp({ source, answers: [...answers, none] });
    const env = { STEELYARD_CACHE: cache, STEELYARD_URL_BINANCE: server.url };
    return cli(words(line), { env, nowMs: lastMs + 30_000 });
  };

  test.each([
    "history --exchange binance --symbol DOGE/USDT:USDT --history 10m --interval 1m --json",
    "history --venue binance-usdm --asset DOGEUSDT --history 10m --interval 1m --json",
  ])("%s: recorded bars, without a key", async (line) => {
    const { status, stdout, stderr } = await asked(line);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const told = historySchema.parse(JSON.parse(stdout));
    expect(told).toMatchObject({
      market: `binance-usdm-${DOGE.symbol}-at-127.0.0.1`,
      price: "mark",
      intervalMs: 60_000,
    });
    expect(told.bars).toMatchObject({ rows: 3, toMs: lastMs, missing: 0, lastClose: 70459.4 });
    expect(told.funding).toBeNull();
    expect(server?.asked.filter(({ path }) => path.includes("signature"))).toEqual([]);
  });

  test("a symbol that it does not have, and bars of a length that it does not keep", async () => {
    const unknown = await asked("history --exchange binance --symbol ABC/USDT:USDT --history 10d --json");
    expect(unknown.status).toBe(2);
    expect(JSON.parse(unknown.stderr)).toMatchObject({ code: "E_UNKNOWN_KEY" });
    await server?.close();
    const odd = await asked("history --exchange binance --symbol DOGE/USDT:USDT --history 10d --interval 7m --json");
    expect(odd.status).toBe(2);
    expect(JSON.parse(odd.stderr)).toMatchObject({ code: "E_OUT_OF_RANGE", field: "--interval" });
  });
});

describe("the past of a chain", () => {
  const asked = (line: string) => cli(words(line), { env: { STEELYARD_CACHE: cache } });

  test("a node that does not answer is said by its host, with 69", async () => {
    const closed = await serveHttp({ source: "none", answers: [] });
    await closed.close();
    const line = "history --venue aave-v3 --chain ethereum --asset WETH --quote USDC --history 30d --json";
    const { status, stdout, stderr } = await asked(`${line} --rpc ${closed.url}`);
    expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_UNAVAILABLE" });
  });

  test("a chain that the venue is not on", async () => {
    const { status, stderr } = await asked(
      "history --venue aave-v3 --chain etherium --asset WETH --history 30d --json",
    );
    expect(status).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_UNKNOWN_KEY", field: "--chain" });
  });
});
