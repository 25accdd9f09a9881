import { resolve } from "node:path";
import { chainEndpoint, hostOf, openChain, openExchange, openHttp, type ChainOptions } from "../connectors/index.js";
import { ConflictError, ParseError, SteelyardError, UnavailableError } from "../errors/index.js";
import type { AccountAsked, AccountReading, ChainReader } from "../ports/index.js";
import { jsonValue } from "../venues/index.js";
import { inFile } from "./file-fault.js";
import type { Io } from "./io.js";
import { namedAccount, namedExchange, type NamedAccount, type ReadableVenue } from "./live-address.js";
import { exchangeKeys, variable, variableName } from "./live-environment.js";
import { parametersFrom } from "./venue-inputs.js";
import { readSmallFile, type Setting, type Settings } from "./settings.js";
import type { Stages } from "./stages.js";

/** Longest wait for one answer of an exchange, ms. */
export const EXCHANGE_TIMEOUT_MS = 10_000;

/** An account that was read, and the venue that it is at. */
export interface LiveReading {
  readonly venue: ReadableVenue;
  readonly reading: AccountReading;
  /** The flag that named it. */
  readonly asked: Setting;
  /** How it was reached, where nobody said. */
  readonly notes: readonly string[];
}

/** Where a node of the chain answers, what says so, and what is to be known of it. */
export interface Node {
  readonly url: string;
  readonly field: string;
  readonly notes: readonly string[];
}

/** The node that is named by the flag or by the environment, else a public one. @throws UnknownKeyError (E_UNKNOWN_KEY) */
export function nodeOf(settings: Settings, io: Io, chain: string): Node {
  const typed = settings.get("rpc");
  if (typed !== undefined) return { url: typed.text.trim(), field: typed.field, notes: [] };
  const name = variableName("RPC", chain);
  const url = variable(io, "RPC", chain) ?? null;
  if (url !== null) return { url, field: name, notes: [] };
  const shared = chainEndpoint(chain).url;
  const note = `No node of ${chain} was named, so a public one was asked: ${hostOf(shared)}. ${name} or --rpc names yours.`;
  return { url: shared, field: name, notes: [note] };
}

/** What `open` gives; an address that is none is called by what named it, and is not repeated: a key may stand in it. */
export async function addressedBy<Value>(field: string, open: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof ParseError) || error.field !== "url") throw error;
    const { got, want, hint } = error;
    throw new ParseError({ field, got, want, hint }, { origin: "usage" });
  }
}

/** The value of a deployment file; null where none is named. @throws every code of reading and of JSON */
export async function deploymentFrom(settings: Settings): Promise<unknown> {
  const typed = settings.get("deployment");
  if (typed === undefined) return null;
  return inFile(typed.text, async () =>
    jsonValue(await readSmallFile(resolve(typed.folder, typed.text)), {
      field: "deployment",
      keyPrefix: "deployment.",
    }),
  );
}

/** The fault of a public node that nobody chose, saying how to name another. */
function asksForNode(error: unknown, name: string): unknown {
  if (!(error instanceof UnavailableError)) return error;
  const { field, got, want, hint, retryable } = error;
  return new UnavailableError(
    { field, got, want, hint: `${hint}; ${name} or --rpc names a node of yours` },
    { retryable },
  );
}

/** The chain at its last block. @throws every code of a connector */
async function opened({ field, notes }: Node, options: ChainOptions): Promise<ChainReader> {
  try {
    return await addressedBy(field, () => openChain(options));
  } catch (error) {
    throw notes.length === 0 ? error : asksForNode(error, field);
  }
}

/** @throws every code of a connector and of a source */
async function readOnChain(
  { venue, chain, account, market }: NamedAccount & { readonly venue: ReadableVenue<"chain"> },
  settings: Settings,
  io: Io,
): Promise<Pick<LiveReading, "reading" | "notes">> {
  const name = chain ?? "";
  const { chainId } = chainEndpoint(name);
  const node = nodeOf(settings, io, name);
  const deployment = await deploymentFrom(settings);
  const nowMs = io.nowMs();
  const reader = await opened(node, { chain: name, chainId, url: node.url, nowMs });
  const source = await venue.source.load();
  const read = (): Promise<AccountReading> => source.readAccount(reader, { account, market, nowMs }, deployment);
  const file = settings.get("deployment")?.text;
  return { reading: await (file === undefined ? read() : inDeployment(file, read)), notes: node.notes };
}

/** What `read` gives; a fault in the deployment names its file. */
export async function inDeployment<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SteelyardError) || !/^deployment\b/.test(error.field)) throw error;
    return inFile(file, () => Promise.reject(error));
  }
}

