import { ParseError, UnknownKeyError } from "../../errors/index.js";
import { fieldsOf } from "../fields.js";

/** Where a pool's contracts stand; addresses in lower case. */
export interface PoolAddresses {
  readonly pool: string;
  /** PoolAddressesProvider: it says which pool and which oracle are in force. */
  readonly addressesProvider: string;
  readonly oracle: string;
}

/** The pools of one chain. */
export interface ChainDeployment {
  /** Number by which the chain signs (EIP-155). */
  readonly chainId: number;
  /** By name; the first is taken where none is named. */
  readonly markets: Readonly<Record<string, PoolAddresses>>;
}

const PATH = "deployment";

/** Addresses as a person gives them. @throws MissingError (E_MISSING), ParseError (E_PARSE), UnknownKeyError (E_UNKNOWN_KEY) */
function givenAddresses(deployment: unknown): PoolAddresses {
  const fields = fieldsOf(deployment, PATH);
  const address = (key: keyof PoolAddresses): string => {
    const text = fields.text(key);
    if (/^0x[0-9a-f]{40}$/i.test(text)) return text.toLowerCase();
    const detail = { field: `${PATH}.${key}`, got: text, want: "0x and 40 hexadecimal digits" };
    throw new ParseError({ ...detail, hint: "the address of the contract" }, { origin: "configuration" });
  };
  const addresses = {
    pool: address("pool"),
    addressesProvider: address("addressesProvider"),
    oracle: address("oracle"),
  };
  fields.done();
  return addresses;
}

/** What stands under a name. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function named<T>(all: Readonly<Record<string, T>>, field: string, name: string): T {
  const found = Object.entries(all).find(([key]) => key === name.toLowerCase())?.[1];
  if (found !== undefined) return found;
  const want = Object.keys(all).join(", ");
  throw new UnknownKeyError({ field, got: name, want, hint: "or give the addresses of the deployment" });
}

/**
 * The pool that is asked for: the one whose addresses are given, else that of the chain's market.
 * @param market name of a market of the chain; null for its first
 * @throws UnknownKeyError (E_UNKNOWN_KEY), and any SteelyardError of origin "configuration" for addresses that are given
 */
export function addressesOf(
  shipped: Readonly<Record<string, ChainDeployment>>,
  asked: { readonly chain: string; readonly market: string | null },
  deployment: unknown,
): PoolAddresses {
  if (deployment !== null) return givenAddresses(deployment);
  const { markets } = named(shipped, "chain", asked.chain);
  return named(markets, "market", asked.market ?? Object.keys(markets)[0] ?? "");
}
