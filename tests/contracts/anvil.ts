import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The program of this platform's package, or null: there is one for 64-bit Linux among the development dependencies. */
function program(): string | null {
  try {
    const path = require.resolve(`@foundry-rs/anvil-${process.platform}-amd64/bin/anvil`);
    return process.arch === "x64" && existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** True where a chain can be run on this machine; the tests that need one are skipped by name where it is not. */
export const anvilPresent = program() !== null;

/** A question to the chain, as JSON-RPC has it. */
export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A chain of its own on this machine, which mines when it is told to. Close it. */
export interface Anvil {
  /** Where it answers. */
  readonly url: string;
  /** The answer to one call. @throws Error with the chain's own words */
  ask(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** The answers to many calls in one message, in their order. @throws Error if one of them fails */
  askAll(calls: readonly Call[]): Promise<readonly unknown[]>;
  close(): void;
}

/** First block's time, seconds: 2023-11-14. No clock of the machine is read, so that a run can be repeated. */
export const GENESIS_SECONDS = 1_700_000_000;

const ARGUMENTS = [
  ...["--port", "0", "--timestamp", String(GENESIS_SECONDS), "--no-mining", "--order", "fifo"],
  ...["--auto-impersonate", "--gas-price", "0", "--base-fee", "0", "--disable-block-gas-limit"],
  ...["--disable-code-size-limit", "--hardfork", "cancun", "--no-priority-fee"], // contracts may be compiled without the optimiser
];

/**
 * The shell in between ends the chain when its own input closes, which the system does for a process that ends in any
 * way, killed ones too: no chain outlives its test.
 */
const WATCHED = '"$0" "$@" & chain=$!; read -r _; kill "$chain"';

/** The port that the chain says it listens on; what it says after that is thrown away, for it reports every call. */
const portOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      child.stdout?.off("data", listen).resume();
      resolve(port);
    };
    child.stdout?.on("data", listen);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`anvil ended at its start: ${said}`)));
  });

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly data?: unknown };
}

/** What a call that failed says: the message, and the revert's data where there are any. */
export class ChainError extends Error {
  readonly data: string;

  constructor(call: Call, error: NonNullable<Answer["error"]>) {
    super(`${call.method}: ${error.message}`);
    this.data = typeof error.data === "string" ? error.data : "0x";
  }
}

/** The answer to one message. */
const posted = (port: string, agent: Agent, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request({ host: "127.0.0.1", port, agent, method: "POST", headers }, (response) => {
      const said: Buffer[] = [];
      response.on("data", (chunk: Buffer) => said.push(chunk));
      response.once("end", () => resolve(Buffer.concat(said).toString()));
      response.once("error", reject);
    });
    sent.once("error", reject);
    sent.end(body);
  });

/** Starts a chain. @throws Error where there is no program for this platform */
export async function startAnvil(): Promise<Anvil> {
  const path = program();
  if (path === null) throw new Error("no anvil for this platform");
  const child = spawn("sh", ["-c", WATCHED, path, ...ARGUMENTS], { stdio: ["pipe", "pipe", "ignore"] });
  const port = await portOf(child);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const askAll = async (calls: readonly Call[]): Promise<readonly unknown[]> => {
    if (calls.length === 0) return [];
    const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call })));
    const results = new Array<unknown>(calls.length);
    for (const { id, result, error } of JSON.parse(await posted(port, agent, body)) as readonly Answer[]) {
      if (error !== undefined) throw new ChainError(calls[id], error);
      results[id] = result;
    }
    return results;
  };
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    (await askAll([{ method, params }]))[0];
  await ask("anvil_setLoggingEnabled", false);
  const close = (): void => {
    agent.destroy();
    child.stdin.end();
  };
  return { url: `http://127.0.0.1:${port}`, ask, askAll, close };
}
