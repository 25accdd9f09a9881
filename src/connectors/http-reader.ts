import { ParseError } from "../errors/index.js";
import type { HttpReader } from "../ports/index.js";
import { boundedFetch, type HttpLimits } from "./bounded-fetch.js";
import { jsonAnswer } from "./json-answer.js";
import { statusFault } from "./network-fault.js";
import { retried } from "./retries.js";
import { decoded, secretsOfUrl, type Secret } from "./secret.js";

/** Where questions go. Only `host` may be printed. */
export interface HttpTarget {
  readonly host: string;
  /** Parts of the address that may be keys. */
  readonly secrets: readonly Secret[];
  /** The address of a path under it. */
  urlOf(path: string): URL;
  /** What is sent beside a question. */
  readonly headers: Readonly<Record<string, string>>;
}

/** True for this machine itself, which is reached without a network to listen on. */
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

const configuration = { origin: "configuration" } as const;

/** @throws ParseError (E_PARSE) */
function parsedUrl(url: string): URL {
  const hint = "write it as https://host/path; without encryption only an address of this machine is asked";
  const detail = { field: "url", want: "an https address, or an http address of this machine", hint };
  if (!URL.canParse(url)) throw new ParseError({ ...detail, got: "what is no address" }, configuration);
  const parsed = new URL(url);
  if (parsed.protocol === "https:" || (parsed.protocol === "http:" && isLoopback(parsed))) return parsed;
  throw new ParseError({ ...detail, got: `${parsed.protocol}//${parsed.host}` }, configuration);
}

/** What an address says of where to ask: a name and a password in it are sent as a header, which is where HTTP wants them. @throws ParseError (E_PARSE) */
export function httpTarget(url: string): HttpTarget {
  const parsed = parsedUrl(url);
  const secrets = secretsOfUrl(parsed);
  const user = `${decoded(parsed.username)}:${decoded(parsed.password)}`;
  const authorization = user === ":" ? {} : { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
  parsed.username = "";
  parsed.password = "";
  parsed.hash = "";
  const urlOf = (path: string): URL => {
    const whole = new URL(parsed);
    if (path !== "") whole.pathname = `${parsed.pathname.replace(/\/$/, "")}${path}`;
    return whole;
  };
  return { host: parsed.host, secrets, urlOf, headers: authorization };
}

/** Limits of one question: 10 seconds in all, 8 million bytes. */
export const HTTP_LIMITS: HttpLimits = { timeoutMs: 10_000, bytesMax: 8_000_000 };

/**
 * What `read` makes of the JSON value that is answered to a JSON body, asked again where the fault may pass; the time limit is of all attempts together.
 * @throws UnavailableError (E_UNAVAILABLE), RateLimitedError (E_RATE_LIMITED), UnauthenticatedError (E_UNAUTHENTICATED), BadAnswerError (E_BAD_ANSWER), and what `read` throws
 */
export function posted<T>(
  target: HttpTarget,
  question: { readonly path: string; readonly body: unknown },
  limits: HttpLimits,
  read: (value: unknown) => T,
): Promise<T> {
  const { host } = target;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const request = {
    url: target.urlOf(question.path),
    method: "POST",
    headers: { ...target.headers, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(question.body),
  };
  return retried(signal, async () => {
    const { status, text } = await boundedFetch(request, limits, signal);
    const fault = statusFault(status, host);
    if (fault !== null) throw fault;
    return read(jsonAnswer(text, host));
  });
}

/** How an address is asked. */
export interface HttpOptions extends Partial<HttpLimits> {
  /** Where it answers: https, or http on this machine. */
  readonly url: string;
}

/** A reader of an address that answers JSON. @throws ParseError (E_PARSE) for an address that is none, or is not encrypted */
export function openHttp({ url, ...limits }: HttpOptions): HttpReader {
  const target = httpTarget(url);
  return {
    source: target.host,
    post: (path, body) => posted(target, { path, body }, { ...HTTP_LIMITS, ...limits }, (value) => value),
  };
}
