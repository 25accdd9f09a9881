import { isUtf8 } from "node:buffer";
import { BadAnswerError, SteelyardError } from "../errors/index.js";
import { networkFault, timeFault } from "./network-fault.js";

/** What one question may cost. */
export interface HttpLimits {
  /** Until the answer is whole, ms. */
  readonly timeoutMs: number;
  /** Of the body, decompressed. */
  readonly bytesMax: number;
}

/** One request. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Left out: none. */
  readonly body?: string;
}

/** One answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The body's text, read no further than its limit. @throws BadAnswerError (E_BAD_ANSWER) */
async function textOf(response: Response, bytesMax: number, host: string): Promise<string> {
  const detail = { field: host, hint: "ask for less, or ask another address" };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax)
      throw new BadAnswerError({ ...detail, got: `more than ${bytesMax} bytes`, want: `at most ${bytesMax} bytes` });
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  if (!isUtf8(whole)) throw new BadAnswerError({ ...detail, got: "bytes that are no text", want: "a text in UTF-8" });
  return whole.toString("utf8");
}

/**
 * Asks once, within the limits, and follows no redirect: the one place where the product opens a connection of its own.
 * @param signal ends the request when its time is over
 * @throws UnavailableError (E_UNAVAILABLE), BadAnswerError (E_BAD_ANSWER); an HTTP status is an answer, and is the caller's to judge
 */
export async function boundedFetch(
  { url, ...request }: HttpRequest,
  { timeoutMs, bytesMax }: HttpLimits,
  signal: AbortSignal = AbortSignal.timeout(timeoutMs),
): Promise<HttpAnswer> {
  const { host } = url;
  try {
    const response = await fetch(url, { ...request, redirect: "manual", signal });
    return { status: response.status, headers: response.headers, text: await textOf(response, bytesMax, host) };
  } catch (error) {
    if (error instanceof SteelyardError) throw error;
    throw signal.aborted ? timeFault(host, timeoutMs) : networkFault(error, host);
  }
}
