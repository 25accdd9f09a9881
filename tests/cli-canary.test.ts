import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../src/cli/commands.js";
import { cli, words, type Outcome } from "./cli-io.js";
import { DOGE, dogeRecording } from "./exchange-answers.js";
import { contextsOfState, HOLDER, recordedState, recordingOf } from "./hyperliquid-answers.js";
import { nowOf, serveTape } from "./loopback-chain.js";
import { misbehaviours, serveHttp, startLoopback, type Loopback, type Misbehaviour } from "./loopback-http.js";
import { morphoTape, tapedHolders } from "./morpho-tape.js";

/** A secret for each field that can hold one; signs among them so that each encoding looks different. */
const CANARIES = {
  user: "canary-user-7Qx",
  password: "canary:pass/9+Zk=",
  path: "canary-path-4f1e2d3c",
  query: "canary query&1b9c=+",
  key: "canary/key+51a7=",
  secret: "canary/secret+c0ffee==",
  passphrase: "canary passphrase §1",
} as const;

/** What of a base64 text tells a secret in it, whatever comes before and behind. */
const base64Of = (secret: string): readonly string[] =>
  [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const whole = Math.floor(bytes.length / 3) * 4;
    return bytes
      .toString("base64")
      .slice(0, whole)
      .slice(offset === 0 ? 0 : 4);
  });

/** A secret plain, URL-encoded, in hex and in base64. */
const formsOf = (secret: string): readonly string[] => {
  const hex = Buffer.from(secret).toString("hex");
  return [secret, encodeURIComponent(secret), encodeURI(secret), hex, hex.toUpperCase(), ...base64Of(secret)];
};

/** Secrets that an outcome lets out, by the name of their field. */
function leaks({ stdout, stderr }: Pick<Outcome, "stdout" | "stderr">): readonly string[] {
  // A wrapped line breaks a word: what is printed is looked at without its white space as well.
  const printed = [stdout + stderr, (stdout + stderr).replace(/\s+/g, "")];
  return Object.entries(CANARIES).flatMap(([name, secret]) =>
    formsOf(secret).some((form) =>
      printed.some((text) => text.includes(form) || text.includes(form.replace(/\s/g, ""))),
    )
      ? [name]
      : [],
  );
}

/** The address of a server with a secret in every part of it. */
function keyed(server: Pick<Loopback, "url">): string {
  const { user, password, path, query } = CANARIES;
  const host = new URL(server.url).host;
  const [name, word, part, value] = [user, password, path, query].map(encodeURIComponent);
  return `http://${name}:${word}@${host}/v2/${part}?apikey=${value}`;
}

/** An address with the secrets but for the path, which an exchange has of its own. */
const environmentOf = (server: Pick<Loopback, "url">): Record<string, string> => ({
  STEELYARD_RPC_BASE: keyed(server),
  STEELYARD_RPC_ETHEREUM: keyed(server),
  STEELYARD_URL_HYPERLIQUID: keyed(server),
  STEELYARD_URL_BINANCE: server.url,
  STEELYARD_KEY_BINANCE: CANARIES.key,
  STEELYARD_SECRET_BINANCE: CANARIES.secret,
  STEELYARD_PASSPHRASE_BINANCE: CANARIES.passphrase,
});

const FLAGS = {
  chain: ["--position", `morpho-blue:base:${tapedHolders.long}`],
  http: ["--position", `hyperliquid:${HOLDER}`],
  exchange: ["--exchange", "binance", "--symbol", "DOGE/USDT:USDT"],
} as const;

/** Commands that take an account. */
const taking = commands.filter(
  ({ takesFlags }) => takesFlags === true || (Array.isArray(takesFlags) && takesFlags.includes("position")),
);

