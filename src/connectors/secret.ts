const REDACTED = "[redacted]";

/** How Node asks an object what to print of it. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** A key or a password: whatever prints it, in whatever way, prints "[redacted]". */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself, for what must send or sign with it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [INSPECT](): string {
    return REDACTED;
  }
}

/**
 * What is seen of a secret in a base64 text that it stands in, whatever stands before it: a sign holds six bits, so there are
 * three ways for it to begin, and the signs at both ends also hold bits of its neighbours.
 */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const own = Math.floor((bytes.length * 8) / 6);
    const inner = bytes.toString("base64").slice(Math.ceil((before * 8) / 6), own);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** Shortest texts that are taken out, as they are and in a disguise: shorter ones stand in other texts by chance. */
const PLAIN_LENGTH_MIN = 4;
const DISGUISED_LENGTH_MIN = 6;

/** Every form in which a secret is looked for, the longest first. */
function formsOf(value: string): readonly string[] {
  if (value.length < PLAIN_LENGTH_MIN) return [];
  const hex = Buffer.from(value).toString("hex");
  const disguised = [...base64Forms(value), hex, hex.toUpperCase()];
  const forms = [value, encodeURIComponent(value), ...disguised.filter((form) => form.length >= DISGUISED_LENGTH_MIN)];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** A text without these secrets, where they have at least four signs: plain, URL-encoded, in hex and in base64. */
export function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  const forms = secrets.flatMap((secret) => formsOf(secret.reveal()));
  return forms.reduce((left, form) => left.replaceAll(form, REDACTED), text);
}

/** What may be printed of an address on the network: its host and port, without name, password, path and query. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that cannot be read";
}

const URLS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi;

/** A text in which every address on the network is cut to its host. */
export const withHostsOnly = (text: string): string => text.replace(URLS, hostOf);

/** Shortest part of a path or a query that is taken for a key. */
const KEY_LENGTH_MIN = 8;

/** The parts of an address that may be keys: name, password, and the longer parts of path and query. */
export function secretsOfUrl(url: URL): readonly Secret[] {
  const parts = [...url.pathname.split("/"), ...url.searchParams.values()].map(decoded);
  const keys = parts.filter((part) => part.length >= KEY_LENGTH_MIN);
  return [decoded(url.username), decoded(url.password), ...keys].filter(Boolean).map((part) => new Secret(part));
}

/** A part of an address as it was meant; as it stands where it cannot be decoded. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
