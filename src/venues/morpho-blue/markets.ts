import type { AssetId } from "../../model/index.js";
import { morphoDeployments } from "./deployments.js";
import type { ListedMarket, MorphoBlueMarket } from "./params.js";

/** Where the listed markets were read. Their figures are proved by their ids, which are hashes of them. */
export const marketsSource =
  "markets of DeFi Saver's positions SDK (src/markets/morphoBlue) with their oracle kinds, days of creation from " +
  "bunnyboard's MorphoBlueMarkets.json; swap cost 0.1 % is a stated default";

interface Chain {
  readonly name: string;
  /** The adaptive curve's contract there, with which its markets were made. */
  readonly irm: string;
}

interface Token {
  readonly symbol: AssetId;
  readonly decimals: number;
  readonly address: string;
  readonly alsoCalled?: readonly AssetId[];
}

/** A market's own figures beside its tokens and its chain. */
interface Terms {
  readonly id: string;
  readonly oracle: string;
  /** LLTV in thousandths. */
  readonly lltv: bigint;
}

/** One pair as it is written below. */
interface Row {
  readonly chain: Chain;
  readonly asset: Token;
  readonly quote: Token;
  /** First whole day, epoch ms UTC. */
  readonly fromMs: number;
  readonly triggerPrice: MorphoBlueMarket["triggerPrice"];
  readonly correlated?: boolean;
  readonly long: Terms;
  readonly short?: Terms;
}

const ethereum: Chain = { name: "ethereum", irm: morphoDeployments.ethereum.adaptiveCurveIrm };
const base: Chain = { name: "base", irm: morphoDeployments.base.adaptiveCurveIrm };

/** Tokens of Ethereum. */
const usdc: Token = { symbol: "USDC", decimals: 6, address: "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48" };
const dai: Token = { symbol: "DAI", decimals: 18, address: "0x6b175474e89094c44da98b954eedeac495271d0f" };
const weth: Token = {
  ...{ symbol: "WETH", decimals: 18, address: "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2" },
  alsoCalled: ["ETH"],
};
const wsteth: Token = { symbol: "wstETH", decimals: 18, address: "0x7f39c581f595b53c5cb19bd0b3f8da6c935e2ca0" };
const weeth: Token = { symbol: "weETH", decimals: 18, address: "0xcd5fe23c85820f7b72d0926fc9b05b43e359b7ee" };
const susde: Token = { symbol: "sUSDe", decimals: 18, address: "0x9d39a5de30e57443bff2a8307a4256c8797a3497" };
const wbtc: Token = {
  ...{ symbol: "WBTC", decimals: 8, address: "0x2260fac5e5542a773aa44fbcfedf7c193bc2c599" },
  alsoCalled: ["BTC"],
};

/** Tokens of Base. */
const baseUsdc: Token = { ...usdc, address: "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913" };
const baseWeth: Token = { ...weth, address: "0x4200000000000000000000000000000000000006" };
const baseWsteth: Token = { ...wsteth, address: "0xc1cba3fcea344f92d9239c08c0568f6f2f0ee452" };
const cbeth: Token = { symbol: "cbETH", decimals: 18, address: "0x2ae3f1ec7f1f5012cfeab0185bfc7aa3cf0dec22" };
const cbbtc: Token = {
  ...{ symbol: "cbBTC", decimals: 8, address: "0xcbb7c0000ab88b473b1f5afd9ef808440eed33bf" },
  alsoCalled: ["BTC"],
};

/** What an oracle follows is as the source names it: MARKET_RATE, or LIDO_RATE, ETHENA_RATE and CONTRACT_RATE for an exchange rate. */
const onEthereum: readonly Row[] = [
  {
    ...{ chain: ethereum, asset: wsteth, quote: usdc, fromMs: Date.UTC(2024, 0, 4), triggerPrice: "market" },
    long: {
      id: "0xb323495f7e4148be5643a4ea4a8221eef163e4bccfdedc2a6f4696baacbc86cc",
      ...{ oracle: "0x48f7e36eb6b826b2df4b2e630b62cd25e89e40e2", lltv: 860n },
    },
  },
  {
    ...{ chain: ethereum, asset: wbtc, quote: usdc, fromMs: Date.UTC(2024, 0, 18), triggerPrice: "market" },
    long: {
      id: "0x3a85e619751152991742810df6ec69ce473daef99e28a64ab2340d7b7ccfee49",
      ...{ oracle: "0xdddd770badd886df3864029e4b377b5f6a2b6b83", lltv: 860n },
    },
  },
  {
    ...{ chain: ethereum, asset: weth, quote: usdc, fromMs: Date.UTC(2024, 0, 18), triggerPrice: "market" },
    long: {
      id: "0xf9acc677910cc17f650416a22e2a14d5da7ccb9626db18f1bf94efe64f92b372",
      ...{ oracle: "0xdc6fd5831277c693b1054e19e94047cb37c77615", lltv: 915n },
    },
  },
  {
    ...{ chain: ethereum, asset: wsteth, quote: weth, fromMs: Date.UTC(2024, 2, 26), triggerPrice: "exchange-rate" },
    correlated: true,
    long: {
      id: "0xd0e50cdac92fe2172043f5e0c36532c6369d24947e40968f34a5e8819ca9ec5d",
      ...{ oracle: "0xbd60a6770b27e084e8617335dde769241b0e71d8", lltv: 945n },
    },
  },
  {
    ...{ chain: ethereum, asset: susde, quote: dai, fromMs: Date.UTC(2024, 2, 15), triggerPrice: "exchange-rate" },
    correlated: true,
    long: {
      id: "0x1247f1c237eceae0602eab1470a5061a6dd8f734ba88c7cdc5d6109fb0026b28",
      ...{ oracle: "0x5d916980d5ae1737a8330bf24df812b2911aae25", lltv: 915n },
    },
  },
  {
    // Its day of creation was not found: it is known from the day of the source on.
    ...{ chain: ethereum, asset: weeth, quote: weth, fromMs: Date.UTC(2026, 7, 21), triggerPrice: "exchange-rate" },
    correlated: true,
    long: {
      id: "0x37e7484d642d90f14451f1910ba4b7b8e4c3ccdd0ec28f8b2bdb35479e472ba7",
      ...{ oracle: "0xbdd2f2d473e8d63d1bfb0185b5bdb8046ca48a72", lltv: 945n },
    },
  },
];

