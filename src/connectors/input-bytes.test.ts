import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTextFile } from "./input-bytes.js";

const folder = mkdtempSync(join(tmpdir(), "steelyard-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

function given(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("text of a file, its byte order mark taken off", async () => {
  expect(await readTextFile(given("a.json", '\uFEFF{"name":"Zürich"}'), 1_000)).toBe('{"name":"Zürich"}');
});

test("a file of just the limit is read, one byte more is refused: E_TOO_LARGE, exit 65", async () => {
  expect(await readTextFile(given("full.json", "x".repeat(100)), 100)).toHaveLength(100);
  await expect(readTextFile(given("over.json", "x".repeat(101)), 100)).rejects.toMatchObject({
    code: "E_TOO_LARGE",
    exitStatus: 65,
  });
});

test("bytes that are not UTF-8: E_PARSE, exit 65", async () => {
  await expect(readTextFile(given("latin1.json", Uint8Array.of(0x5a, 0xfc, 0x72)), 100)).rejects.toMatchObject({
    code: "E_PARSE",
    exitStatus: 65,
  });
});

test("a missing file: E_NO_INPUT, exit 66", async () => {
  await expect(readTextFile(join(folder, "none.json"), 100)).rejects.toMatchObject({
    code: "E_NO_INPUT",
    exitStatus: 66,
  });
});

test("a limit that is none is a fault of the program: E_INTERNAL, exit 70", async () => {
  await expect(readTextFile(given("b.json", "{}"), 0)).rejects.toMatchObject({ code: "E_INTERNAL", exitStatus: 70 });
});
