import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LOOP, writeBacktestFiles } from "./backtest-files.js";
import { words } from "./cli-io.js";
import { fromRoot } from "./house/source-tree.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "backtest-threads-"));
  writeBacktestFiles(folder, 1200);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** 54 policies, some of which are no band. */
const SWEEP = `${LOOP} --sweep band:low=1.1x..1.9x/6,high=1.5x..2.9x/9 --json`;

/** The built program: a worker is a file of its own, and runs what was built. */
function built(line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const argv = [fromRoot("dist/cli/main.js"), "backtest", ...words(line)];
  return spawnSync(process.execPath, argv, { cwd: folder, encoding: "utf8", timeout: 90_000 });
}

test("a sweep on 1, 2 and 3 threads gives the same JSON and the same file, bit for bit", () => {
  const [one, ...others] = [1, 2, 3].map((threads) => {
    const file = `rows-${threads}.parquet`;
    const { status, stdout, stderr } = built(`${SWEEP} --threads ${threads} --parquet ${file}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return { json: stdout.replace(file, "rows.parquet"), bytes: readFileSync(join(folder, file)).toString("base64") };
  });
  expect(JSON.parse(one!.json)).toMatchObject({ sweep: { policies: expect.any(Number) as number } });
  for (const other of others) expect(other).toEqual(one);
  expect(readdirSync(folder).filter((name) => name.endsWith(".draft"))).toEqual([]);
});