/** @throws every code of a connector and of a source */
async function readOverHttp(
  { venue, account, market }: NamedAccount & { readonly venue: ReadableVenue<"http"> },
  io: Io,
): Promise<AccountReading> {
  const url = variable(io, "URL", venue.id) ?? venue.source.url;
  const reader = await addressedBy(variableName("URL", venue.id), () => openHttp({ url }));
  const source = await venue.source.load();
  return source.readAccount(reader, { account, market, nowMs: io.nowMs() });
}

/** @throws UnauthenticatedError (E_UNAUTHENTICATED), NotInstalledError (E_NOT_INSTALLED), every code of a connector and of a source */
async function readAtExchange(venue: ReadableVenue<"exchange">, settings: Settings, io: Io): Promise<AccountReading> {
  const { name, dialect, needsPassphrase } = venue.source;
  const keys = exchangeKeys(io, name, needsPassphrase);
  const url = variable(io, "URL", name);
  const reader = await addressedBy(variableName("URL", name), () =>
    openExchange({ dialect, ...keys, url, timeoutMs: EXCHANGE_TIMEOUT_MS }),
  );
  const source = await venue.source.load();
  const asked: AccountAsked = { account: "", market: settings.get("symbol")?.text.trim() ?? null, nowMs: io.nowMs() };
  return source.readAccount(reader, asked);
}

/** The account with the parameters that were typed over those that were answered; a key stands for the whole of its value. */
async function withParameters(read: LiveReading, settings: Settings): Promise<LiveReading> {
  const { venue, reading } = read;
  const typed = await parametersFrom(settings);
  if (typed === undefined) return read;
  const own = jsonValue(typed.text, { field: venue.id, keyPrefix: `${venue.id}.` });
  if (typeof own !== "object" || own === null) return read;
  const markets = reading.markets.map((market) => ({ ...market, parameters: { ...market.parameters, ...own } }));
  const note = `As asked, over what was read: ${Object.keys(own).join(", ")} of the parameters.`;
  return { ...read, reading: { ...reading, markets }, notes: [...read.notes, note] };
}

const isAt = <Via extends "chain" | "http">(
  named: NamedAccount,
  via: Via,
): named is NamedAccount & { readonly venue: ReadableVenue<Via> } => named.venue.source.via === via;

/** @throws ConflictError (E_CONFIG_CONFLICT) for a flag that has nothing to say of the account that is asked for */
function refuse(setting: Setting | undefined, got: string, hint: string): void {
  if (setting === undefined) return;
  throw new ConflictError({ field: setting.field, got, want: "flags that belong to one account", hint });
}

/** @throws ConflictError (E_CONFIG_CONFLICT) for flags that belong to no account, or to two */
function assertTogether(settings: Settings): void {
  const [position, exchange] = [settings.get("position"), settings.get("exchange")];
  if (exchange === undefined) refuse(settings.get("symbol"), "no --exchange", "add --exchange, or leave it out");
  else refuse(position, "together with --exchange", "ask about one account at a time");
  if (position !== undefined || settings.has("history")) return;
  for (const name of ["rpc", "deployment"] as const)
    refuse(settings.get(name), "no --position", "add --position or --history, or leave it out");
}

async function readAsked(settings: Settings, io: Io, stages: Stages): Promise<LiveReading | null> {
  const [position, exchange] = [settings.get("position"), settings.get("exchange")];
  if (exchange !== undefined) {
    const venue = namedExchange(exchange);
    stages.enter(`asking ${venue.source.name}`);
    return { venue, reading: await readAtExchange(venue, settings, io), asked: exchange, notes: [] };
  }
  if (position === undefined) return null;
  const named = namedAccount(position, settings.has("deployment"));
  stages.enter(named.chain === null ? `asking ${named.venue.id}` : `asking ${named.venue.id} on ${named.chain}`);
  if (isAt(named, "chain")) return { venue: named.venue, asked: position, ...(await readOnChain(named, settings, io)) };
  if (!isAt(named, "http")) return null;
  for (const name of ["rpc", "deployment"] as const)
    refuse(settings.get(name), `${named.venue.id}, which is on no chain`, "leave it out");
  return { venue: named.venue, reading: await readOverHttp(named, io), asked: position, notes: [] };
}

/**
 * The account that --position or --exchange names, read now; null where neither is given.
 * @throws ConflictError (E_CONFIG_CONFLICT) for flags that do not belong together; every code of an address, a connector and a source
 */
export async function liveReading(settings: Settings, io: Io, stages: Stages): Promise<LiveReading | null> {
  assertTogether(settings);
  const read = await readAsked(settings, io, stages);
  return read === null ? null : withParameters(read, settings);
}
