// Generated from @aave-dao/aave-address-book 4.68.1 by scripts/generate-deployments.ts. Do not edit.
import type { ChainDeployment } from "../aave-pool/deployment.js";

/** Pools of the main chains by the chain's name, as @aave-dao/aave-address-book 4.68.1 lists them. */
export const aaveV3Deployments: Readonly<Record<string, ChainDeployment>> = {
  ethereum: {
    chainId: 1,
    markets: {
      core: {
        pool: "0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2",
        addressesProvider: "0x2f39d218133afab8f2b819b1066c7e434ad94e9e",
        oracle: "0x54586be62e3c3580375ae3723c145253060ca0c2",
      },
      lido: {
        pool: "0x4e033931ad43597d96d6bcc25c280717730b58b1",
        addressesProvider: "0xcfbf336fe147d643b9cb705648500e101504b16d",
        oracle: "0xe3c061981870c0c7b1f3c4f4bb36b95f1f260be6",
      },
      etherfi: {
        pool: "0x0aa97c284e98396202b6a04024f5e2c65026f3c0",
        addressesProvider: "0xeba440b438ad808101d1c451c1c5322c90befcda",
        oracle: "0x43b64f28a678944e0655404b0b98e443851cc34f",
      },
      horizon: {
        pool: "0xae05cd22df81871bc7cc2a04becfb516bfe332c8",
        addressesProvider: "0x5d39e06b825c1f2b80bf2756a73e28efaa128ba0",
        oracle: "0x985bcfab7e0f4ef2606cc5b64fc1a16311880442",
      },
    },
  },
  base: {
    chainId: 8453,
    markets: {
      core: {
        pool: "0xa238dd80c259a72e81d7e4664a9801593f98d1c5",
        addressesProvider: "0xe20fcbdbffc4dd138ce8b2e6fbb6cb49777ad64d",
        oracle: "0x2cc0fc26ed4563a5ce5e8bdcfe1a2878676ae156",
      },
    },
  },
  arbitrum: {
    chainId: 42161,
    markets: {
      core: {
        pool: "0x794a61358d6845594f94dc1db02a252b5b4814ad",
        addressesProvider: "0xa97684ead0e402dc232d5a977953df7ecbab3cdb",
        oracle: "0xb56c2f0b653b2e0b10c9b928c8580ac5df02c7c7",
      },
    },
  },
  optimism: {
    chainId: 10,
    markets: {
      core: {
        pool: "0x794a61358d6845594f94dc1db02a252b5b4814ad",
        addressesProvider: "0xa97684ead0e402dc232d5a977953df7ecbab3cdb",
        oracle: "0xd81eb3728a631871a7ebbad631b5f424909f0c77",
      },
    },
  },
  polygon: {
    chainId: 137,
    markets: {
      core: {
        pool: "0x794a61358d6845594f94dc1db02a252b5b4814ad",
        addressesProvider: "0xa97684ead0e402dc232d5a977953df7ecbab3cdb",
        oracle: "0xb023e699f5a33916ea823a16485e259257ca8bd1",
      },
    },
  },
  avalanche: {
    chainId: 43114,
    markets: {
      core: {
        pool: "0x794a61358d6845594f94dc1db02a252b5b4814ad",
        addressesProvider: "0xa97684ead0e402dc232d5a977953df7ecbab3cdb",
        oracle: "0xebd36016b3ed09d4693ed4251c67bd858c3c7c9c",
      },
    },
  },
  bnb: {
    chainId: 56,
    markets: {
      core: {
        pool: "0x6807dc923806fe8fd134338eabca509979a7e0cb",
        addressesProvider: "0xff75b6da14ffbbfd355daf7a2731456b3562ba6d",
        oracle: "0x39bc1bfda2130d6bb6dbefd366939b4c7aa7c697",
      },
    },
  },
  gnosis: {
    chainId: 100,
    markets: {
      core: {
        pool: "0xb50201558b00496a145fe76f7424749556e326d8",
        addressesProvider: "0x36616cf17557639614c1cddb356b1b83fc0b2132",
        oracle: "0xeb0a051be10228213baeb449db63719d6742f7c4",
      },
    },
  },
  linea: {
    chainId: 59144,
    markets: {
      core: {
        pool: "0xc47b8c00b0f69a36fa203ffeac0334874574a8ac",
        addressesProvider: "0x89502c3731f69ddc95b65753708a07f8cd0373f4",
        oracle: "0xcfdada7dcd2e785cf706badbc2b8af5084d595e9",
      },
    },
  },
  scroll: {
    chainId: 534352,
    markets: {
      core: {
        pool: "0x11fcfe756c05ad438e312a7fd934381537d3cffe",
        addressesProvider: "0x69850d0b276776781c063771b161bd8894bcdd04",
        oracle: "0x04421d8c506e2fa2371a08efaabf791f624054f3",
      },
    },
  },
  zksync: {
    chainId: 324,
    markets: {
      core: {
        pool: "0x78e30497a3c7527d953c6b1e3541b021a98ac43c",
        addressesProvider: "0x2a3948bb219d6b2fa83d64100006391a96be6cb7",
        oracle: "0xc7f58fca663a8d377b6d0c9703c697f56dc40088",
      },
    },
  },
  metis: {
    chainId: 1088,
    markets: {
      core: {
        pool: "0x90df02551bb792286e8d4f13e0e357b4bf1d6a57",
        addressesProvider: "0xb9fabd7500b2c6781c35dd48d54f81fc2299d7af",
        oracle: "0x38d36e85e47ea6ff0d18b0adf12e5fc8984a6f8e",
      },
    },
  },
  celo: {
    chainId: 42220,
    markets: {
      core: {
        pool: "0x3e59a31363e2ad014dcbc521c4a0d5757d9f3402",
        addressesProvider: "0x9f7cf9417d5251c59fe94fb9147feee1aad9cea5",
        oracle: "0x1e693d088cefd1e95ba4c4a5f7eea41a1ec37e8b",
      },
    },
  },
  sonic: {
    chainId: 146,
    markets: {
      core: {
        pool: "0x5362dbb1e601abf3a4c14c22ffeda64042e5eaa3",
        addressesProvider: "0x5c2e738f6e27bce0f7558051bf90605dd6176900",
        oracle: "0xd63f7658c66b2934bd234d79d06aef5290734b30",
      },
    },
  },
  soneium: {
    chainId: 1868,
    markets: {
      core: {
        pool: "0xdd3d7a7d03d9fd9ef45f3e587287922ef65ca38b",
        addressesProvider: "0x82405d1a189bd6ce4667809c35b37fbe136a4c5b",
        oracle: "0x20040a64612555042335926d72b4e5f667a67fa1",
      },
    },
  },
  plasma: {
    chainId: 9745,
    markets: {
      core: {
        pool: "0x925a2a7214ed92428b5b1b090f80b25700095e12",
        addressesProvider: "0x061d8e131f26512348ee5fa42e2df1ba9d6505e9",
        oracle: "0x33e0b3fc976dc9c516926ba48cfc0a9e10a2aaa5",
      },
    },
  },
  mantle: {
    chainId: 5000,
    markets: {
      core: {
        pool: "0x458f293454fe0d67ec0655f3672301301dd51422",
        addressesProvider: "0xba50cd2a20f6da35d788639e581bca8d0b5d4d5f",
        oracle: "0x47a063cfda980532267970d478ec340c0f80e8df",
      },
    },
  },
  ink: {
    chainId: 57073,
    markets: {
      core: {
        pool: "0x2816cf15f6d2a220e789aa011d5ee4eb6c47feba",
        addressesProvider: "0x4172e6aaec070acb31aace343a58c93e4c70f44d",
        oracle: "0x4758213271bfdc72224a7a8742dc865fc97756e1",
      },
    },
  },
  megaeth: {
    chainId: 4326,
    markets: {
      core: {
        pool: "0x7e324abc5de01d112afc03a584966ff199741c28",
        addressesProvider: "0x46dcd5f4600319b02649fd76b55aa6c1035ca478",
        oracle: "0x421117d7319e96d831972b3f7e970bbfe29c4f21",
      },
    },
  },
  monad: {
    chainId: 143,
    markets: {
      core: {
        pool: "0x69a5f9ad4f96ebf0a0c792dd42a01cc5c0102fef",
        addressesProvider: "0x34793fb9935f7bb5e5ae920fb963f39063e7a615",
        oracle: "0x0c02b2c2038066c10eab8fe1d5cdb73d5a78a1bf",
      },
    },
  },
  xlayer: {
    chainId: 196,
    markets: {
      core: {
        pool: "0xe3f3caefdd7180f884c01e57f65df979af84f116",
        addressesProvider: "0xdff435bccf782f11187d3a4454d96702ed78e092",
        oracle: "0x91fc11136d5615575a0fc5981ab5c0c54418e2c6",
      },
    },
  },
};
