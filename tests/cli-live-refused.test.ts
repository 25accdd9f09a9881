import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, words } from "./cli-io.js";
import { HOLDER as ADDRESS } from "./hyperliquid-answers.js";
import {
  aaveAccount,
  hyperliquidAccount,
  liveCli,
  morphoAccount,
  withAccount,
  type LiveAccount,
} from "./live-accounts.js";
import { startLoopback } from "./loopback-http.js";

const KEYS = { STEELYARD_KEY_BINANCE: "a-key", STEELYARD_SECRET_BINANCE: "a-secret" };

/** What is refused before anything is asked. */
const CASES: readonly (readonly [name: string, line: string, code: string, field: string, hint: RegExp])[] = [
  [
    "a venue that does not exist",
    `--position aave-v4:ethereum:${ADDRESS}`,
    "E_UNKNOWN_KEY",
    "--position",
    /did you mean aave-v3\?/,
  ],
  ["a venue that cannot be read", `--position gmx-v2:${ADDRESS}`, "E_CONFIG_CONFLICT", "--position", /give --quantity/],
  [
    "an exchange by address",
    `--position binance-usdm:${ADDRESS}`,
    "E_CONFIG_CONFLICT",
    "--position",
    /--exchange binance/,
  ],
  [
    "an unknown chain",
    `--position aave-v3:etherium:${ADDRESS}`,
    "E_UNKNOWN_KEY",
    "--position",
    /did you mean ethereum\?/,
  ],
  [
    "an address of 19 bytes",
    `--position aave-v3:ethereum:${ADDRESS.slice(0, -2)}`,
    "E_PARSE",
    "--position",
    /whole address/,
  ],
  ["an address of 21 bytes", `--position aave-v3:ethereum:${ADDRESS}00`, "E_PARSE", "--position", /whole address/],
  [
    "an address with a letter beyond f",
    `--position hyperliquid:${ADDRESS.replace("5e", "5g")}`,
    "E_PARSE",
    "--position",
    /whole address/,
  ],
  ["no address", "--position aave-v3:ethereum", "E_PARSE", "--position", /whole address/],
  ["a venue alone", "--position hyperliquid", "E_PARSE", "--position", /whole address/],
  ["words behind the address", `--position hyperliquid:${ADDRESS}:ETH`, "E_PARSE", "--position", /leave the rest out/],
  ["an empty position", "--position=", "E_UNKNOWN_KEY", "--position", /docs\/live\.md/],
  [
    "an exchange that does not exist",
    "--exchange binanse --symbol ETHUSDT",
    "E_UNKNOWN_KEY",
    "--exchange",
    /did you mean binance\?/,
  ],
  [
    "an address and an exchange",
    `--position hyperliquid:${ADDRESS} --exchange binance`,
    "E_CONFIG_CONFLICT",
    "--position",
    /one account/,
  ],
  ["a symbol without an exchange", "--symbol ETHUSDT", "E_CONFIG_CONFLICT", "--symbol", /add --exchange/],
  ["a node without a position", "--rpc http://127.0.0.1:9", "E_CONFIG_CONFLICT", "--rpc", /add --position/],
  [
    "a node of a venue on no chain",
    `--position hyperliquid:${ADDRESS} --rpc http://127.0.0.1:9`,
    "E_CONFIG_CONFLICT",
    "--rpc",
    /leave it out/,
  ],
  [
    "a quantity beside it",
    `--position hyperliquid:${ADDRESS} --quantity 3`,
    "E_CONFIG_CONFLICT",
    "--quantity",
    /leave it out/,
  ],
  ["a debt beside it", `--position hyperliquid:${ADDRESS} --debt 3`, "E_CONFIG_CONFLICT", "--debt", /leave it out/],
  [
    "an equity beside it",
    `--position hyperliquid:${ADDRESS} --equity 3`,
    "E_CONFIG_CONFLICT",
    "--equity",
    /leave it out/,
  ],
  [
    "a venue beside it",
    `--position hyperliquid:${ADDRESS} --venue bybit`,
    "E_CONFIG_CONFLICT",
    "--venue",
    /leave it out/,
  ],
  [
    "a chain beside it",
    `--position aave-v3:base:${ADDRESS} --chain base`,
    "E_CONFIG_CONFLICT",
    "--chain",
    /leave it out/,
  ],
  ["a node that is no address", `--position aave-v3:base:${ADDRESS} --rpc node`, "E_PARSE", "--rpc", /https:/],
  [
    "a node that is not encrypted",
    `--position aave-v3:base:${ADDRESS} --rpc http://192.0.2.1/key`,
    "E_PARSE",
    "--rpc",
    /https:/,
  ],
];

