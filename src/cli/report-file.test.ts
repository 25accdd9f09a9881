import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { REPORT_MARK } from "../reports/index.js";
import { reportFile, writeReport } from "./report-file.js";

const page = `<!doctype html><html><head>${REPORT_MARK}</head></html>`;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const written = (): string => readFileSync(join(folder, "out.html"), "utf8");

describe("writeReport", () => {
  test("writes the page whole, and leaves nothing else behind", async () => {
    await writeReport("out.html", folder, page);
    expect(written()).toBe(page);
    expect(readdirSync(folder)).toEqual(["out.html"]);
  });

  test("a report of ours is replaced by a newer one", async () => {
    await writeReport("out.html", folder, page);
    await writeReport("out.html", folder, `${page}<!-- newer -->`);
    expect(written()).toContain("newer");
  });

  test("any other file is left alone: E_CANNOT_WRITE", async () => {
    writeFileSync(join(folder, "out.html"), "ts,close\n1,2\n");
    await expect(writeReport("out.html", folder, page)).rejects.toMatchObject({
      code: "E_CANNOT_WRITE",
      field: "--report",
      exitStatus: 73,
    });
    expect(written()).toBe("ts,close\n1,2\n");
  });

  test.each([
    ["a folder that does not exist", "nowhere/out.html"],
    ["a folder in place of a file", "."],
  ])("%s: E_CANNOT_WRITE, with what to do about it", async (_, file) => {
    await expect(writeReport(file, folder, page)).rejects.toMatchObject({ code: "E_CANNOT_WRITE" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a draft that another run left is not taken for ours: E_CANNOT_WRITE", async () => {
    writeFileSync(join(folder, "out.html.draft"), "half");
    await expect(writeReport("out.html", folder, page)).rejects.toMatchObject({ code: "E_CANNOT_WRITE" });
    expect(readdirSync(folder)).toEqual(["out.html.draft"]);
  });
});

test("--report without a file is refused, and no --report asks for none", () => {
  expect(reportFile(undefined)).toBeNull();
  expect(reportFile("out.html")).toBe("out.html");
  for (const given of ["", "--json"])
    expect(() => reportFile(given)).toThrow(expect.objectContaining({ code: "E_UNKNOWN_OPTION" }));
});
