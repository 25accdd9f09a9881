/** Writes the published JSON Schemas from their zod form: npx tsx scripts/generate-schema.ts */
import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import { publishedSchemas } from "../src/schemas/index.js";

for (const [name, schema] of Object.entries(publishedSchemas())) {
  const text = await format(JSON.stringify(schema), { parser: "json", printWidth: 120 });
  await writeFile(new URL(`../schemas/${name}`, import.meta.url), text);
}
