import type { ChainAccountSource } from "../../ports/index.js";
import { readPoolAccount } from "../aave-pool/account-source.js";
import { aaveV3Deployments } from "./deployments.js";

const venue = { id: "aave-v3", deployments: aaveV3Deployments };

/** Reads an account of a pool of Aave v3. @throws as readPoolAccount */
export const readAccount: ChainAccountSource["readAccount"] = (reader, asked, deployment) =>
  readPoolAccount(venue, reader, asked, deployment);

/** Prices and rates at past blocks are not read yet. */
export const history: ChainAccountSource["history"] = null;