describe("refused before anything is asked, in one error and with nothing on stdout", () => {
  test.each(CASES)("%s", async (_, line, code, field, hint) => {
    const argv = ["liquidation", ...words(line)];
    const json = await cli([...argv, "--json"]);
    expect(json).toMatchObject({ status: 2, stdout: "" });
    const error = JSON.parse(json.stderr) as { code: string; field: string; hint: string };
    expect(error).toMatchObject({ code, field });
    expect(error.hint).toMatch(hint);
    const text = await cli(argv);
    for (const each of text.stderr.split("\n")) expect(each.length, each).toBeLessThanOrEqual(80);
  });

  test.each([
    ["no key at all", {}, "no key"],
    ["a key without its secret", { STEELYARD_KEY_BINANCE: "a-key" }, "no STEELYARD_SECRET_BINANCE"],
    ["a key that is blank", { ...KEYS, STEELYARD_KEY_BINANCE: " " }, "no STEELYARD_KEY_BINANCE"],
  ])("%s", async (_, env, got) => {
    const { status, stdout, stderr } = await cli(words("position --exchange binance --symbol ETHUSDT --json"), { env });
    expect({ status, stdout }).toEqual({ status: 77, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({
      ...{ code: "E_UNAUTHENTICATED", field: "--exchange", got },
      want: "STEELYARD_KEY_BINANCE and STEELYARD_SECRET_BINANCE in the environment",
    });
  });

  test.each([
    ["a file that is not there", null, "E_NO_INPUT", 66],
    ["no JSON", "{", "E_PARSE", 78],
    ["a key twice", '{"pool": "0x1", "pool": "0x2"}', "E_DUPLICATE_KEY", 78],
  ])("a deployment in %s", async (_, content, code, status) => {
    const file = join(mkdtempSync(join(tmpdir(), "steelyard-deployment-")), "deployment.json");
    if (content !== null) writeFileSync(file, content);
    const refused = await cli([
      "position",
      "--position",
      `aave-v3:ethereum:${ADDRESS}`,
      "--deployment",
      file,
      "--rpc",
      "http://127.0.0.1:9",
      "--json",
    ]);
    expect(refused).toMatchObject({ status, stdout: "" });
    expect(JSON.parse(refused.stderr)).toMatchObject({ code, file });
  });
});

describe("without a network", () => {
  test.each([
    ["a chain", `--position aave-v3:ethereum:${ADDRESS}`],
    ["an address of HTTP", `--position hyperliquid:${ADDRESS}`],
    ["an exchange", "--exchange binance --symbol ETHUSDT"],
  ])("%s: E_UNAVAILABLE with status 69, naming who was asked, and nothing on stdout", async (_, line) => {
    const gone = await startLoopback(() => "close");
    await gone.close();
    const env = {
      ...KEYS,
      STEELYARD_RPC_ETHEREUM: gone.url,
      STEELYARD_URL_HYPERLIQUID: gone.url,
      STEELYARD_URL_BINANCE: gone.url,
    };
    for (const command of ["position", "optimize", "liquidation"]) {
      const { status, stdout, stderr } = await cli([command, ...words(line), "--json"], { env });
      expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
      expect(JSON.parse(stderr)).toMatchObject({ code: "E_UNAVAILABLE" });
    }
  });
});

describe("two sources of one price", () => {
  let account: LiveAccount;
  beforeAll(async () => {
    account = await hyperliquidAccount("state-2026-02-03"); // BTC at 78,135
  });
  afterAll(() => account.server.close());

  test("a typed price within 2 % of the venue's changes nothing; one beyond it is disputed", async () => {
    const [alone, close] = [
      await liveCli(account, "liquidation", ["--json"]),
      await liveCli(account, "liquidation", ["--price", "79000", "--json"]),
    ];
    const { notes, ...answer } = JSON.parse(close.stdout) as { readonly notes: readonly string[] };
    expect({ ...answer, notes: notes.filter((note) => !note.startsWith("Your price")) }).toEqual(
      JSON.parse(alone.stdout),
    );
    const far = await liveCli(account, "liquidation", ["--price", "80000", "--json"]);
    expect(far).toMatchObject({ status: 65, stdout: "" });
    expect(JSON.parse(far.stderr)).toMatchObject({ code: "E_DISPUTED", field: "--price", got: "80000" });
  });

  const pricesFile = (last: number, lastMs: number): string => {
    const file = join(mkdtempSync(join(tmpdir(), "steelyard-prices-")), "btc.csv");
    const day = 86_400_000;
    const lines = Array.from({ length: 400 }, (_, index) => {
      const price = index === 399 ? last : last * (1 + 0.01 * Math.sin(index));
      return `${new Date(lastMs - (399 - index) * day).toISOString()},${price}`;
    });
    writeFileSync(file, `ts,close\n${lines.join("\n")}\n`);
    return file;
  };
  const prices = (last: number, agoMs: number): Promise<Awaited<ReturnType<typeof cli>>> =>
    liveCli(account, "liquidation", [
      "--prices",
      pricesFile(last, account.nowMs - agoMs),
      "--bar-time",
      "close",
      "--gap",
      "none",
      "--json",
    ]);

  test("a fresh last close is held against the venue's price; an old one is said to be old", async () => {
    expect(await prices(78_500, 3_600_000)).toMatchObject({ status: 0 });
    const disputed = await prices(85_000, 3_600_000);
    expect(disputed).toMatchObject({ status: 65, stdout: "" });
    expect(JSON.parse(disputed.stderr)).toMatchObject({ code: "E_DISPUTED", field: "--prices" });
    const old = await prices(85_000, 10 * 86_400_000);
    expect(old.status).toBe(0);
    expect(old.stdout).toMatch(/10 days old: it was not held against the price that was read/);
  });
});

test("several positions and none named: all are listed, and nothing is chosen", async () => {
  const account = await morphoAccount("several");
  try {
    const { status, stderr } = await liveCli(account, "liquidation", ["--json"]);
    expect(status).toBe(2);
    const error = JSON.parse(stderr) as { want: string };
    expect(error).toMatchObject({ code: "E_CONFIG_CONFLICT", field: "--position" });
    for (const pair of ["cbBTC/USDC", "WETH/USDC", "wstETH/WETH"]) expect(error.want).toContain(pair);
    const named = await liveCli(account, "liquidation", ["--asset", "WETH", "--json"]);
    expect(named.status).toBe(0);
    expect(named.stdout).toContain("In other margins, and no part of this answer");
    const unheld = await liveCli(account, "liquidation", ["--asset", "LINK", "--json"]);
    expect(JSON.parse(unheld.stderr)).toMatchObject({ code: "E_UNKNOWN_KEY", field: "--asset", got: "LINK" });
  } finally {
    await account.server.close();
  }
});

test("a key of an exchange that has a passphrase, without one, names the variable that is missing", async () => {
  const env = { STEELYARD_KEY_OKX: "k", STEELYARD_SECRET_OKX: "s" };
  const { status, stdout, stderr } = await cli(words("position --exchange okx --symbol BTC/USDT:USDT --json"), { env });
  expect({ status, stdout }).toEqual({ status: 77, stdout: "" });
  expect(JSON.parse(stderr)).toMatchObject({ code: "E_UNAUTHENTICATED", got: "no STEELYARD_PASSPHRASE_OKX" });
});

test("a typed price that agrees is said not to be taken", async () => {
  await withAccount(
    () => aaveAccount("3.6", "long"),
    async (account) => {
      const more = words("--price 2001 --volatility 60% --drift 20%±15% --gap 30%");
      expect((await liveCli(account, "optimize", more)).stdout.replace(/\s+/g, " ")).toContain(
        "Your price of 2001 agrees; the venue's own, 2000, is taken.",
      );
    },
  );
});
