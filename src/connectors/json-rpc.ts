import { BadAnswerError, RateLimitedError, UnauthenticatedError, UnavailableError } from "../errors/index.js";
import { HTTP_LIMITS, httpTarget, posted, type HttpOptions, type HttpTarget } from "./http-reader.js";
import { withHostsOnly, withoutSecrets } from "./secret.js";

/** A question to a node. */
export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A node's own refusal of one call. */
export interface RpcRefusal {
  readonly code: number;
  /** Its words, without addresses and keys. */
  readonly message: string;
}

/** What a node says to one call. */
export type RpcOutcome = { readonly result: unknown } | { readonly refusal: RpcRefusal };

/** A node of a chain. */
export interface RpcNode {
  /** As it may be printed. */
  readonly host: string;
  /** The answer. @throws as `posted`, and as `rpcFault` for a refusal */
  ask(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** What it says to each of several calls, asked in one message, in their order. @throws as `posted` */
  askEach(calls: readonly RpcCall[]): Promise<readonly RpcOutcome[]>;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const badForm = (host: string, got: string, want: string): BadAnswerError =>
  new BadAnswerError({ field: host, got, want, hint: "ask again; if it stays so, this is no node of a chain" });

/** What a message says to the call of this id. @throws BadAnswerError (E_BAD_ANSWER) */
function outcomeOf(message: unknown, id: number, { host, secrets }: HttpTarget): RpcOutcome {
  if (!isObject(message) || !("jsonrpc" in message) || message.jsonrpc !== "2.0")
    throw badForm(host, "no message of JSON-RPC 2.0", "one message for each call");
  const ownId = "id" in message ? message.id : undefined;
  if ("error" in message && isObject(message.error) && (ownId === id || ownId === null)) {
    const { error } = message;
    const code = "code" in error && typeof error.code === "number" ? error.code : 0;
    const said = "message" in error && typeof error.message === "string" ? error.message : "";
    return { refusal: { code, message: withoutSecrets(withHostsOnly(said), secrets) } };
  }
  if (ownId !== id) throw badForm(host, "an answer to another call", "the id of the call");
  if (!("result" in message) || message.result === undefined) throw badForm(host, "no result", "a result or an error");
  return { result: message.result };
}

/** The outcomes of a message with several calls, by id, in whatever order they come. @throws BadAnswerError (E_BAD_ANSWER) */
function outcomesOf(value: unknown, count: number, target: HttpTarget): readonly RpcOutcome[] {
  if (!Array.isArray(value)) throw refusalOf(value, target) ?? badForm(target.host, "no list", "a list of answers");
  const messages: readonly unknown[] = value;
  if (messages.length !== count) throw badForm(target.host, `${messages.length} answers`, `${count} answers`);
  return Array.from({ length: count }, (_, id) => {
    const own = messages.filter((message) => isObject(message) && "id" in message && message.id === id);
    if (own.length !== 1) throw badForm(target.host, `${own.length} answers to one call`, "one answer to each call");
    return outcomeOf(own[0], id, target);
  });
}

/** The fault that a whole message was refused with; null where it says none. */
function refusalOf(value: unknown, target: HttpTarget): Error | null {
  if (!isObject(value) || !("error" in value)) return null;
  const outcome = outcomeOf({ ...value, id: null }, 0, target);
  return "refusal" in outcome ? rpcFault(outcome.refusal, target.host) : null;
}

const MISSING_STATE = /missing trie node|pruned|archive|historical state|state (is )?not available|state unavailable/i;
const MISSING_BLOCK = /header not found|unknown block|block not found|block .*not (yet )?available/i;
const LIMITED = /rate limit|too many requests|limit exceeded|request limit|capacity/i;
const NO_KEY = /unauthori[sz]ed|api key|project id|authenticat/i;
const LIMITED_CODES = [-32005, -32007, 429];

/** True where a node says that the contract itself refused the call. */
export const isRevert = ({ code, message }: RpcRefusal): boolean => code === 3 || /revert/i.test(message);

/** The error for what a node refuses. */
export function rpcFault({ code, message }: RpcRefusal, host: string): Error {
  const detail = { field: host, got: `${message} (${code})`, want: "an answer" };
  if (LIMITED_CODES.includes(code) || LIMITED.test(message))
    return new RateLimitedError({ ...detail, hint: "it wants to be asked less often: wait, or ask another node" });
  if (NO_KEY.test(message)) return new UnauthenticatedError({ ...detail, hint: "give the address with its key" });
  if (MISSING_BLOCK.test(message)) {
    const hint = "the node has no such block yet: ask again, or ask another node";
    return new UnavailableError({ ...detail, hint }, { retryable: true });
  }
  const old = "this node keeps no state of a block that old: ask an archive node";
  const hint = MISSING_STATE.test(message) ? old : "the node does not answer this: ask another node";
  return new UnavailableError({ ...detail, hint });
}

/** A node at an address. @throws ParseError (E_PARSE) for an address that is none, or is not encrypted */
export function openNode({ url, ...options }: HttpOptions): RpcNode {
  const target = httpTarget(url);
  const limits = { ...HTTP_LIMITS, ...options };
  const messageOf = ({ method, params }: RpcCall, id: number): object => ({ jsonrpc: "2.0", id, method, params });
  return {
    host: target.host,
    ask: (method, ...params) =>
      posted(target, { path: "", body: messageOf({ method, params }, 0) }, limits, (value) => {
        const outcome = outcomeOf(value, 0, target);
        if ("refusal" in outcome) throw rpcFault(outcome.refusal, target.host);
        return outcome.result;
      }),
    askEach: async (calls) =>
      calls.length === 0
        ? []
        : posted(target, { path: "", body: calls.map(messageOf) }, limits, (value) =>
            outcomesOf(value, calls.length, target),
          ),
  };
}
