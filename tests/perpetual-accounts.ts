import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { createStream, type Stream } from "../src/kernel/index.js";
import { equity, type Account, type AssetId, type Leg, type Prices } from "../src/model/index.js";
import { bracketHistory } from "../src/venues/binance-usdm/params.js";
import { onePath, riskyPath, type PricePath } from "../src/venues/index.js";
import { bruteMaintenance, type BruteAccount, type Slice } from "./perpetual-brute-force.js";

const path = fileURLToPath(new URL("../../shared/data/leverage-tiers-binance.json.gz", import.meta.url));

/** True where the table of October 2024, all contracts, stands beside the checkout. */
export const tablePresent = existsSync(path);

/** One bracket of that file; money in quote currency, the rate a fraction. */
export interface FileBracket {
  readonly minNotional: number;
  readonly maxNotional: number;
  readonly maxLeverage: number;
  readonly mmr: number;
  readonly cum: number;
}

/** The file by unified symbol, such as "BTC/USDT:USDT"; where it is absent, the tables that are shipped. */
export function bracketFile(): Readonly<Record<string, readonly FileBracket[]>> {
  if (tablePresent)
    return JSON.parse(gunzipSync(readFileSync(path)).toString()) as Record<string, readonly FileBracket[]>;
  return Object.fromEntries(
    Object.entries(bracketHistory).map(([symbol, history]) => [
      symbol.replace(/USDT$/, "/USDT:USDT"),
      history.at(-1)!.value.map((tier) => ({
        minNotional: tier.notionalFloor,
        maxNotional: tier.notionalCap!,
        maxLeverage: tier.leverageRatioMax,
        mmr: tier.maintenanceRate,
        cum: tier.maintenanceAmount,
      })),
    ]),
  );
}

/** A contract of the file as the slow way takes it. */
export interface BruteContract {
  readonly symbol: AssetId;
  readonly quote: AssetId;
  readonly slices: readonly Slice[];
}

/** "BTCUSDT" from "BTC/USDT:USDT", "BTCUSDT_241227" from "BTC/USDT:USDT-241227". */
export function bruteContracts(): readonly BruteContract[] {
  return Object.entries(bracketFile()).map(([unified, brackets]) => {
    const [pair = "", settled = ""] = unified.split(":");
    const [quote = "", expiry] = settled.split("-");
    return {
      symbol: pair.replace("/", "") + (expiry === undefined ? "" : `_${expiry}`),
      quote,
      slices: brackets.map(({ minNotional, maxNotional, mmr }) => ({
        floor: minNotional,
        cap: maxNotional,
        rate: mmr,
      })),
    };
  });
}

/** One random account in both forms, and the path on which its liquidation is looked for. */
export interface Drawn {
  readonly quote: AssetId;
  readonly account: Account;
  readonly path: PricePath;
  readonly brute: BruteAccount;
}

const between = (random: Stream, min: number, max: number): number => min + (max - min) * random.uniform();
const logBetween = (random: Stream, min: number, max: number): number =>
  Math.exp(between(random, Math.log(min), Math.log(max)));
const oneOf = <T>(random: Stream, items: readonly T[]): T => items[Math.floor(items.length * random.uniform())]!;

/** A notional inside a random tier, beyond the last cap now and then. */
function notionalIn(random: Stream, slices: readonly Slice[]): number {
  const { floor, cap } = oneOf(random, slices);
  return between(random, Math.max(floor, cap / 100), cap * (cap === slices.at(-1)!.cap ? 1.3 : 1));
}

/** Legs of one contract: one, or two that are netted, of the same side or of opposite ones, opened at prices about the mark. */
function legsOf(random: Stream, units: number, mark: number): readonly (readonly [number, number])[] {
  const entry = (): number => mark * between(random, 0.7, 1.3);
  const share = oneOf(random, [1, 1, 1, 0.4, 1.6]);
  return share === 1
    ? [[units, entry()]]
    : [
        [share * units, entry()],
        [(1 - share) * units, entry()],
      ];
}

/** How many times its maintenance the account is worth: closed already, at the edge, near, or far. */
function marginMultiple(random: Stream): number {
  const draw = random.uniform();
  if (draw < 0.05) return between(random, -1, 1);
  return draw < 0.35 ? between(random, 1, 1.05) : logBetween(random, 1, 300);
}

/** Account number `index` of a seed: the contracts take turns as the one asked about, alone (isolated) or with up to three others (cross). */
export function drawn(contracts: readonly BruteContract[], seed: number, index: number): Drawn {
  const random = createStream(seed, index);
  const asked = contracts[index % contracts.length]!;
  const { quote } = asked;
  const peers = contracts.filter((other) => other !== asked && other.quote === quote);
  const chosen = new Set([asked]);
  const count = Math.min(oneOf(random, [0, 0, 1, 2, 3]), peers.length);
  while (chosen.size <= count) chosen.add(oneOf(random, peers));
  const size = notionalIn(random, asked.slices);
  const all = count > 0 && random.uniform() < 0.3;
  const prices: Record<AssetId, number> = { [quote]: 1 };
  const legs: Leg[] = [];
  const positions = [...chosen].map(({ symbol, slices }) => {
    const mark = logBetween(random, 1e-3, 1e5);
    const side = oneOf(random, [1, -1]);
    const notional = symbol === asked.symbol ? size : size * logBetween(random, 1e-3, 1e3);
    const own = legsOf(random, (side * notional) / mark, mark);
    prices[symbol] = mark;
    for (const [quantity, entryPrice] of own) legs.push({ kind: "perpetual", asset: symbol, quantity, entryPrice });
    return { slices, legs: own, mark, moves: all || symbol === asked.symbol };
  });
  const balance = balanceFor({ legs }, prices, positions, marginMultiple(random));
  const kind = balance < 0 ? "debt" : "collateral";
  return {
    quote,
    account: { legs: [{ kind, asset: quote, quantity: Math.abs(balance) }, ...legs] },
    path: all ? riskyPath(prices, quote) : onePath(prices, asked.symbol),
    brute: { balance, positions },
  };
}

/** Balance with which the account is worth so many times its maintenance. */
function balanceFor(account: Account, prices: Prices, positions: BruteAccount["positions"], multiple: number): number {
  let maintenance = 0;
  for (const { slices, legs, mark } of positions)
    maintenance += bruteMaintenance(slices, Math.abs(legs.reduce((sum, [units]) => sum + units, 0)) * mark);
  return multiple * maintenance - equity(account, prices);
}
