/** The dollar, and tokens that stand for one, as they call themselves: among two assets that is the money, and the other what one has a view of. */
const DOLLARS: readonly string[] = [
  ...["USDC", "USDT", "DAI", "GHO", "USDS", "USDe", "USDT0", "USD₮0", "USD₮", "USDbC", "USDC.e", "USDT.e", "DAI.e"],
  ...["axlUSDC", "m.USDC", "m.USDT", "USDA", "USDtb", "USDG", "RLUSD", "PYUSD", "crvUSD", "FRAX", "frxUSD", "LUSD"],
  ...["TUSD", "BUSD", "FDUSD", "GUSD", "USDP", "MAI", "MIM", "USDm", "mUSD", "AUSD", "USDR", "SUSD", "sUSD", "USDCn"],
  ...["BOLD", "USD"],
];

const rank = (symbol: string): number => DOLLARS.findIndex((each) => each.toLowerCase() === symbol.toLowerCase());

/** True where a token of that symbol stands for a dollar. */
export const isMoney = (symbol: string): boolean => rank(symbol) >= 0;

/** The money most used among several: the first in the order of the list; undefined where none is money. */
export const usualMoney = <T extends { readonly symbol: string | null }>(among: readonly T[]): T | undefined =>
  among
    .filter(({ symbol }) => symbol !== null && isMoney(symbol))
    .sort((a, b) => rank(a.symbol ?? "") - rank(b.symbol ?? ""))[0];
