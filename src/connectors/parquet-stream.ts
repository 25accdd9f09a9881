import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { assertNothingThere, cannotWrite, columnSources, type ParquetColumn } from "./parquet-out.js";

/** A Parquet file that grows by groups of rows. What is not closed leaves nothing behind. */
export interface ParquetStream {
  /** Writes a group of rows and lets go of them: the same columns each time. @throws CannotWriteError (E_CANNOT_WRITE) */
  append(columns: readonly ParquetColumn[]): Promise<void>;
  /** Ends the file and puts it into its place. @throws CannotWriteError (E_CANNOT_WRITE) */
  close(): Promise<void>;
  /** Gives up: nothing is left of it. */
  discard(): Promise<void>;
}

/** The writer of the format, which holds what it has encoded until it is taken. */
async function encoder(first: readonly ParquetColumn[]) {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnSources(first) });
  const parquet = new ParquetWriter({ writer, schema, createdBy: "steelyard" });
  return {
    write: (columns: readonly ParquetColumn[]) => parquet.write({ columnData: columnSources(columns) }),
    finish: () => parquet.finish(),
    taken: (): Uint8Array => {
      const bytes = writer.getBytes().slice();
      writer.index = 0; // its offset in the file goes on
      return bytes;
    },
  };
}

/**
 * Opens a new Parquet file (Snappy) to be written group by group, beside its place until it is closed. No more than one group is held.
 * @throws CannotWriteError (E_CANNOT_WRITE) where something stands there already, or its folder cannot be written in
 */
export async function openParquetStream(path: string): Promise<ParquetStream> {
  await assertNothingThere(path);
  const draft = `${path}.draft`;
  const file: FileHandle = await open(draft, "wx").catch((cause: unknown) => {
    throw cannotWrite(path, cause);
  });
  let encoding: Awaited<ReturnType<typeof encoder>> | null = null;
  const discard = async (): Promise<void> => {
    await file.close();
    await rm(draft, { force: true });
  };
  const writing = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (cause) {
      await discard();
      throw cannotWrite(path, cause);
    }
  };
  return {
    append: (columns) =>
      writing(async () => {
        encoding ??= await encoder(columns);
        await encoding.write(columns);
        await file.appendFile(encoding.taken());
      }),
    close: () =>
      writing(async () => {
        encoding ??= await encoder([]);
        await encoding.finish();
        await file.appendFile(encoding.taken());
        await file.close();
        await rename(draft, path);
      }),
    discard,
  };
}
