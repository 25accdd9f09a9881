import { afterEach, expect, test, vi } from "vitest";
import { serveChain } from "../../tests/loopback-chain.js";
import { answersAt, loadedViem } from "./contract-calls.js";
import { openNode } from "./json-rpc.js";

afterEach(() => {
  vi.doUnmock("viem");
  vi.resetModules();
});

test("without viem the answer is what to install", async () => {
  vi.resetModules();
  vi.doMock("viem", () => {
    throw new Error("Cannot find package 'viem'");
  });
  const { loadedViem: load } = await import("./contract-calls.js");
  await expect(load()).rejects.toMatchObject({ code: "E_NOT_INSTALLED", field: "viem", hint: "npm install viem" });
});

test("a message carries 50,000 bytes at most: ten calls of 20,000 bytes are five messages", async () => {
  const block = { number: 1, hash: `0x${"11".repeat(32)}`, timestamp: 0 };
  const server = await serveChain({ chainId: 1, blockAt: () => block, call: () => `0x${"0".repeat(63)}1` });
  const inputs = [{ type: "bytes" }];
  const abi = { type: "function", name: "f", stateMutability: "view", inputs, outputs: [{ type: "bool" }] } as const;
  const call = { address: `0x${"11".repeat(20)}`, abi, args: [`0x${"ab".repeat(20_000)}`] };
  const at = { node: openNode({ url: server.url }), viem: await loadedViem(), block: "0x1", hasMulticall: true };
  expect(await answersAt(at, new Array(10).fill(call))).toEqual(new Array(10).fill(true));
  expect(server.asked).toHaveLength(5);
  await server.close();
});
