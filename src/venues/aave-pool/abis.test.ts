import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { abisSource } from "../../../scripts/generate-deployments.js";

test("the functions that are called are what the script makes of the packages' ABIs", async () => {
  expect(readFileSync(new URL("./abis.ts", import.meta.url), "utf8")).toBe(await abisSource());
});
