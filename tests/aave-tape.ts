import { readFileSync } from "node:fs";
import { decodeFunctionResult, encodeFunctionData, type Abi, type Hex } from "viem";
import { openChain } from "../src/connectors/index.js";
import type { AbiFunction, AccountReading } from "../src/ports/index.js";
import { oracleAbi, poolAbi } from "../src/venues/aave-pool/abis.js";
import type { PoolAddresses } from "../src/venues/aave-pool/deployment.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { fromRoot } from "./house/source-tree.js";
import { nowOf, serveTape, type ChainTape, type NodeFaults } from "./loopback-chain.js";

/** Answers of one release's contracts, and where they stood (fixtures/README.md of the venue). */
export interface AaveFixture {
  readonly deployment: PoolAddresses;
  readonly tape: ChainTape;
}

/** What was recorded of a release. */
export const aaveFixture = (release: "3.6" | "3.0.2"): AaveFixture =>
  JSON.parse(
    readFileSync(fromRoot(`src/venues/aave-v3/fixtures/aave-v${release.replaceAll(".", "-")}.json`), "utf8"),
  ) as AaveFixture;

const addressOf = (digits: string): string => `0x${digits.padStart(40, "0")}`;

/** Those whose accounts were recorded. */
export const tapedHolders = {
  long: addressOf("acc001f"),
  short: addressOf("acc0020"),
  pair: addressOf("acc0021"),
  several: addressOf("acc0022"),
};

/** Name of an account on the tapes. */
export type TapedHolder = keyof typeof tapedHolders;

/** What the tape has for a call; null where it was not asked. */
function recorded({ tape }: AaveFixture, address: string, abi: AbiFunction, args: readonly unknown[]): unknown {
  const asked = { abi: [abi] as Abi, functionName: abi.name };
  const data = tape.calls[`${address}:${encodeFunctionData({ ...asked, args })}`.toLowerCase()] ?? null;
  return data === null ? null : decodeFunctionResult({ ...asked, data: data as Hex });
}

/** Contracts of one reserve on a tape. */
export interface TapedReserve {
  readonly address: string;
  readonly aToken: string;
  readonly debtToken: string;
  readonly strategy: string;
  /** Where its price comes from; null where the tape has no reading of it. */
  readonly feed: string | null;
}

/** The reserves in the order of the pool's list: WETH, wstETH, WBTC, USDC, DAI, ... (tests/contracts/aave-listings.ts). */
export function tapedReserves(fixture: AaveFixture): readonly TapedReserve[] {
  const { pool, oracle } = fixture.deployment;
  const list = recorded(fixture, pool, poolAbi.getReservesList, []) as readonly string[];
  return list.map((address) => {
    const data = recorded(fixture, pool, poolAbi.getReserveData, [address]) as Readonly<Record<string, string>>;
    return {
      address: address.toLowerCase(),
      aToken: data["aTokenAddress"],
      debtToken: data["variableDebtTokenAddress"],
      strategy: data["interestRateStrategyAddress"],
      feed: recorded(fixture, oracle, oracleAbi.getSourceOfAsset, [address]) as string | null,
    };
  });
}

/** The account as it is read from a tape that a node on this machine serves. */
export async function readTapedAave(
  { tape, deployment }: AaveFixture,
  holder: TapedHolder,
  faults: NodeFaults = {},
): Promise<AccountReading> {
  const { source } = aaveV3;
  if (source?.via !== "chain") throw new Error("Aave is on chains");
  const node = await serveTape(tape, faults);
  try {
    const nowMs = nowOf(tape);
    const reader = await openChain({ chain: tape.chain, chainId: tape.chainId, url: node.url, nowMs });
    const asked = { account: tapedHolders[holder], market: null, nowMs };
    return await (await source.load()).readAccount(reader, asked, deployment);
  } finally {
    await node.close();
  }
}
