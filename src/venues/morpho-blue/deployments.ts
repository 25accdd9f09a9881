// Generated from the address table of @morpho-org/blue-sdk 6.4.0 by scripts/generate-morpho-deployments.ts. Do not edit.
import type { ShippedDeployment } from "./params.js";

/** Morpho's contracts on the chains that can be asked, by the names that those have here. */
export const morphoDeployments = {
  ethereum: {
    chainId: 1,
    morpho: "0xbbbbbbbbbb9cc5e90e3b3af64bdaf62c37eeffcb",
    adaptiveCurveIrm: "0x870ac11d48b15db9a138cf899d20f13f79ba00bc",
  },
  arbitrum: {
    chainId: 42161,
    morpho: "0x6c247b1f6182318877311737bac0844baa518f5e",
    adaptiveCurveIrm: "0x66f30587fb8d4206918deb78eca7d5ebbafd06da",
  },
  base: {
    chainId: 8453,
    morpho: "0xbbbbbbbbbb9cc5e90e3b3af64bdaf62c37eeffcb",
    adaptiveCurveIrm: "0x46415998764c29ab2a25cbea6254146d50d22687",
  },
  bnb: {
    chainId: 56,
    morpho: "0x01b0bd309aa75547f7a37ad7b1219a898e67a83a",
    adaptiveCurveIrm: "0x7112d95cb5f6b13bf5f5b94a373bb3b2b381f979",
  },
  celo: {
    chainId: 42220,
    morpho: "0xd24ecdd8c1e0e57a4e26b1a7bbeaa3e95466a569",
    adaptiveCurveIrm: "0x683caaaddfa2f42e24880e202676526d501a5ded",
  },
  ink: {
    chainId: 57073,
    morpho: "0x857f3eefe8cbda3bc49367c996cd664a880d3042",
    adaptiveCurveIrm: "0x9515407b1512f53388ffe699524100e7270ee57b",
  },
  linea: {
    chainId: 59144,
    morpho: "0x6b0d716ac0a45536172308e08fc2c40387262c9f",
    adaptiveCurveIrm: "0x85c2ef4bd69f42d7da19fb9dcdd7fb8d0f59cdee",
  },
  megaeth: {
    chainId: 4326,
    morpho: "0x18120312a7cf44dcfec6dce5632a431579ed9100",
    adaptiveCurveIrm: "0x56875764185548b0ca72a1877b3ae15e44e8a323",
  },
  monad: {
    chainId: 143,
    morpho: "0xd5d960e8c380b724a48ac59e2dff1b2cb4a1eaee",
    adaptiveCurveIrm: "0x09475a3d6ea8c314c592b1a3799bde044e2f400f",
  },
  optimism: {
    chainId: 10,
    morpho: "0xce95afbb8ea029495c66020883f87aae8864af92",
    adaptiveCurveIrm: "0x8cd70a8f399428456b29546bc5dbe10ab6a06ef6",
  },
  polygon: {
    chainId: 137,
    morpho: "0x1bf0c2541f820e775182832f06c0b7fc27a25f67",
    adaptiveCurveIrm: "0xe675a2161d4a6e2de2eed70ac98eebf257fbf0b0",
  },
  scroll: {
    chainId: 534352,
    morpho: "0x2d012edbadc37edc2bc62791b666f9193fdf5a55",
    adaptiveCurveIrm: "0xa5ea7500a27c0079961d93366a6e93aaff18cb90",
  },
  soneium: {
    chainId: 1868,
    morpho: "0xe75fc5ea6e74b824954349ca351eb4e671ada53a",
    adaptiveCurveIrm: "0x68f9b666b984527a7c145db4103cc6d3171c797f",
  },
  sonic: {
    chainId: 146,
    morpho: "0xd6c916eb7542d0ad3f18aed0fcbd50c582cfa95f",
    adaptiveCurveIrm: "0xdefcf242226425f93d8dd0e314735c28517c473f",
  },
} as const satisfies Readonly<Record<string, ShippedDeployment>>;
