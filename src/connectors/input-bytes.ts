import { open, type FileHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InternalError, NoInputError, ParseError, SteelyardError, TooLargeError } from "../errors/index.js";

/** Largest price file, as read and as unpacked, in bytes: 1 GiB. */
export const FILE_BYTES_MAX = 2 ** 30;

const CHUNK_BYTES = 2 ** 20;

const gunzipBytes = promisify(gunzip);

/** Code that Node gives an error, such as "ENOENT"; an empty text if it has none. */
function systemCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file: a part of the path is not a directory",
  EACCES: "a file that may not be read",
  EPERM: "a file that may not be read",
  EISDIR: "a directory",
  ENAMETOOLONG: "a name that is too long",
  ELOOP: "a link that leads back to itself",
};

/** The error for a path that cannot be read. */
function unreadable(path: string, got: string, cause?: unknown): NoInputError {
  return new NoInputError({ field: path, got, want: "a file that can be read", hint: "check the path" }, { cause });
}

/** The error for an input beyond its limit. */
export function tooLarge(path: string, bytesMax: number, form: string): TooLargeError {
  return new TooLargeError({
    field: path,
    got: `more than ${bytesMax} bytes ${form}`,
    want: `at most ${bytesMax} bytes`,
    hint: "give a shorter span or longer bars",
  });
}

/** Everything in an open file, up to a limit; also of a pipe, whose size is not known beforehand. */
async function readAll(handle: FileHandle, path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const stat = await handle.stat();
  if (stat.isDirectory()) throw unreadable(path, "a directory");
  if (stat.size > bytesMax) throw tooLarge(path, bytesMax, "as stored");
  let bytes = new Uint8Array(stat.size + 1);
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      const wider = new Uint8Array(bytes.length + Math.max(bytes.length, CHUNK_BYTES));
      wider.set(bytes);
      bytes = wider;
    }
    const { bytesRead } = await handle.read(bytes, length, Math.min(CHUNK_BYTES, bytes.length - length));
    length += bytesRead;
    if (length > bytesMax) throw tooLarge(path, bytesMax, "as stored");
    if (bytesRead === 0) return bytes.subarray(0, length);
  }
}

/**
 * Bytes of a file or a pipe.
 * @throws NoInputError (E_NO_INPUT) if it is missing, unreadable or a directory; TooLargeError (E_TOO_LARGE) beyond
 * `bytesMax`.
 */
export async function readBytes(path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  if (path === "" || path.includes("\0")) throw unreadable("path", path === "" ? "nothing" : path);
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, "r");
    return await readAll(handle, path, bytesMax);
  } catch (cause) {
    if (cause instanceof SteelyardError) throw cause;
    const code = systemCode(cause);
    throw unreadable(path, reasons[code] ?? `a failure to read${code === "" ? "" : `, ${code}`}`, cause);
  } finally {
    await handle?.close();
  }
}

const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31];

/** True if the bytes begin as Parquet does: "PAR1". */
export const isParquet = (bytes: Uint8Array): boolean => PARQUET_MAGIC.every((byte, at) => bytes[at] === byte);

/** True if the bytes begin as gzip does. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacked bytes of a gzip file.
 * @throws ParseError (E_PARSE) if it is corrupt or cut short; TooLargeError (E_TOO_LARGE) beyond `bytesMax` unpacked.
 */
export async function unpackGzip(bytes: Uint8Array, path: string, bytesMax: number): Promise<Uint8Array> {
  try {
    return await gunzipBytes(bytes, { maxOutputLength: bytesMax });
  } catch (cause) {
    if (systemCode(cause) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, bytesMax, "unpacked");
    const detail = {
      field: path,
      got: "corrupt gzip",
      want: "a whole gzip file",
      hint: "fetch or pack the file again",
    };
    throw new ParseError(detail, { cause });
  }
}

/**
 * Text of a small UTF-8 file, such as parameters or a request; a byte order mark is taken off.
 * @throws NoInputError (E_NO_INPUT), TooLargeError (E_TOO_LARGE) beyond `bytesMax`, ParseError (E_PARSE) if it is not UTF-8.
 */
export async function readTextFile(path: string, bytesMax: number): Promise<string> {
  if (!(bytesMax > 0)) {
    throw new InternalError({
      field: "bytesMax",
      got: String(bytesMax),
      want: "a number above 0",
      hint: "report this",
    });
  }
  const bytes = await readBytes(path, bytesMax);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const detail = { field: path, got: "bytes that are not UTF-8", want: "UTF-8 text", hint: "save the file as UTF-8" };
    throw new ParseError(detail, { cause });
  }
}
