import { hostOf, Secret, secretsOfUrl, withoutSecrets } from "../connectors/index.js";

/** Variables that hold an address, in which a key may stand; and those that are a key. */
const ADDRESSES = /^STEELYARD_(RPC|URL)_/;
const KEYS = /^STEELYARD_(KEY|SECRET|PASSPHRASE)_/;

/** What is shorter stands in other words by chance, and protects nothing. */
const LENGTH_MIN = 4;

/** The address that --rpc names on the command line; null where none is named. */
function nodeTyped(argv: readonly string[]): string | null {
  const at = argv.findIndex((word) => word === "--rpc" || word.startsWith("--rpc="));
  if (at === -1) return null;
  return (argv[at] === "--rpc" ? argv[at + 1] : argv[at]?.slice("--rpc=".length)) ?? null;
}

/** An address whole and what in it may be a key, but not its host, which may be told. */
function secretsOfAddress(address: string): readonly Secret[] {
  if (!URL.canParse(address)) return [new Secret(address)];
  const url = new URL(address);
  const rest = address.slice(address.indexOf(hostOf(address)) + hostOf(address).length);
  return [...(rest.length > 1 ? [new Secret(address)] : []), ...secretsOfUrl(url)];
}

/**
 * A text for stderr without any key that the environment or the command line holds. Every part of the program keeps keys out of what
 * it says; this is the net below it, for what a foreign error may carry.
 */
export function keyless(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): string {
  const held = Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()] as const] : []));
  const keys = held.filter(([name]) => KEYS.test(name)).map(([, value]) => new Secret(value));
  const addresses = [...held.filter(([name]) => ADDRESSES.test(name)).map(([, value]) => value), nodeTyped(argv)];
  const inAddresses = addresses.flatMap((address) => (address === null ? [] : secretsOfAddress(address)));
  const secrets = [...inAddresses, ...keys].filter((secret) => secret.reveal().length >= LENGTH_MIN);
  return withoutSecrets(text, secrets);
}
