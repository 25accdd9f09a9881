import type { ChainAccountSource } from "../../ports/index.js";
import { readPoolHistory } from "../aave-pool/account-history.js";
import { readPoolAccount } from "../aave-pool/account-source.js";
import { aaveV3Deployments } from "./deployments.js";

const venue = { id: "aave-v3", deployments: aaveV3Deployments };

/** Reads an account of a pool of Aave v3. @throws as readPoolAccount */
export const readAccount: ChainAccountSource["readAccount"] = (reader, asked, deployment) =>
  readPoolAccount(venue, reader, asked, deployment);

/** The past of a pair of a pool of Aave v3. @throws as readPoolHistory */
export const history: NonNullable<ChainAccountSource["history"]> = (chain, asked, deployment) =>
  readPoolHistory(venue, chain, asked, deployment);
