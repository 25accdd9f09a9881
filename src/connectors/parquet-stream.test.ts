import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openParquetStream, type ParquetColumn } from "./index.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "parquet-stream-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const group = (from: number, count: number): readonly ParquetColumn[] => {
  const rows = Array.from({ length: count }, (_, at) => from + at);
  return [
    { name: "row", type: "INT32", data: rows },
    { name: "growth", type: "DOUBLE", data: rows.map((row) => (row % 3 === 0 ? null : row / 7)) },
    { name: "policy", type: "STRING", data: rows.map((row) => `band ${row % 2}`) },
  ];
};

const bytesOf = (path: string): ArrayBuffer => Uint8Array.from(readFileSync(path)).buffer;

test("groups of rows that are written as they come are read back by another reader, each row once and in order", async () => {
  const path = join(folder, "rows.parquet");
  const stream = await openParquetStream(path);
  expect(existsSync(path)).toBe(false);
  await stream.append(group(0, 5));
  await stream.append(group(5, 1));
  await stream.append(group(6, 3000));
  await stream.close();
  expect(parquetMetadata(bytesOf(path)).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([5, 1, 1000, 2000]);
  const rows = await parquetReadObjects({ file: bytesOf(path) });
  expect(rows).toEqual(
    Array.from({ length: 3006 }, (_, row) => ({
      row,
      growth: row % 3 === 0 ? null : row / 7,
      policy: `band ${row % 2}`,
    })),
  );
});

test("what is given up leaves nothing behind", async () => {
  const path = join(folder, "none.parquet");
  const stream = await openParquetStream(path);
  await stream.append(group(0, 5));
  await stream.discard();
  expect(readdirSync(folder).filter((name) => name.startsWith("none"))).toEqual([]);
});

test("no file is replaced, and a place that cannot be written in is refused before a row is made", async () => {
  const path = join(folder, "there.parquet");
  writeFileSync(path, "mine");
  await expect(openParquetStream(path)).rejects.toMatchObject({ code: "E_CANNOT_WRITE" });
  expect(readFileSync(path, "utf8")).toBe("mine");
  await expect(openParquetStream(join(folder, "no", "x.parquet"))).rejects.toMatchObject({ code: "E_CANNOT_WRITE" });
});

test("two streams to one place: the second is refused", async () => {
  const path = join(folder, "twice.parquet");
  const first = await openParquetStream(path);
  await expect(openParquetStream(path)).rejects.toMatchObject({ code: "E_CANNOT_WRITE" });
  await first.discard();
});
