import { expect, test, vi } from "vitest";
import { cli, NOW_MS, words } from "./cli-io.js";
import { startLoopback } from "./loopback-http.js";

// As where nobody has installed them.
vi.mock("viem", () => {
  throw new Error("Cannot find package 'viem'");
});
vi.mock("ccxt", () => {
  throw new Error("Cannot find package 'ccxt'");
});

const hex = (value: number): string => `0x${value.toString(16)}`;

/** What a node answers before the first question to a contract. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  eth_chainId: hex(1),
  eth_getBlockByNumber: { number: hex(20_000_000), hash: `0x${"ab".repeat(32)}`, timestamp: hex(NOW_MS / 1000) },
  eth_getCode: "0x",
};

test("an account on a chain without viem: E_NOT_INSTALLED with status 69, and how to install it", async () => {
  const node = await startLoopback(({ text }) => {
    const { id, method } = JSON.parse(text) as { readonly id: number; readonly method: string };
    return { body: JSON.stringify({ jsonrpc: "2.0", id, result: ANSWERS[method] }) };
  });
  const argv = ["position", "--position", `aave-v3:ethereum:0x${"5e".repeat(20)}`, "--rpc", node.url, "--json"];
  const { status, stdout, stderr } = await cli(argv);
  await node.close();
  expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
  expect(JSON.parse(stderr)).toMatchObject({ code: "E_NOT_INSTALLED", field: "viem", hint: "npm install viem" });
});

test("an account at an exchange without ccxt: E_NOT_INSTALLED with status 69, and how to install it", async () => {
  const env = { STEELYARD_KEY_BINANCE: "a-key", STEELYARD_SECRET_BINANCE: "a-secret" };
  const { status, stdout, stderr } = await cli(words("position --exchange binance --symbol ETHUSDT --json"), { env });
  expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
  expect(JSON.parse(stderr)).toMatchObject({ code: "E_NOT_INSTALLED", field: "ccxt", hint: "npm install ccxt" });
});
