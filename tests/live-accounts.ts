import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHttp } from "../src/connectors/index.js";
import type { AccountReading } from "../src/ports/index.js";
import { venueById } from "../src/venues/index.js";
import { aaveFixture, readTapedAave, tapedHolders as aaveHolders, type TapedHolder } from "./aave-tape.js";
import { cli, type Outcome } from "./cli-io.js";
import {
  type Answer,
  BTC_GATE,
  BTC_SWAP,
  DOGE,
  dogeRecording,
  exchangeAnswer,
  gateRecording,
  KEY,
  okxRecording,
  PASSPHRASE,
  readExchange,
  SECRET,
  SOL,
  solRecording,
} from "./exchange-answers.js";
import { contextsOfState, HOLDER, recordedState, recordingOf } from "./hyperliquid-answers.js";
import { nowOf, serveTape } from "./loopback-chain.js";
import { serveHttp, type HttpRecording, type Loopback } from "./loopback-http.js";
import { morphoTape, readTaped, tapedHolders } from "./morpho-tape.js";

/** A recorded account behind an address on this machine, and how the command line is told of it. */
export interface LiveAccount {
  /** The flags that name it. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A moment at which what was recorded is new, epoch ms UTC. */
  readonly nowMs: number;
  /** What the venue's own source makes of it, for a test to type. */
  read(): Promise<AccountReading>;
  readonly server: Loopback;
}

/** An account of Hyperliquid from a recorded state. */
export async function hyperliquidAccount(name: string): Promise<LiveAccount> {
  const state = recordedState(name);
  const server = await serveHttp(recordingOf(state, contextsOfState(state)));
  const { source } = venueById("hyperliquid");
  if (source?.via !== "http") throw new Error("Hyperliquid is asked over HTTP");
  const nowMs = Number(state.time) + 5000;
  return {
    flags: ["--position", `hyperliquid:${HOLDER}`],
    env: { STEELYARD_URL_HYPERLIQUID: server.url },
    nowMs,
    read: async () =>
      (await source.load()).readAccount(openHttp({ url: server.url }), { account: HOLDER, market: null, nowMs }),
    server,
  };
}

/** An account of Morpho from the recorded answers of the contract. */
export async function morphoAccount(holder: keyof typeof tapedHolders, market?: string): Promise<LiveAccount> {
  const server = await serveTape(morphoTape);
  return {
    flags: ["--position", `morpho-blue:base:${tapedHolders[holder]}${market === undefined ? "" : `:${market}`}`],
    env: { STEELYARD_RPC_BASE: server.url },
    nowMs: nowOf(morphoTape),
    read: () => readTaped(morphoTape, { holder, ...(market === undefined ? {} : { market }) }),
    server,
  };
}

/** An account of Aave from the recorded answers of a release's contracts, whose addresses stand in a file. */
export async function aaveAccount(release: "3.6" | "3.0.2", holder: TapedHolder): Promise<LiveAccount> {
  const fixture = aaveFixture(release);
  const server = await serveTape(fixture.tape);
  const file = join(mkdtempSync(join(tmpdir(), "steelyard-live-")), "deployment.json");
  writeFileSync(file, JSON.stringify(fixture.deployment));
  return {
    flags: ["--position", `aave-v3:ethereum:${aaveHolders[holder]}`, "--deployment", file],
    env: { STEELYARD_RPC_ETHEREUM: server.url },
    nowMs: nowOf(fixture.tape),
    read: () => readTapedAave(fixture, holder),
    server,
  };
}

/** Variables of a key of no one, for an exchange that is served on this machine. */
export const exchangeEnvironment = (exchange: string, url: string): Record<string, string> => ({
  [`STEELYARD_URL_${exchange}`]: url,
  [`STEELYARD_KEY_${exchange}`]: KEY,
  [`STEELYARD_SECRET_${exchange}`]: SECRET,
  [`STEELYARD_PASSPHRASE_${exchange}`]: PASSPHRASE,
});

/** An account behind a key, from recorded answers of an exchange. */
async function exchangeAccount(
  { venue, exchange, symbol }: { readonly venue: string; readonly exchange: string; readonly symbol: string },
  recording: HttpRecording,
  timeMs: number,
): Promise<LiveAccount> {
  const server = await serveHttp(recording);
  const nowMs = timeMs + 1500;
  return {
    flags: ["--exchange", exchange, "--symbol", symbol],
    env: exchangeEnvironment(exchange.toUpperCase(), server.url),
    nowMs,
    read: () => readExchange(venue, server.url, { market: symbol, nowMs }),
    server,
  };
}

/** The account behind a key of each exchange. */
export const exchangeAccounts = {
  binance: (recording = dogeRecording()) =>
    exchangeAccount({ venue: "binance-usdm", exchange: "binance", symbol: "DOGE/USDT:USDT" }, recording, DOGE.timeMs),
  bybit: () => exchangeAccount({ venue: "bybit", exchange: "bybit", symbol: "SOLUSDT" }, solRecording(), SOL.timeMs),
  okx: () => {
    const recorded = exchangeAnswer<Answer>("okx-swap", "position-2021-07-25");
    // Mark and equity are those that the recorded profit and margin ratio give, as in src/venues/okx-swap/live.test.ts.
    const mark = 34131.1 + 0.0108608358957281 / 0.01;
    const equity = 140.49930117599155 * (1.3652874433435829 + 0.0005 * 0.01 * mark);
    const recording = okxRecording({ ...recorded, markPx: String(mark) }, BTC_SWAP, String(equity));
    return exchangeAccount({ venue: "okx-swap", exchange: "okx", symbol: "BTC-USDT-SWAP" }, recording, BTC_SWAP.timeMs);
  },
  gate: () =>
    exchangeAccount(
      { venue: "gate", exchange: "gate", symbol: "BTC_USDT" },
      gateRecording(exchangeAnswer<Answer>("gate", "position-2024-01-12"), BTC_GATE),
      BTC_GATE.timeMs,
    ),
} as const;

/** Runs a command on a live account. */
export const liveCli = (account: LiveAccount, command: string, more: readonly string[] = []): Promise<Outcome> =>
  cli([command, ...account.flags, ...more], { env: account.env, nowMs: account.nowMs });

/** What `use` makes of an account, whose server is closed behind it. */
export async function withAccount<Value>(
  open: () => Promise<LiveAccount>,
  use: (account: LiveAccount) => Promise<Value>,
): Promise<Value> {
  const account = await open();
  try {
    return await use(account);
  } finally {
    await account.server.close();
  }
}
