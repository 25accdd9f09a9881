import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHttp } from "../src/connectors/index.js";
import type { AccountReading } from "../src/ports/index.js";
import { venueById } from "../src/venues/index.js";
import { aaveFixture, readTapedAave, tapedHolders as aaveHolders, type TapedHolder } from "./aave-tape.js";
import { cli, type Outcome } from "./cli-io.js";
import { DOGE, dogeRecording, KEY, PASSPHRASE, readExchange, SECRET } from "./exchange-answers.js";
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
export async function morphoAccount(holder: keyof typeof tapedHolders): Promise<LiveAccount> {
  const server = await serveTape(morphoTape);
  return {
    flags: ["--position", `morpho-blue:base:${tapedHolders[holder]}`],
    env: { STEELYARD_RPC_BASE: server.url },
    nowMs: nowOf(morphoTape),
    read: () => readTaped(morphoTape, { holder }),
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

/** The account behind a key of Binance, from recorded answers. */
export async function binanceAccount(recording: HttpRecording = dogeRecording()): Promise<LiveAccount> {
  const server = await serveHttp(recording);
  return {
    flags: ["--exchange", "binance", "--symbol", "DOGE/USDT:USDT"],
    env: exchangeEnvironment("BINANCE", server.url),
    nowMs: DOGE.timeMs + 1000,
    read: () => readExchange("binance-usdm", server.url, { market: "DOGE/USDT:USDT", nowMs: DOGE.timeMs + 1000 }),
    server,
  };
}

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
