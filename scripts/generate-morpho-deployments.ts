import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { addressesRegistry } from "@morpho-org/blue-sdk";
import { chainEndpoint, chainNames } from "../src/connectors/endpoints.js";

const manifest = new URL("../node_modules/@morpho-org/blue-sdk/package.json", import.meta.url);

const target = new URL("../src/venues/morpho-blue/deployments.ts", import.meta.url);

const addresses = new Map(Object.entries(addressesRegistry).map(([id, entry]) => [Number(id), entry]));

/** One entry of the table; nothing for a chain where Morpho is not. */
function entryOf(chain: string): readonly string[] {
  const { chainId } = chainEndpoint(chain);
  const entry = addresses.get(chainId);
  if (entry === undefined) return [];
  return [
    `  ${chain}: {`,
    `    chainId: ${chainId},`,
    `    morpho: "${entry.morpho.toLowerCase()}",`,
    `    adaptiveCurveIrm: "${entry.adaptiveCurveIrm.toLowerCase()}",`,
    "  },",
  ];
}

/** The source text of the table of deployments. */
export function deploymentsSource(): string {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  return [
    `// Generated from the address table of @morpho-org/blue-sdk ${version} by scripts/generate-morpho-deployments.ts. Do not edit.`,
    'import type { ShippedDeployment } from "./params.js";',
    "",
    "/** Morpho's contracts on the chains that can be asked, by the names that those have here. */",
    "export const morphoDeployments = {",
    ...chainNames().flatMap(entryOf),
    "} as const satisfies Readonly<Record<string, ShippedDeployment>>;",
    "",
  ].join("\n");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(target, deploymentsSource());
  process.stdout.write(`${fileURLToPath(target)}\n`);
}
