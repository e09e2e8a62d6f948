import type { Deed } from '../audit/audit.service.js';
import type { NamedCommand } from '../chain/outbox/command.js';
import type { Ctx } from '../platform/context.js';
import type { Problem } from '../platform/problem.js';

/** How a domain writes rows of one kind, many at a time. */
export interface Writer<Row> {
  /** Of the prepared statement. */
  name: string;
  /**
   * An UPDATE or MERGE of `$1`, a JSON array of rows with their places in it as `n`, each written
   * only where what was read before still holds; it returns the `n` of those that were.
   */
  statement: string;
  /** A row as the statement takes it. */
  asJson(row: Row): object;
  /** Why a row was not written. */
  refusal(): Problem;
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
