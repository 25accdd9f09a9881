// Writes docs/licences.md: every package that runs with the product, and its licence. Run by `npm run licences`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), "utf8");

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  /** Operating systems that a build is for; npm installs the one that fits. */
  readonly os?: readonly string[];
  readonly hasInstallScript?: boolean;
}

/** One package that is installed with the product. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package's own manifest states it. */
  readonly licence: string;
  /** Named in package.json, not brought along by another. */
  readonly direct: boolean;
  readonly hasInstallScript: boolean;
}

/** The private workspace whose packages serve tests alone. */
const WORKSPACE = "tests/contracts";

/** Packages that only the private workspace asks for and that the lock file does not mark as such: itself, and what is optional in it. */
function privatePackages(): readonly string[] {
  const manifest = JSON.parse(read(`${WORKSPACE}/package.json`)) as {
    readonly name: string;
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const names = [manifest.name, ...Object.keys(manifest.optionalDependencies)];
  return ["", WORKSPACE, ...names.map((name) => `node_modules/${name}`)];
}

/** Every run-time package of the lock file, by name; one that is installed twice in one version counts once, and the builds of a package for one platform each as the package that brings them. */
export function runtimePackages(): RuntimePackage[] {
  const notOurs = privatePackages();
  const lock = JSON.parse(read("package-lock.json")) as { readonly packages: Readonly<Record<string, Locked>> };
  const { dependencies } = JSON.parse(read("package.json")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, os }]) => !notOurs.includes(path) && dev !== true && os === undefined)
    .map(([path, { version, hasInstallScript }]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const { license } = JSON.parse(read(`${path}/package.json`)) as { readonly license?: unknown };
      return {
        name,
        version,
        licence: typeof license === "string" ? license : "not stated",
        direct: path === `node_modules/${name}` && Object.hasOwn(dependencies, name),
        hasInstallScript: hasInstallScript === true,
      };
    })
    .filter(({ name, version }, i, all) => {
      return all.findIndex((other) => other.name === name && other.version === version) === i;
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The page, whole. */
export function licencesPage(packages: readonly RuntimePackage[]): string {
  const rows = packages.map(
    ({ name, version, licence, direct }) => `| ${name} | ${version} | ${licence} | ${direct ? "yes" : ""} |`,
  );
  const direct = packages.filter((found) => found.direct).length;
  return [
    "# Licences",
    "",
    "<!-- Written by `npm run licences`; do not edit. -->",
    "",
    `Steelyard is MIT. It runs with ${packages.length} packages, ${direct} of them named by it directly; none runs a script when`,
    "it is installed. A test keeps this page up to date.",
    "",
    "| package | version | licence | direct |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("docs/licences.md", root), licencesPage(runtimePackages()));
  console.log("docs/licences.md written");
}
