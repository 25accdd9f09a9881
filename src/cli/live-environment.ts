import { Secret } from "../connectors/index.js";
import { UnauthenticatedError } from "../errors/index.js";
import type { Io } from "./io.js";

/** What a variable of the environment is about. */
type Kind = "RPC" | "URL" | "KEY" | "SECRET" | "PASSPHRASE";

/** STEELYARD_RPC_ETHEREUM, STEELYARD_URL_MORPHO_BLUE, STEELYARD_KEY_BINANCE: what it is, of whom. */
export const variableName = (kind: Kind, of: string): string =>
  `STEELYARD_${kind}_${of.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;

/** What the environment holds; null where it holds nothing, or a blank. */
export function variable({ env }: Pick<Io, "env">, kind: Kind, of: string): string | null {
  const value = env[variableName(kind, of)]?.trim();
  return value === undefined || value === "" ? null : value;
}

/** A key of an exchange, which may only read. */
export interface ExchangeKeys {
  readonly key: Secret;
  readonly secret: Secret;
  /** Null where none is given: most exchanges have none. */
  readonly passphrase: Secret | null;
}

/** The key of an exchange, from the environment and nowhere else. @throws UnauthenticatedError (E_UNAUTHENTICATED) naming the variables */
export function exchangeKeys(io: Pick<Io, "env">, exchange: string, needsPassphrase = false): ExchangeKeys {
  const read = (kind: Kind): Secret | null => {
    const value = variable(io, kind, exchange);
    return value === null ? null : new Secret(value);
  };
  const [key, secret, passphrase] = [read("KEY"), read("SECRET"), read("PASSPHRASE")];
  if (key !== null && secret !== null && (passphrase !== null || !needsPassphrase)) return { key, secret, passphrase };
  const kinds: readonly Kind[] = needsPassphrase ? ["KEY", "SECRET", "PASSPHRASE"] : ["KEY", "SECRET"];
  const names = kinds.map((kind) => variableName(kind, exchange));
  const missing = names.filter((_, at) => read(kinds[at] ?? "KEY") === null);
  throw new UnauthenticatedError({
    field: "--exchange",
    got: key === null && secret === null ? "no key" : `no ${missing.join(" and no ")}`,
    want: `${names.join(" and ")} in the environment`,
    hint: `make a key at ${exchange} that may read and do nothing else; it is never given as a flag`,
  });
}
