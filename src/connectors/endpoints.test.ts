import { describe, expect, test } from "vitest";
import * as definitions from "viem/chains";
import { chainEndpoint, chainNames } from "./endpoints.js";
import { openNode } from "./json-rpc.js";

/** What viem calls a chain, where it is not the name that people use. */
const VIEM_NAME: Readonly<Record<string, string>> = { ethereum: "mainnet", bnb: "bsc", xlayer: "xLayer" };

interface Definition {
  readonly id: number;
  readonly rpcUrls: { readonly default: { readonly http: readonly string[] } };
}

const known = definitions as unknown as Readonly<Record<string, Definition>>;

describe("chains by name", () => {
  test.each(chainNames())("%s has the id and the node that viem's definition of it states", (name) => {
    const { id, rpcUrls } = known[VIEM_NAME[name] ?? name];
    expect(chainEndpoint(name)).toEqual({ chainId: id, url: rpcUrls.default.http[0] });
    expect(openNode({ url: chainEndpoint(name).url }).host).toBe(new URL(rpcUrls.default.http[0]).host);
  });

  test.each(["etherium", "", "constructor", "toString"])("%j is no chain", (name) => {
    expect(() => chainEndpoint(name)).toThrow(expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "chain" }));
  });
});
