import { UnknownKeyError } from "../errors/index.js";

/** A chain and a node of it that anybody may ask. */
export interface ChainEndpoint {
  /** As the chain itself states it. */
  readonly chainId: number;
  /** A public node, without a key: slow, limited, and gone one day; a reader of many answers gives one of their own. */
  readonly url: string;
}

/** Chains by name, with the node that viem 2.57.20 names in its definition of the chain (viem/chains). */
const ENDPOINTS: Readonly<Record<string, ChainEndpoint>> = {
  ethereum: { chainId: 1, url: "https://ethereum.reth.rs/rpc" },
  arbitrum: { chainId: 42161, url: "https://arb1.arbitrum.io/rpc" },
  avalanche: { chainId: 43114, url: "https://api.avax.network/ext/bc/C/rpc" },
  base: { chainId: 8453, url: "https://mainnet.base.org" },
  bnb: { chainId: 56, url: "https://56.rpc.thirdweb.com" },
  celo: { chainId: 42220, url: "https://forno.celo.org" },
  gnosis: { chainId: 100, url: "https://rpc.gnosischain.com" },
  ink: { chainId: 57073, url: "https://rpc-gel.inkonchain.com" },
  linea: { chainId: 59144, url: "https://rpc.linea.build" },
  mantle: { chainId: 5000, url: "https://rpc.mantle.xyz" },
  megaeth: { chainId: 4326, url: "https://mainnet.megaeth.com/rpc" },
  metis: { chainId: 1088, url: "https://metis.rpc.hypersync.xyz" },
  monad: { chainId: 143, url: "https://rpc.monad.xyz" },
  optimism: { chainId: 10, url: "https://mainnet.optimism.io" },
  plasma: { chainId: 9745, url: "https://rpc.plasma.to" },
  polygon: { chainId: 137, url: "https://polygon.drpc.org" },
  scroll: { chainId: 534352, url: "https://rpc.scroll.io" },
  soneium: { chainId: 1868, url: "https://rpc.soneium.org" },
  sonic: { chainId: 146, url: "https://rpc.soniclabs.com" },
  xlayer: { chainId: 196, url: "https://xlayerrpc.okx.com" },
  zksync: { chainId: 324, url: "https://mainnet.era.zksync.io" },
};

/** Names of the chains that are known. */
export const chainNames = (): readonly string[] => Object.keys(ENDPOINTS);

/** The chain of a name and a public node of it. @throws UnknownKeyError (E_UNKNOWN_KEY) */
export function chainEndpoint(chain: string): ChainEndpoint {
  const known = Object.hasOwn(ENDPOINTS, chain) ? ENDPOINTS[chain] : undefined;
  if (known !== undefined) return known;
  const want = `one of ${chainNames().join(", ")}`;
  throw new UnknownKeyError({ field: "chain", got: chain, want, hint: "check the name of the chain" });
}