const onBase: readonly Row[] = [
  {
    // The opposite market is the younger of the two; its oracle's kind was not found and is taken to be the same.
    ...{ chain: base, asset: baseWeth, quote: baseUsdc, fromMs: Date.UTC(2024, 5, 21), triggerPrice: "market" },
    long: {
      id: "0x8793cf302b8ffd655ab97bd1c695dbd967807e8367a65cb2f4edaf1380ba1bda",
      ...{ oracle: "0xfea2d58cefcb9fcb597723c6bae66ffe4193afe4", lltv: 860n },
    },
    short: {
      id: "0x3b3769cfca57be2eaed03fcc5299c25691b77781a1e124e7a8d520eb9a7eabb5",
      ...{ oracle: "0xd09048c8b568dbf5f189302bea26c9edabfc4858", lltv: 860n },
    },
  },
  {
    ...{ chain: base, asset: cbbtc, quote: baseUsdc, fromMs: Date.UTC(2024, 8, 5), triggerPrice: "market" },
    long: {
      id: "0x9103c3b4e834476c9a62ea009ba2c884ee42e94e6e314a26f04d312434191836",
      ...{ oracle: "0x663becd10dae6c4a3dcd89f1d76c1174199639b9", lltv: 860n },
    },
  },
  {
    ...{ chain: base, asset: cbeth, quote: baseUsdc, fromMs: Date.UTC(2024, 6, 13), triggerPrice: "market" },
    long: {
      id: "0x1c21c59df9db44bf6f645d854ee710a8ca17b479451447e9f56758aee10a2fad",
      ...{ oracle: "0xb40d93f44411d8c09ad17d7f88195ef9b05ccd96", lltv: 860n },
    },
  },
  {
    ...{ chain: base, asset: baseWsteth, quote: baseUsdc, fromMs: Date.UTC(2024, 5, 2), triggerPrice: "market" },
    long: {
      id: "0xa066f3893b780833699043f824e5bb88b8df039886f524f62b9a1ac83cb7f1f0",
      ...{ oracle: "0x957e76d8f2d3ab0b4f342cd5f4b03a6f6ef2ce5f", lltv: 860n },
    },
  },
  {
    // This oracle follows the market's price of the pair, unlike Ethereum's.
    ...{ chain: base, asset: baseWsteth, quote: baseWeth, fromMs: Date.UTC(2024, 5, 12), triggerPrice: "market" },
    correlated: true,
    long: {
      id: "0x3a4048c64ba1b375330d376b1ce40e4047d03b47ab4d48af484edec9fec801ba",
      ...{ oracle: "0x4a11590e5326138b514e08a9b52202d42077ca65", lltv: 945n },
    },
  },
];

function listed({ id, oracle, lltv }: Terms, collateral: Token, loan: Token, { irm }: Chain): ListedMarket {
  return { id, oracle, irm, collateralToken: collateral.address, loanToken: loan.address, lltvWad: lltv * 10n ** 15n };
}

const marketOf = ({ chain, asset, quote, long, short, ...row }: Row): MorphoBlueMarket => ({
  chain: chain.name,
  asset: asset.symbol,
  quote: quote.symbol,
  assetDecimals: asset.decimals,
  quoteDecimals: quote.decimals,
  alsoCalled: asset.alsoCalled ?? [],
  triggerPrice: row.triggerPrice,
  correlated: row.correlated ?? false,
  fromMs: row.fromMs,
  long: listed(long, asset, quote, chain),
  short: short === undefined ? null : listed(short, quote, asset, chain),
});

/** Markets that are shipped, first the one that a plain name means. */
export const morphoBlueMarkets: readonly MorphoBlueMarket[] = [...onEthereum, ...onBase].map(marketOf);
