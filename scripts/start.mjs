/** npm start: four decisions by the built command line, from the example files, whatever they turn out to be. */
import { fileURLToPath } from "node:url";
import { run } from "../dist/cli/index.js";

const root = new URL("../", import.meta.url);
const examples = ["sp500-margin-loan", "eth-aave", "eth-binance", "steth-loop"];

/** Runs one command on the terminal and ends the script where it fails. */
async function shown(argv) {
  const status = await run(argv, {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: false,
    nowMs: () => Date.now(),
    folder: fileURLToPath(root),
    env: process.env,
    askTolerance: async () => null,
  });
  if (status !== 0) process.exit(status);
}

for (const name of examples) {
  console.log(`$ steelyard optimize --brief --request examples/${name}.json\n`);
  await shown(["optimize", "--brief", "--request", `examples/${name}.json`]);
  console.log();
}
console.log("The whole answer: leave out --brief. All options: steelyard optimize --help");
