import { keccak256 } from "./keccak.js";
import type { MarketParams } from "./params.js";

const word = (value: bigint): string => value.toString(16).padStart(64, "0");

/** The id of the market with these figures: the hash of them, one word of 32 bytes each (MarketParamsLib.id). */
export const marketIdOf = (params: MarketParams): string =>
  `0x${keccak256(
    [params.loanToken, params.collateralToken, params.oracle, params.irm]
      .map((address) => word(BigInt(address)))
      .concat(word(params.lltvWad))
      .join(""),
  )}`;
