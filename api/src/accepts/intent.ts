import type { Deed } from '../audit/audit.service.js';
import type { NamedCommand } from '../chain/outbox/command.js';
import type { Ctx } from '../platform/context.js';
import type { Problem } from '../platform/problem.js';

/** How a domain writes rows of one kind, many at a time. */
export interface Writer<Row> {
  /** Writers go in the order of their names, so that two groups take locks in the same order. */
  name: string;
  /**
   * Writes all rows in one statement of the running transaction, each only where what was read
   * before still holds. @returns why a row was not written, by its index
   */
  write(rows: Row[]): Promise<Map<number, Problem>>;
}

/** Everything one accepted request writes. Nothing in it needs to be read any more. */
export interface Intent<Row> {
  /** With the claim of its idempotency key. */
  ctx: Ctx;
  writer: Writer<Row>;
  row: Row;
  /** Under operation ids that are already in the row and the answer. */
  commands: NamedCommand[];
  deeds: Deed[];
  /** What the caller is answered, now and every time the same is asked again. */
  answer: object;
}
