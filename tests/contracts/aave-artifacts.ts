import { readFileSync } from "node:fs";
import type { Abi } from "viem";
import { fromRoot } from "../house/source-tree.js";
import { compile, type Artifact } from "./compile.js";

const CORE = "node_modules/@aave/core-v3";

/** An artifact of release 3.0.2 as its package ships it, by its file, such as "protocol/pool/Pool". */
export function aaveV302Artifact(file: string): Artifact {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return JSON.parse(
    readFileSync(fromRoot(CORE, "artifacts/contracts", `${file}.sol`, `${name}.json`), "utf8"),
  ) as Artifact;
}

const ENTRIES = [
  ...["instances/PoolInstance", "instances/PoolConfiguratorInstance", "instances/ATokenInstance"],
  ...["instances/VariableDebtTokenInstance", "protocol/configuration/PoolAddressesProvider"],
  ...["protocol/configuration/ACLManager", "misc/AaveOracle", "misc/DefaultReserveInterestRateStrategyV2"],
  "helpers/AaveProtocolDataProvider",
].map((name) => `src/contracts/${name}.sol`);

/** Contracts of release 3.6, compiled from the package's source: with the release's optimiser settings, or fast. */
export const aaveV36Artifacts = (optimizerRuns: number | null): Promise<Readonly<Record<string, Artifact>>> =>
  compile({
    ...{ compiler: "solc-0.8.27", sources: "@aave-dao/aave-v3-origin", entries: ENTRIES, optimizerRuns },
    remappings: [
      "openzeppelin-contracts/contracts/=@openzeppelin/contracts/",
      "openzeppelin-contracts-upgradeable/contracts/=@openzeppelin/contracts-upgradeable/",
      "solidity-utils/=@bgd-labs/solidity-utils/src/",
    ],
    evmVersion: "shanghai",
  });

/** Every custom error that these contracts declare. */
export const errorsOf = (artifacts: Readonly<Record<string, Artifact>>): Abi =>
  Object.values(artifacts).flatMap(({ abi }) => abi.filter(({ type }) => type === "error"));
