import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { readPricesCsv } from "../series/index.js";
import { readPriceFile } from "./price-file.js";

const folder = mkdtempSync(join(tmpdir(), "steelyard-prices-"));
afterAll(() => rmSync(folder, { recursive: true }));

const T = 1_502_946_000_000;
const HOUR = 3_600_000;
const candles = [0, 1, 2].map((hour) => [T + hour * HOUR, 10, 12, 9, 11, 5]);
const csv = `ts,open,high,low,close,volume\n${candles.join("\n")}\n`;
const json = JSON.stringify(candles);

/** Path of a new file with this content. */
function given(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("files that are read", () => {
  test.each([
    ["prices.csv", csv],
    ["PRICES.CSV", csv],
    ["prices.csv.gz", gzipSync(csv)],
    ["two-members.csv.gz", Buffer.concat([gzipSync(csv.slice(0, 50)), gzipSync(csv.slice(50))])],
    ["packed-without-saying-so.csv", gzipSync(csv)],
    ["no-ending", csv],
    ["no-ending-packed", gzipSync(csv)],
    ["prices.txt", csv],
    ["candles.json", json],
    ["candles.json.gz", gzipSync(json)],
  ])("%s gives the same prices", async (name, content) => {
    const expected = readPricesCsv(csv, { barTime: "open", source: name });
    expect(await readPriceFile(given(name, content), { barTime: "open" })).toEqual(expected);
  });
  test("the source is the name of the file, or what the caller calls it", async () => {
    const path = given("named.csv", csv);
    expect(await readPriceFile(path, { barTime: "open", source: "BTC" })).toMatchObject({ source: "BTC" });
  });
  test("options reach the reader", async () => {
    const path = given("shuffled.csv", candles.toReversed().join("\n"));
    await expect(readPriceFile(path)).rejects.toMatchObject({ code: "E_OUT_OF_ORDER", exitStatus: 65 });
    expect((await readPriceFile(path, { sort: true })).mended).toHaveLength(1);
  });
});

describe("files that are refused", () => {
  test.each([
    ["no such file", join(folder, "none.csv"), "no such file"],
    ["a directory", folder, "a directory"],
    [
      "a file for a directory",
      join(given("flat.csv", csv), "x.csv"),
      "no such file: a part of the path is not a directory",
    ],
    ["a name that is too long", join(folder, "x".repeat(5_000)), "a name that is too long"],
    ["a name with a zero byte", "a\0b", "a?b"],
    ["no name", "", "nothing"],
  ])("%s: E_NO_INPUT, exit 66", async (_, path, got) => {
    await expect(readPriceFile(path, { barTime: "open" })).rejects.toMatchObject({
      code: "E_NO_INPUT",
      exitStatus: 66,
      got,
    });
  });

  const packed = gzipSync(csv);
  test.each([
    ["cut.csv.gz", packed.subarray(0, packed.length - 12)],
    ["flipped.csv.gz", packed.map((byte, at) => (at === 30 ? byte ^ 255 : byte))],
    ["wrong-sum.csv.gz", packed.map((byte, at) => (at === packed.length - 6 ? byte ^ 1 : byte))],
    ["plain.csv.gz", csv],
    ["empty.csv.gz", ""],
    ["brotli.csv.gz", brotliCompressSync(csv)],
    ["csv.parquet", csv],
    ["csv.json", csv],
    ["cut.parquet", "PAR1"],
    ["noise.parquet", `PAR1${"x".repeat(1_000)}PAR1`],
  ])("%s: E_PARSE, exit 65", async (name, content) => {
    await expect(readPriceFile(given(name, content), { barTime: "open" })).rejects.toMatchObject({
      code: "E_PARSE",
      exitStatus: 65,
    });
  });
  test("an empty file has no header", async () => {
    await expect(readPriceFile(given("empty.csv", ""))).rejects.toMatchObject({ code: "E_CSV_HEADER", exitStatus: 65 });
  });
  test("a bad line keeps its number through gzip", async () => {
    const path = given("bad.csv.gz", gzipSync(csv.replace(",12,", ",1e999,")));
    await expect(readPriceFile(path, { barTime: "open" })).rejects.toMatchObject({
      code: "E_NOT_FINITE",
      field: "line 2, high",
    });
  });
});

describe("limits of size", () => {
  test("as stored", async () => {
    const path = given("large.csv", csv);
    await expect(readPriceFile(path, { barTime: "open", bytesMax: csv.length - 1 })).rejects.toMatchObject({
      code: "E_TOO_LARGE",
      exitStatus: 65,
      field: path,
    });
    expect((await readPriceFile(path, { barTime: "open", bytesMax: csv.length })).close).toHaveLength(3);
  });
  test("as unpacked: a small file that would grow a thousandfold", async () => {
    const path = given("bomb.csv.gz", gzipSync(`${csv}${"\n".repeat(1_000_000)}`));
    await expect(readPriceFile(path, { barTime: "open", bytesMax: 100_000 })).rejects.toMatchObject({
      code: "E_TOO_LARGE",
      got: "more than 100000 bytes unpacked",
    });
    expect((await readPriceFile(path, { barTime: "open" })).close).toHaveLength(3);
  });
  test("an endless device stops at the limit", async () => {
    await expect(readPriceFile("/dev/zero", { bytesMax: 3_000_000 })).rejects.toMatchObject({ code: "E_TOO_LARGE" });
  });
  test.each([0, 2 ** 30 + 1, NaN])("a limit of %d bytes is refused, exit 2", async (bytesMax) => {
    await expect(readPriceFile(given("any.csv", csv), { bytesMax })).rejects.toMatchObject({
      field: "bytesMax",
      exitStatus: 2,
    });
  });
});
