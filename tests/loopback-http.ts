/**
 * A server on this machine that answers as an address on the network did: `serveHttp` replays recorded answers, `startLoopback` is
 * what it and the chain of tests/loopback-chain.ts stand on, and `misbehaviours` are the ways in which a server can fail.
 *
 *     const server = await serveHttp(recording);                        // { source, answers: [{ path, body, answer }, ...] }
 *     const reader = openHttp({ url: server.url });
 *     await serveHttp(changed(recording, "clearinghouseState", (answer) => ...)); // ONE answer changed
 *     await serveHttp(recording, misbehaviours["half a JSON"]);         // every answer spoilt
 *     await server.close();                                             // in afterAll or finally
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** The text of its body; empty where there is none. */
  readonly text: string;
}

/** What is sent back. */
export interface Reply {
  /** Left out: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Breaks the connection after so many bytes of the body; left out: all are sent. */
  readonly cutAfter?: number;
}

/** "hang" never answers, "close" breaks the connection without a word. */
export type Answered = Reply | "hang" | "close";

/** Spoils a good reply; `count` is how many requests came before this one. */
export type Misbehaviour = (good: Reply, count: number) => Answered;

/** A server on a port of its own. */
export interface Loopback {
  /** Such as "http://127.0.0.1:40123". */
  readonly url: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, answered: Answered): void {
  if (answered === "hang") return;
  if (answered === "close") return void response.destroy();
  const { status = 200, headers = {}, body, cutAfter } = answered;
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": String(bytes.length),
    ...headers,
  });
  if (cutAfter === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, cutAfter), () => response.destroy());
}

/** Starts a server that answers each request by a function. */
export async function startLoopback(answer: (asked: Asked) => Answered | Promise<Answered>): Promise<Loopback> {
  const asked: Asked[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: path = "", headers } = request;
    const each = { method, path, headers, text: await textOf(request) };
    asked.push(each);
    send(response, await answer(each));
  };
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => send(response, { status: 599, body: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

/** One recorded question and its answer. */
export interface RecordedAnswer {
  /** Left out: POST. */
  readonly method?: string;
  /** Path, and a query of what must be asked; what else is asked in the query, such as a time or a signature, may be anything. */
  readonly path: string;
  /** JSON value of the body; left out: any or none. */
  readonly body?: unknown;
  /** JSON value that was answered. */
  readonly answer: unknown;
  /** Left out: 200. */
  readonly status?: number;
}

/** What an address answered. */
export interface HttpRecording {
  /** Where and when it was recorded. */
  readonly source: string;
  readonly answers: readonly RecordedAnswer[];
}

/** A JSON value with its keys in order, so that equal values are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** True where a recorded answer is that to a request. */
function isOf({ method = "POST", path, body }: RecordedAnswer, asked: Asked): boolean {
  const want = new URL(path, "http://host");
  const got = new URL(asked.path, "http://host");
  const sameQuery = [...want.searchParams].every(([name, value]) => got.searchParams.get(name) === value);
  if (asked.method !== method || got.pathname !== want.pathname || !sameQuery) return false;
  return body === undefined || (asked.text !== "" && canonical(JSON.parse(asked.text)) === canonical(body));
}

/** Replays what was recorded; a question that was not is answered with HTTP 404 and counts in `asked`. */
export function serveHttp(recording: HttpRecording, misbehave: Misbehaviour = (good) => good): Promise<Loopback> {
  let count = 0;
  return startLoopback((asked) => {
    const found = recording.answers.find((each) => isOf(each, asked));
    if (found === undefined) return { status: 404, body: `{"error":"not recorded"}` };
    return misbehave({ status: found.status ?? 200, body: JSON.stringify(found.answer) }, count++);
  });
}

/** The recording with the answers to those questions changed whose JSON (path and body) holds a text. @throws Error where none does */
export function changed(recording: HttpRecording, holding: string, change: (answer: never) => unknown): HttpRecording {
  const isMeant = ({ path, body }: RecordedAnswer): boolean => JSON.stringify({ path, body }).includes(holding);
  if (!recording.answers.some(isMeant)) throw new Error(`nothing was recorded of ${holding}`);
  const answers = recording.answers.map((each) =>
    isMeant(each) ? { ...each, answer: change(structuredClone(each.answer) as never) } : each,
  );
  return { ...recording, answers };
}

const html = "<!doctype html><html><body>Just a moment...</body></html>";
const half = ({ body }: Reply): Buffer => Buffer.from(body).subarray(0, Math.floor(body.length / 2));
const always = (reply: Answered) => (): Answered => reply;

/** Every way in which a server can fail that has nothing to do with what it was asked, by name. */
export const misbehaviours = {
  "never answers": always("hang"),
  "closes the connection without a word": always("close"),
  "breaks the connection in the middle of the body": (good) => ({ ...good, cutAfter: half(good).length }),
  "an empty body": always({ body: "" }),
  "a page of HTML": always({ body: html, headers: { "content-type": "text/html" } }),
  "half a JSON": (good) => ({ body: half(good) }),
  "a body of 9 million bytes": always({ body: `"${"x".repeat(9_000_000)}"` }),
  "nesting of 100000 lists": always({ body: "[".repeat(100_000) + "]".repeat(100_000) }),
  "bytes that are no UTF-8": always({ body: Buffer.from([0x22, 0xc3, 0x28, 0x22]) }),
  "a key twice": always({ body: '{"result":"0x1","result":"0x2"}' }),
  "a key __proto__": always({ body: '{"__proto__":{"polluted":true}}' }),
  "a redirect": always({ status: 302, headers: { location: "http://127.0.0.1:9/" }, body: "" }),
  "HTTP 401": always({ status: 401, body: '{"error":"who are you"}' }),
  "HTTP 403": always({ status: 403, body: html }),
  "HTTP 404": always({ status: 404, body: html }),
  "HTTP 418": always({ status: 418, body: "{}" }),
  "HTTP 429": always({ status: 429, headers: { "retry-after": "30" }, body: "{}" }),
  "HTTP 500": always({ status: 500, body: "{}" }),
  "HTTP 503 with HTML": always({ status: 503, body: html }),
} as const satisfies Record<string, Misbehaviour>;
