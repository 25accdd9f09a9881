import type { CollateralHistory, CollateralTerms, CompoundV3Chain, RateCurve, RateTerms } from "./params.js";

/** Where a figure stands: a file of the repository compound-finance/comet, below deployments/. */
interface Origin {
  readonly fromMs: number;
  readonly file: string;
}

const STATED =
  "governance has changed figures since by votes that the repository does not hold: check before use; swap cost 0.1 % is a stated default";

const origin = (fromMs: number, file: string): Origin => ({ fromMs, file });

// A migration is dated by the second in its file's name, when it was prepared; its vote takes effect one to three weeks later.
const ethereumUsdc = origin(Date.UTC(2022, 7, 4), "mainnet/usdc/configuration.json, launched by 1659582050");
const ethereumUsdcWsteth = origin(Date.UTC(2024, 6, 10), "mainnet/usdc/migrations/1720623615");
const ethereumUsdcCbbtc = origin(Date.UTC(2024, 8, 13), "mainnet/usdc/migrations/1726215532");
const ethereumUsdt = origin(Date.UTC(2024, 5, 6), "mainnet/usdt/configuration.json, launched by 1717664323");
// Named as active by mainnet/weth/migrations/1675148548; prepared from October 2022.
const ethereumWeth = origin(Date.UTC(2023, 0, 31), "mainnet/weth/configuration.json, active by 1675148548");
const ethereumWethWbtc = origin(Date.UTC(2024, 5, 18), "mainnet/weth/migrations/1718698838");
// Its feeds start from block 23,700,000.
const ethereumWethRates = origin(Date.UTC(2025, 10, 1), "mainnet/weth/migrations/1759414573");
const ethereumWethDollars = origin(Date.UTC(2025, 10, 3), "mainnet/weth/migrations/1762179749");
// Both named as official markets by mainnet/usdt/migrations/1717664323.
const baseUsdc = origin(Date.UTC(2024, 5, 6), "base/usdc/configuration.json, active by mainnet 1717664323");
const baseWeth = origin(Date.UTC(2024, 5, 6), "base/weth/configuration.json, active by mainnet 1717664323");
const baseUsdcWsteth = origin(Date.UTC(2024, 6, 15), "base/usdc/migrations/1721034240");
const baseUsdcCbbtc = origin(Date.UTC(2024, 8, 16), "base/usdc/migrations/1726478432");
const baseWethWsteth = origin(Date.UTC(2024, 6, 10), "base/weth/migrations/1720603419");
const baseWethRates = origin(Date.UTC(2025, 9, 23), "base/weth/migrations/1761228877");
const baseWethUsdc = origin(Date.UTC(2024, 6, 31), "base/weth/migrations/1722416736");

const sourceOf = ({ file }: Origin): string => `compound-finance/comet deployments/${file}; ${STATED}`;

type Factors = readonly [borrow: number, liquidate: number, liquidation: number];

const terms = (from: Origin, [borrow, liquidate, liquidation]: Factors): CollateralTerms => ({
  fromMs: from.fromMs,
  borrowCollateralFactor: borrow,
  liquidateCollateralFactor: liquidate,
  liquidationFactor: liquidation,
  triggerPrice: "market",
  correlated: false,
  source: sourceOf(from),
});

const since = (from: Origin, ...factors: Factors): CollateralHistory => [terms(from, factors)];

/** A staked asset whose feed followed a market price at first and follows its exchange rate, with a cap on growth, from `rates` on. */
const staked = (from: Origin, rates: Origin | null, ...factors: Factors): CollateralHistory => {
  const listed: CollateralTerms = { ...terms(from, factors), correlated: true };
  if (rates === null) return [listed];
  return [listed, { ...listed, fromMs: rates.fromMs, triggerPrice: "exchange-rate", source: sourceOf(rates) }];
};

const curve = (kink: number, baseAnnual: number, slopeLowAnnual: number, slopeHighAnnual: number): RateCurve => ({
  kink,
  baseAnnual,
  slopeLowAnnual,
  slopeHighAnnual,
});

const rates = (from: Origin, supply: RateCurve, borrow: RateCurve): readonly [RateTerms] => [
  { fromMs: from.fromMs, supply, borrow, source: sourceOf(from) },
];

/** Markets that are shipped, by chain. Supply caps change too often to be shipped. */
export const compoundV3Chains: Readonly<Record<string, CompoundV3Chain>> = {
  ethereum: {
    USDC: {
      rates: rates(ethereumUsdc, curve(0.8, 0, 0.0325, 0.4), curve(0.8, 0.015, 0.035, 0.25)),
      collaterals: {
        WETH: since(ethereumUsdc, 0.825, 0.895, 0.95),
        WBTC: since(ethereumUsdc, 0.7, 0.77, 0.95),
        COMP: since(ethereumUsdc, 0.65, 0.7, 0.93),
        UNI: since(ethereumUsdc, 0.75, 0.81, 0.93),
        LINK: since(ethereumUsdc, 0.79, 0.85, 0.93),
        wstETH: since(ethereumUsdcWsteth, 0.83, 0.88, 0.92),
        cbBTC: since(ethereumUsdcCbbtc, 0.8, 0.85, 0.95),
      },
    },
    USDT: {
      rates: rates(ethereumUsdt, curve(0.9, 0, 0.059, 2.9), curve(0.9, 0.015, 0.061, 3.2)),
      collaterals: {
        WETH: since(ethereumUsdt, 0.83, 0.9, 0.95),
        WBTC: since(ethereumUsdt, 0.8, 0.85, 0.95),
        COMP: since(ethereumUsdt, 0.65, 0.7, 0.75),
        UNI: since(ethereumUsdt, 0.75, 0.81, 0.85),
        LINK: since(ethereumUsdt, 0.79, 0.85, 0.93),
        wstETH: since(ethereumUsdt, 0.8, 0.85, 0.95),
      },
    },
    WETH: {
      rates: rates(
        ethereumWeth,
        curve(0.9, 0, 0.0283824, 0.6066567706),
        curve(0.9, 0.009945209674, 0.05171500002, 0.5171500339),
      ),
      collaterals: {
        wstETH: staked(ethereumWeth, ethereumWethRates, 0.9, 0.93, 0.95),
        cbETH: staked(ethereumWeth, null, 0.9, 0.93, 0.95),
        WBTC: since(ethereumWethWbtc, 0.8, 0.85, 0.95),
        USDC: since(ethereumWethDollars, 0.8, 0.85, 0.95),
        USDT: since(ethereumWethDollars, 0.8, 0.85, 0.95),
      },
    },
  },
  base: {
    USDC: {
      rates: rates(baseUsdc, curve(0.85, 0, 0.048, 1.6), curve(0.85, 0.015, 0.053, 1.8)),
      collaterals: {
        WETH: since(baseUsdc, 0.8, 0.9, 0.95),
        cbETH: since(baseUsdc, 0.75, 0.8, 0.85),
        wstETH: since(baseUsdcWsteth, 0.8, 0.85, 0.9),
        cbBTC: since(baseUsdcCbbtc, 0.8, 0.85, 0.95),
      },
    },
    WETH: {
      rates: rates(baseWeth, curve(0.9, 0, 0.0283824, 0.6066567706), curve(0.9, 0.009945209674, 0.037, 0.5171500339)),
      collaterals: {
        wstETH: staked(baseWethWsteth, baseWethRates, 0.9, 0.93, 0.975),
        cbETH: staked(baseWeth, null, 0.9, 0.93, 0.975),
        USDC: since(baseWethUsdc, 0.8, 0.85, 0.95),
      },
    },
  },
};
