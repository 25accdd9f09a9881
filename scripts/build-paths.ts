/** Compiles assembly/ to src/kernel/paths/wasm-bytes.ts: npm run build:paths */
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createMemoryStream, main } from "assemblyscript/asc";

const target = new URL("../src/kernel/paths/wasm-bytes.ts", import.meta.url);

const OPTIONS = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"];

/** The module that the sources in assembly/ compile to. */
export async function compiledPaths(): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const said = createMemoryStream();
  const args = ["assembly/paths.ts", "--outFile", "paths.wasm", ...OPTIONS];
  const { error } = await main(["--baseDir", fileURLToPath(new URL("..", import.meta.url)), ...args], {
    stderr: said,
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") bytes = contents;
    },
  });
  if (error !== null || bytes === null) throw new Error(`assembly/ does not compile:\n${said.toString()}`);
  return bytes;
}

/** The source text of a TypeScript module that holds these bytes. */
export function bytesSource(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,112}/g) ?? [];
  return [
    "// Compiled from assembly/ by scripts/build-paths.ts (npm run build:paths). Do not edit.",
    "",
    "/** The WebAssembly module of the paths, in base64. */",
    "export const PATHS_WASM =",
    ...lines.map((line, index) => `  "${line}"${index < lines.length - 1 ? " +" : ";"}`),
    "",
  ].join("\n");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const bytes = await compiledPaths();
  writeFileSync(target, bytesSource(bytes));
  process.stdout.write(`${fileURLToPath(target)}: ${bytes.length} bytes\n`);
}
