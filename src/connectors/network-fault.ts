import { BadAnswerError, RateLimitedError, UnauthenticatedError, UnavailableError } from "../errors/index.js";

/** What foreign errors carry of a code: theirs, or their cause's. Their words and stacks hold whole addresses and are never passed on. */
function codeOf(error: unknown): string {
  for (let each = error, depth = 0; typeof each === "object" && each !== null && depth < 5; depth++) {
    if ("code" in each && typeof each.code === "string") return each.code;
    each = "cause" in each ? each.cause : null;
  }
  return "";
}

/** The host does not exist, or names cannot be asked: no network. */
const NO_HOST = ["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME", "EAI_FAIL"];
const NO_ROUTE = ["ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "ENETDOWN", "EACCES", "EPERM"];
const TLS = /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** What may pass: a connection that was there, and ended or slept. */
const BROKEN = /^(ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_(SOCKET|\w+_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH))$/;

const CHECK_NETWORK = "check the network and the address; nothing is answered without it";

/** The error for a request that brought no answer. Its cause is left out: it would carry the whole address. */
export function networkFault(error: unknown, host: string): UnavailableError {
  const code = codeOf(error);
  const detail = { field: host, want: "an answer" };
  if (NO_HOST.includes(code))
    return new UnavailableError({ ...detail, got: `no such host (${code})`, hint: CHECK_NETWORK });
  if (NO_ROUTE.includes(code))
    return new UnavailableError({ ...detail, got: `no connection (${code})`, hint: CHECK_NETWORK });
  if (TLS.test(code)) {
    const hint = "its certificate is not to be trusted from here; check the address and the clock of this machine";
    return new UnavailableError({ ...detail, got: `no secure connection (${code})`, hint });
  }
  if (BROKEN.test(code))
    return new UnavailableError(
      { ...detail, got: `a broken connection (${code})`, hint: "ask again" },
      { retryable: true },
    );
  const got = `no answer by HTTP${code === "" ? "" : ` (${code})`}`;
  return new UnavailableError({ ...detail, got, hint: "check the address: what is there does not speak HTTP" });
}

/** The error for a request that was not answered in time. */
export function timeFault(host: string, timeoutMs: number): UnavailableError {
  const got = `no answer within ${timeoutMs} ms`;
  const detail = { field: host, got, want: "a whole answer in time", hint: "ask again, or ask another address" };
  return new UnavailableError(detail, { retryable: true });
}

type Fault = UnavailableError | RateLimitedError | UnauthenticatedError | BadAnswerError;

/** The error for an HTTP status that is not a success; null for one that is. */
export function statusFault(status: number, host: string): Fault | null {
  if (status >= 200 && status < 300) return null;
  const detail = { field: host, got: `HTTP ${status}`, want: "HTTP 200" };
  if (status < 400) {
    const hint = "an answer from elsewhere is not followed: give the address that it leads to";
    return new BadAnswerError({ ...detail, got: `a redirect (HTTP ${status})`, hint });
  }
  if (status === 429 || status === 418)
    return new RateLimitedError({ ...detail, hint: "it wants to be asked less often: wait, then ask again" });
  if (status === 401 || status === 403) {
    const hint = "it wants a key, or does not take this one, or does not serve this place";
    return new UnauthenticatedError({ ...detail, hint });
  }
  if (status >= 500 || status === 408)
    return new UnavailableError({ ...detail, hint: "the fault is theirs: ask again later" }, { retryable: true });
  return new UnavailableError({ ...detail, hint: "it does not take this question: check the address" });
}
