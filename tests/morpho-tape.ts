import { readFileSync } from "node:fs";
import { openChain } from "../src/connectors/index.js";
import type { AccountReading } from "../src/ports/index.js";
import { morphoBlue } from "../src/venues/morpho-blue/index.js";
import { marketIdOf } from "../src/venues/morpho-blue/market-id.js";
import { morphoBlueMarkets } from "../src/venues/morpho-blue/markets.js";
import type { MarketParams } from "../src/venues/morpho-blue/params.js";
import { fromRoot } from "./house/source-tree.js";
import { nowOf, serveTape, type ChainTape } from "./loopback-chain.js";

/** Answers of Morpho on Base's addresses to readings of five holders (fixtures/README.md of the venue). */
export const morphoTape = JSON.parse(
  readFileSync(fromRoot("src/venues/morpho-blue/fixtures/base-morpho.json"), "utf8"),
) as ChainTape;

const addressOf = (digits: string): string => `0x${digits.padStart(40, "0")}`;

/** Those whose accounts were read. */
export const tapedHolders = {
  long: addressOf("acc0015"),
  short: addressOf("acc0016"),
  several: addressOf("acc0017"),
  unlisted: addressOf("acc0018"),
  none: addressOf("acc0019"),
};

const [wethUsdc] = morphoBlueMarkets.filter(({ chain }) => chain === "base");

/** WETH against USDC on Base, and the market that is not listed: without a rate model, at another limit, with an oracle of its own. */
export const listedParams: MarketParams = wethUsdc.long;
export const unlistedParams: MarketParams = {
  ...listedParams,
  ...{ lltvWad: 77n * 10n ** 16n, irm: addressOf(""), oracle: addressOf("acc0063") },
};

export const listedId = wethUsdc.long.id;
export const unlistedId = marketIdOf(unlistedParams);

/** Who is asked about; a market named by its id or none. */
export interface TapedQuestion {
  readonly holder: keyof typeof tapedHolders;
  readonly market?: string;
  /** As in a file of a deployment. */
  readonly deployment?: unknown;
}

/** The account as it is read from a tape that a node on this machine serves. */
export async function readTaped(
  tape: ChainTape,
  { holder, market, deployment = null }: TapedQuestion,
): Promise<AccountReading> {
  const { source } = morphoBlue;
  if (source?.via !== "chain") throw new Error("Morpho is on chains");
  const node = await serveTape(tape);
  try {
    const nowMs = nowOf(tape);
    const reader = await openChain({ chain: tape.chain, chainId: tape.chainId, url: node.url, nowMs });
    const asked = { account: tapedHolders[holder], market: market ?? null, nowMs };
    return await (await source.load()).readAccount(reader, asked, deployment);
  } finally {
    await node.close();
  }
}
