import { describe, expect, test } from "vitest";
import { keyless } from "./live-secrets.js";

describe("what may stand on stderr", () => {
  const env = {
    STEELYARD_RPC_ETHEREUM: "https://user:pass-word@node.example/v2/0123456789abcdef?key=fedcba9876543210",
    STEELYARD_SECRET_BINANCE: "top-secret",
    STEELYARD_CACHE: "/tmp/cache",
    PATH: "/usr/bin",
  };

  test("keys and the parts of an address that may be keys are taken out; a host, a folder and other variables stay", () => {
    expect(keyless("asked node.example with 0123456789abcdef by user, top-secret", env, [])).toBe(
      "asked node.example with [redacted] by [redacted], [redacted]",
    );
    expect(keyless("no such folder /tmp/cache; PATH is /usr/bin", env, [])).toBe(
      "no such folder /tmp/cache; PATH is /usr/bin",
    );
  });

  test.each([
    ["--rpc", "https://node.example/key/abcdefgh12345678"],
    ["--rpc=https://node.example/key/abcdefgh12345678"],
  ])("an address on the command line: %s", (...argv) => {
    expect(keyless("GET /key/abcdefgh12345678 failed", {}, ["position", ...argv])).toBe("GET /key/[redacted] failed");
  });

  test("without a secret a text stays as it is", () => {
    expect(keyless("https://node.example/path-of-a-page", {}, ["optimize"])).toBe(
      "https://node.example/path-of-a-page",
    );
  });
});
