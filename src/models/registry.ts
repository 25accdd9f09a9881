import { UnknownKeyError } from "../errors/index.js";
import { btc } from "./btc.js";
import { eth } from "./eth.js";
import type { MarketModel } from "./market-model.js";
import { sol } from "./sol.js";
import { sp500 } from "./sp500.js";
import { stablecoins } from "./stablecoins.js";
import { stethEth } from "./steth-eth.js";

/** Every model that is shipped. */
export const marketModels: readonly MarketModel[] = [btc, eth, sol, sp500, stethEth, stablecoins];

/** The model of that name. @throws UnknownKeyError (E_UNKNOWN_KEY) naming those that there are. */
export function modelById(id: string): MarketModel {
  const found = marketModels.find((model) => model.id === id);
  if (found !== undefined) return found;
  const want = marketModels.map((model) => model.id).join(", ");
  throw new UnknownKeyError({ field: "model", got: id, want, hint: "see steelyard models" });
}
