// Writes again, from the built package, every output that the README and docs show. Run by `npm run docs:update`.
import { readFileSync, writeFileSync } from "node:fs";
import { allBlocks, isCode, isConsole, pages, rerun, run, type Block } from "./doc-blocks.js";

/** What stands at a line of a page, and what should. */
interface Change {
  readonly page: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

/** What a block shows and should show; null where it shows no output. */
function change(block: Block): Change | null {
  if (isConsole(block)) return { page: block.page, line: block.line, from: block.content, to: rerun(block) };
  if (!isCode(block) || block.output === null) return null;
  return { page: block.page, line: block.output.line, from: block.output.content, to: run(block) };
}

const changes = allBlocks()
  .map(change)
  .filter((found) => found !== null && found.from !== found.to);

for (const page of pages()) {
  const here = changes.filter((found) => found?.page === page).sort((a, b) => (b?.line ?? 0) - (a?.line ?? 0));
  let lines = readFileSync(page, "utf8").split("\n");
  for (const found of here) {
    if (found === null) continue;
    const before = lines.slice(0, found.line - 1);
    const after = lines.slice(found.line - 1 + found.from.split("\n").length - 1);
    lines = [...before, ...found.to.split("\n").slice(0, -1), ...after];
    console.log(`${page}:${found.line} written again`);
  }
  if (here.length > 0) writeFileSync(page, lines.join("\n"));
}
if (changes.length === 0) console.log("every output in README.md and docs is up to date");
