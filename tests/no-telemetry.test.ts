import { spawnSync } from "node:child_process";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { runtimePackages } from "../scripts/licences.js";
import { importsOf } from "./house/imports.js";
import { fromRoot, lineOf, nodesOf, parsed, sourceFiles } from "./house/source-tree.js";

/** Modules that reach a network, or start a program that could. */
const NETWORK =
  /^(node:)?(http|https|http2|net|dgram|tls|dns|dns\/promises|child_process|cluster|inspector|worker_threads)$/;
const GLOBALS = ["fetch", "WebSocket", "XMLHttpRequest", "EventSource", "navigator", "sendBeacon"];
const TELEMETRY =
  /telemetry|analytics|sentry|posthog|mixpanel|amplitude|segment|bugsnag|datadog|dd-trace|newrelic|applicationinsights|rudder|scarf|update-notifier|insight|opentelemetry|matomo|heap-api|logrocket|honeycomb/;

/** Uses of a network in one file. */
function networkUses(name: string): string[] {
  const modules = importsOf(name).filter((specifier) => NETWORK.test(specifier));
  const file = parsed(name);
  const globals = [...nodesOf(file)]
    .filter((node) => ts.isIdentifier(node) && GLOBALS.includes(node.text))
    .map((node) => `line ${lineOf(file, node)}: ${node.getText(file)}`);
  return [...modules, ...globals].map((use) => `${name}: ${use}`);
}

/** Runs the built command line, with or without a preload that ends the process at the first socket. */
function steelyard(args: readonly string[], preload: readonly string[]): { status: number | null; stdout: string } {
  const argv = [...preload, fromRoot("dist/cli/main.js"), ...args];
  const { status, stdout } = spawnSync("node", argv, {
    encoding: "utf8",
    input: "",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout };
}

const noSockets = ["--import", fromRoot("tests/house/no-sockets.mjs")];
const optimize =
  "optimize --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 20%±10% --borrow-rate 5% " +
  "--loss 50% --chance 10% --json";

describe("no telemetry", () => {
  test("nothing in src reaches a network; connectors will, when they come, and have none yet", () => {
    expect(sourceFiles().flatMap(networkUses)).toEqual([]);
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
});
