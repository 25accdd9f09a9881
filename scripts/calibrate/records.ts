/** Chances that were stated, and what came, by what they are of. */
import type { Judged } from "../../src/backtest/index.js";

/** What a chance is of. */
export interface Subject {
  readonly asset: string;
  readonly position: string;
  readonly managed: boolean;
  readonly event: "liquidation" | "half lost" | "fifth lost";
  readonly leverageRatio: number;
  readonly horizonDays: number;
  /** Name of the model, or "constant". */
  readonly model: string;
}

/** Chances of one subject, ascending in time. */
export interface Record extends Subject {
  readonly judged: Judged[];
}

const keyOf = (subject: Subject): string =>
  [subject.position, subject.managed, subject.event, subject.leverageRatio, subject.horizonDays, subject.model].join(
    "|",
  );

/** A book of records. */
export class Book {
  readonly #records: Map<string, Record>;

  constructor(records: readonly Record[] = []) {
    this.#records = new Map(records.map((record) => [keyOf(record), record]));
  }

  add(subject: Subject, judged: Judged): void {
    const key = keyOf(subject);
    const found = this.#records.get(key) ?? { ...subject, judged: [] };
    this.#records.set(key, found);
    found.judged.push(judged);
  }

  /** The book of the records that pass a test. */
  part(test: (record: Record) => boolean): Book {
    return new Book([...this.#records.values()].filter(test));
  }

  /** The record of one subject; nothing where there is none. */
  of(subject: Subject): Record | undefined {
    return this.#records.get(keyOf(subject));
  }

  /** Records that agree with every given part. */
  where(part: Partial<Subject>): readonly Record[] {
    const { asset, position, managed, event, leverageRatio, horizonDays, model } = part;
    return [...this.#records.values()].filter(
      (record) =>
        (asset ?? record.asset) === record.asset &&
        (position ?? record.position) === record.position &&
        (managed ?? record.managed) === record.managed &&
        (event ?? record.event) === record.event &&
        (leverageRatio ?? record.leverageRatio) === record.leverageRatio &&
        (horizonDays ?? record.horizonDays) === record.horizonDays &&
        (model ?? record.model) === record.model,
    );
  }
}
