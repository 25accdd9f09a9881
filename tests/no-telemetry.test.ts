import { spawnSync } from "node:child_process";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { runtimePackages } from "../scripts/licences.js";
import { importsOf } from "./house/imports.js";
import { fromRoot, nodesOf, parsed, sourceFiles } from "./house/source-tree.js";

/** Modules that reach a network, or start a program that could. */
const NETWORK =
  /^(node:)?(http|https|http2|net|dgram|tls|dns|dns\/promises|child_process|cluster|inspector|worker_threads)$/;
const GLOBALS = ["fetch", "WebSocket", "XMLHttpRequest", "EventSource", "navigator", "sendBeacon"];
const TELEMETRY =
  /telemetry|analytics|sentry|posthog|mixpanel|amplitude|segment|bugsnag|datadog|dd-trace|newrelic|applicationinsights|rudder|scarf|update-notifier|insight|opentelemetry|matomo|heap-api|logrocket|honeycomb/;

/** The one place where the product opens a connection, and the one where the connector of exchanges is given that to send by. */
const CONNECTIONS = [
  'src/connectors/bounded-fetch.ts: fetch(url, { ...request, redirect: "manual", signal })',
  "src/connectors/exchange-reader.ts: exchange.fetch",
];

/** Packages that can reach a network, and the one place that loads each, when it is asked for. */
const CONNECTED = {
  "src/connectors/contract-calls.ts": ["viem"], // encodes and decodes; it is given no address
  "src/connectors/exchange-reader-fault.ts": ["ccxt"],
};

/** Uses of a network in one file. */
function networkUses(name: string): string[] {
  const modules = importsOf(name).filter((specifier) => NETWORK.test(specifier));
  const file = parsed(name);
  const globals = [...nodesOf(file)]
    .filter((node) => ts.isIdentifier(node) && GLOBALS.includes(node.text) && !ts.isMethodSignature(node.parent))
    .map(({ parent }) => parent.getText(file));
  return [...modules, ...globals].map((use) => `${name}: ${use}`);
}

/** Packages of a file that can reach a network: which it loads when it is loaded itself, and which when it asks for them. */
function connectedIn(name: string): { readonly eager: readonly string[]; readonly asked: readonly string[] } {
  const nodes = [...nodesOf(parsed(name))];
  const isConnected = (text: string): boolean => /^(viem|ccxt)(\/|$)/.test(text);
  const eager = nodes.filter(ts.isImportDeclaration).filter(({ importClause }) => importClause?.isTypeOnly !== true);
  const asked = nodes
    .filter(ts.isCallExpression)
    .filter((node) => node.expression.kind === ts.SyntaxKind.ImportKeyword);
  const textOf = (node: ts.Expression | undefined): string => (node && ts.isStringLiteral(node) ? node.text : "");
  return {
    eager: eager.map((node) => textOf(node.moduleSpecifier)).filter(isConnected),
    asked: asked.map((node) => textOf(node.arguments[0])).filter(isConnected),
  };
}

/** Runs the built command line, with or without a preload that ends the process at the first socket. */
function steelyard(
  args: readonly string[],
  preload: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly stdout: string } {
  const argv = [...preload, fromRoot("dist/cli/main.js"), ...args];
  const { status, stdout } = spawnSync("node", argv, {
    encoding: "utf8",
    input: "",
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  return { status, stdout };
}

const noSockets = ["--import", fromRoot("tests/house/no-sockets.mjs")];
const optimize =
  "optimize --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 20%±10% --borrow-rate 5% " +
  "--loss 50% --chance 10% --json";

describe("no telemetry", () => {
  test("nothing in src reaches a network but the one place that asks within limits", () => {
    expect(sourceFiles().flatMap(networkUses)).toEqual(CONNECTIONS);
  });

  test("what could reach one by itself is loaded in one place each, and only when it is asked for", () => {
    const uses = sourceFiles().map((name) => [name, connectedIn(name)] as const);
    expect(uses.filter(([, { eager }]) => eager.length > 0)).toEqual([]);
    const asked = uses.filter(([, each]) => each.asked.length > 0).map(([name, each]) => [name, each.asked]);
    expect(Object.fromEntries(asked)).toEqual(CONNECTED);
  });

  test("no run-time package is known to report on its users", () => {
    expect(runtimePackages().filter(({ name }) => TELEMETRY.test(name))).toEqual([]);
  });

  test("the guard itself: a process that opens a socket ends with 99", () => {
    const script = 'import net from "node:net"; net.connect(9, "127.0.0.1");';
    const { status } = spawnSync("node", [...noSockets, "--input-type=module", "--eval", script]);
    expect(status).toBe(99);
  });

  test.each([["--version"], ["venues --json"], [optimize]])("steelyard %s opens no socket", (line) => {
    const args = line.split(" ");
    const watched = steelyard(args, noSockets);
    expect(watched.status).toBe(0);
    expect(watched).toEqual(steelyard(args, []));
  });

  test.each([
    ["position --position hyperliquid:0x1111111111111111111111111111111111111111"],
    ["position --position aave-v3:ethereum:0x1111111111111111111111111111111111111111"],
    ["position --exchange binance --symbol ETH/USDT:USDT"],
  ])("steelyard %s is what opens one, and the guard sees it", (line) => {
    const keys = { STEELYARD_KEY_BINANCE: "key", STEELYARD_SECRET_BINANCE: "secret" };
    expect(steelyard(line.split(" "), noSockets, keys).status).toBe(99);
  });
});