/** Flags that make short work of a command. */
const QUICK = words("--volatility 60% --drift 20%±15% --gap 30% --draws 100");
/** What some commands need or may be spared beside them. */
const ALSO: Readonly<Record<string, string>> = {
  simulate: "--paths 200 --threads 1",
  protect: "--hold 2x --paths 100 --loss 30% --chance 10% --within 10d",
};
const quick = (name: string): readonly string[] =>
  name === "position" ? [] : [...QUICK, ...(name in ALSO ? words(ALSO[name] ?? "") : [])];

/** Runs a command in text and in JSON, with stacks; what it let out, and what it said where it should have answered or failed and did not. */
async function leaking(
  argv: readonly string[],
  env: Record<string, string>,
  nowMs: number,
  isAnswered?: boolean,
): Promise<readonly string[]> {
  const outcomes = await Promise.all(
    [["--debug"], ["--debug", "--json"]].map((more) => cli([...argv, ...more], { env, nowMs })),
  );
  const wrong = outcomes.filter(({ status }) => isAnswered !== undefined && (status === 0) !== isAnswered);
  return [...outcomes.flatMap(leaks), ...wrong.map(({ stderr }) => stderr)];
}

describe("no secret in any output, plain, URL-encoded, in hex or in base64", () => {
  test("the check itself: each secret is found in each of its forms, in a wrapped text as well", () => {
    for (const [name, secret] of Object.entries(CANARIES)) {
      for (const form of formsOf(secret)) {
        expect(leaks({ stdout: "", stderr: `error: ${form} is bad` })).toContain(name);
        expect(leaks({ stdout: `${form.slice(0, 5)}\n        ${form.slice(5)}`, stderr: "" })).toContain(name);
      }
      for (const before of ["", "a", "ab", "user:"]) {
        const encoded = Buffer.from(`${before}${secret}:more`).toString("base64");
        expect(leaks({ stdout: encoded, stderr: "" })).toContain(name);
      }
    }
    expect(leaks({ stdout: "nothing of the kind", stderr: "" })).toEqual([]);
  });

  const served = {
    chain: async () => ({ server: await serveTape(morphoTape), nowMs: nowOf(morphoTape) }),
    http: async () => {
      const state = recordedState("state-2024-02-22");
      const { source, answers } = recordingOf(state, contextsOfState(state));
      const under = `/v2/${encodeURIComponent(CANARIES.path)}`;
      const server = await serveHttp({
        source,
        answers: answers.map((each) => ({ ...each, path: under + each.path })),
      });
      return { server, nowMs: Number(state.time) + 5000 };
    },
    exchange: async () => ({ server: await serveHttp(dogeRecording()), nowMs: DOGE.timeMs + 1000 }),
  } as const;
  const everyCommand = taking.map(({ name }) => [name, "http"] as const);
  const everyWay = (["chain", "exchange"] as const).map((way) => ["position", way] as const);

  test.each([...everyCommand, ...everyWay, ["liquidation", "exchange"] as const])(
    "%s of an account that is answered (%s)",
    async (name, way) => {
      const { server, nowMs } = await served[way]();
      expect(await leaking([name, ...FLAGS[way], ...quick(name)], environmentOf(server), nowMs, true)).toEqual([]);
      expect(server.asked.length).toBeGreaterThan(0);
      await server.close();
    },
  );

  const failing = [
    "a page of HTML",
    "HTTP 401",
    "HTTP 403",
    "HTTP 429",
    "HTTP 404",
    "a redirect",
    "half a JSON",
  ] as const;
  test.each(failing)("position, where every answer is %s", async (way) => {
    const server = await startLoopback(({ text, path, headers }) => {
      const reply = (misbehaviours[way] as Misbehaviour)({ body: "{}" }, 0);
      // A server that repeats what it was asked, as some do, tells it back to nobody.
      const echo = JSON.stringify({ path, headers, text });
      return typeof reply === "string" ? reply : { ...reply, body: reply.body.length < 3 ? echo : reply.body };
    });
    try {
      for (const flags of Object.values(FLAGS)) {
        expect(await leaking(["position", ...flags], environmentOf(server), DOGE.timeMs, false)).toEqual([]);
        expect(await leaking(["optimize", ...flags, ...QUICK], environmentOf(server), DOGE.timeMs, false)).toEqual([]);
      }
    } finally {
      await server.close();
    }
  });

  test.each(["a page of HTML", "HTTP 401", "HTTP 404"] as const)(
    "the past of a market, where every answer is %s",
    async (way) => {
      const server = await startLoopback(() => (misbehaviours[way] as Misbehaviour)({ body: "{}" }, 0));
      const env = { ...environmentOf(server), STEELYARD_CACHE: mkdtempSync(join(tmpdir(), "steelyard-canary-")) };
      const past = words("--history 30d --interval 4h");
      try {
        for (const argv of [
          ["history", ...words("--venue hyperliquid --asset BTC"), ...past],
          ["history", ...words("--exchange binance --symbol ETH/USDT:USDT"), ...past],
          ["optimize", ...FLAGS.http, ...past],
          ["optimize", ...words("--venue aave-v3 --asset WETH --equity 100 --price 2500"), ...past],
        ])
          expect(await leaking(argv, env, DOGE.timeMs, false)).toEqual([]);
        expect(server.asked.length).toBeGreaterThan(2);
      } finally {
        await server.close();
      }
    },
  );

  test("position, where nothing listens, and where the address is none", async () => {
    const gone = await startLoopback(() => "close");
    await gone.close();
    for (const flags of Object.values(FLAGS)) {
      expect(await leaking(["position", ...flags], environmentOf(gone), DOGE.timeMs)).toEqual([]);
      const bad = Object.fromEntries(
        Object.entries(environmentOf(gone)).map(([name, value]) => [name, value.replace("http://", "ftp//")]),
      );
      expect(await leaking(["position", ...flags], bad, DOGE.timeMs)).toEqual([]);
    }
  });

  test("an address on the command line is not repeated, whatever is wrong with it or beside it", async () => {
    const url = keyed({ url: "http://127.0.0.1:9" });
    for (const rpc of [url, url.replace("http:", "ftp:"), url.replace("http://", "")]) {
      for (const more of [[], ["--quantity", "3"], ["--exchange", "binance"], ["stray"], ["--no-such-flag"]]) {
        expect(await leaking(["position", ...FLAGS.chain, "--rpc", rpc, ...more], {}, DOGE.timeMs)).toEqual([]);
        expect(await leaking(["position", ...FLAGS.chain, `--rpc=${rpc}`, ...more], {}, DOGE.timeMs)).toEqual([]);
      }
      expect(await leaking(["position", "--rpc", rpc, "--rpc", rpc], {}, DOGE.timeMs)).toEqual([]);
      expect(await leaking(["position", "--rpc", rpc], {}, DOGE.timeMs)).toEqual([]);
    }
  });

  test("what a foreign error carries is taken out of it, cut and wrapped as it may be", async () => {
    const env = environmentOf({ url: "http://127.0.0.1:9" });
    const carrying = Object.values(CANARIES).flatMap((secret) => {
      const [hex, ...inBase64] = [Buffer.from(secret).toString("hex"), "", "a", "ab"].map((before, index) =>
        index === 0 ? before : Buffer.from(`${before}${secret}`).toString("base64"),
      );
      return [secret, encodeURIComponent(secret), hex, ...inBase64];
    });
    for (const carried of [...carrying, ...Object.values(env)]) {
      for (const more of [[], ["--json"]]) {
        const outcome = await cli(
          ["optimize", ...words("--venue aave-v3 --asset WETH --equity 1 --price 1"), "--debug", ...more],
          {
            env,
            answers: () => {
              throw new Error(`connect ECONNREFUSED while asking what there was to ask of ${carried} at last`);
            },
          },
        );
        expect(outcome.status).toBe(more.length === 0 ? 70 : 2); // with --json nobody is asked
        expect(leaks(outcome)).toEqual([]);
      }
    }
  });
});
