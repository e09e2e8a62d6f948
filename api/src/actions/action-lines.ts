import { pow10, redemptionCover } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { Fact } from '../chain/ledger/fact.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { row, rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, type Page, type PageQuery } from '../platform/page.js';
import { Satellites } from '../satellites/satellites.service.js';
import type { TokenFacts } from '../tokens/tokens.service.js';
import type { CorporateAction } from './action.entity.js';
import type { ActionLine, ActionLineState } from './action.schema.js';

/** All lines of a calculation together. */
export interface Calculation {
  calculatedBlock: bigint;
  holders: number;
  burned: bigint;
  gained: bigint;
  remainder: bigint;
  linesHash: Buffer;
}

type Terms = Pick<
  CorporateAction,
  'id' | 'assetId' | 'kind' | 'price' | 'numerator' | 'denominator'
>;

interface LineRow {
  account: Buffer;
  before: string;
  burned: string;
  gained: string;
  settled_burned: string;
  settled_gained: string;
  state: ActionLineState;
  obstacle: string | null;
  transaction_hash: Buffer | null;
}

/** Greater than every log of a block: its whole effect counts. */
const WHOLE_BLOCK = 2_147_483_647;

/**
 * `core`'s arithmetic (`convertHolding`, `redeemHolding`) over all holders at once. Who has been through a
 * round and holds no more that makes a unit stays done.
 */
const TAKE = `
  INSERT INTO api.corporate_action_line AS l (action_id, account, before, burned, gained, state)
  SELECT $1, holder, balance,
    CASE WHEN $5 THEN div(div(balance * $6, $7) * $7 + $6 - 1, $6) ELSE balance END,
    div(balance * $6, $7),
    CASE WHEN $5 AND div(balance * $6, $7) = 0 THEN 'nothing' ELSE 'due' END
  FROM api.ledger_holders_before($2, $3, ${WHOLE_BLOCK}) WHERE holder <> ALL($4::bytea[])
  ON CONFLICT (action_id, account) DO UPDATE SET before = excluded.before, burned = excluded.burned,
    gained = excluded.gained, obstacle = NULL, operation_id = NULL,
    state = CASE WHEN excluded.state = 'nothing' THEN 'done' ELSE 'due' END`;

/** What becomes of each holder, as calculated and as the chain has told. */
@Injectable()
export class ActionLines {
  constructor(
    private readonly db: Database,
    private readonly ledger: LedgerReader,
    private readonly satellites: Satellites,
  ) {}

  /** The lines anew, of everybody who holds after the newest final block; contracts' escrows take no part. */
  async take(action: Terms, token: TokenFacts): Promise<Calculation> {
    const { number } = await this.ledger.finalBlock();
    const escrows = await this.satellites.escrows(action.assetId);
    await this.db.em.query(
      `DELETE FROM api.corporate_action_line WHERE action_id = $1 AND settled_burned = 0`,
      [action.id],
    );
    const converts = action.kind === 'conversion';
    await this.db.em.query(TAKE, [
      action.id,
      toBytes(token.address),
      number,
      escrows.map(toBytes),
      converts,
      converts ? action.numerator : action.price,
      converts ? action.denominator : pow10(token.decimals),
    ]);
    const { before, ...totals } = await this.totals(action.id);
    const cover = () => redemptionCover(before, action.price ?? 0n, token.decimals);
    const remainder = converts ? before - totals.burned : cover() - totals.gained;
    return { calculatedBlock: BigInt(number), ...totals, remainder };
  }

  /** The hash of the lines as they are now. */
  async hash(actionId: string): Promise<Buffer> {
    return (await this.totals(actionId)).linesHash;
  }

  /** Gives those who are due to the caller, marked, in one statement. */
  async claim(actionId: string): Promise<{ account: string; operationId: string }[]> {
    const picked = await rows<{ account: Buffer; operation_id: string }>(
      this.db.em,
      `UPDATE api.corporate_action_line SET state = 'settling', operation_id = uuidv7()
       WHERE action_id = $1 AND state = 'due' RETURNING account, operation_id`,
      [actionId],
    );
    return picked.map((one) => ({
      account: toAddress(one.account),
      operationId: one.operation_id,
    }));
  }

  /** What the chain did to an account, or has taken back (`sign` −1). */
  async settled(
    actionId: string,
    fact: Fact,
    account: string,
    burned: bigint,
    gained: bigint,
    sign: 1n | -1n,
  ): Promise<void> {
    await this.db.em.query(
      `INSERT INTO api.corporate_action_line AS l
         (action_id, account, before, burned, gained, settled_burned, settled_gained, state, transaction_hash)
       VALUES ($1, $2, $3, $3, $4, $3, $4, 'done', $6)
       ON CONFLICT (action_id, account) DO UPDATE SET
         settled_burned = l.settled_burned + $5 * $3::numeric,
         settled_gained = l.settled_gained + $5 * $4::numeric, obstacle = NULL,
         state = CASE WHEN $5 > 0 THEN 'done' WHEN l.operation_id IS NULL THEN 'due' ELSE 'settling' END,
         transaction_hash = CASE WHEN $5 > 0 THEN excluded.transaction_hash END`,
      [actionId, toBytes(account), burned, gained, sign, toBytes(fact.transactionHash)],
    );
  }

  /** Somebody the chain passed over, or that it has taken back. */
  async skipped(actionId: string, account: string, obstacle: string | null): Promise<void> {
    await this.db.em.query(
      `UPDATE api.corporate_action_line SET obstacle = $3,
         state = CASE WHEN $3::text IS NULL THEN 'settling' ELSE 'skipped' END
       WHERE action_id = $1 AND account = $2 AND state IN ('settling', 'skipped')`,
      [actionId, toBytes(account), obstacle],
    );
  }

  /** What the chain refused outright can be tried in the next round. */
  async refused(operationId: string, obstacle: string): Promise<void> {
    await this.db.em.query(
      `UPDATE api.corporate_action_line SET state = 'skipped', obstacle = $2
       WHERE operation_id = $1 AND state = 'settling'`,
      [operationId, obstacle],
    );
  }

  async progress(actionId: string): Promise<Record<string, number>> {
    const found = await rows<{ state: string; lines: number }>(
      this.db.em,
      `SELECT state, count(*)::int AS lines FROM api.corporate_action_line
       WHERE action_id = $1 GROUP BY state ORDER BY state`,
      [actionId],
    );
    return Object.fromEntries(found.map(({ state, lines }) => [state, lines]));
  }

  /** The lines by account. @throws Malformed `bad_cursor` */
  async page(actionId: string, { limit, after }: PageQuery): Promise<Page<ActionLine>> {
    const start = after ? toBytes(openCursor(after, /^0x[0-9a-f]{40}$/)) : Buffer.alloc(0);
    const found = await rows<LineRow>(
      this.db.em,
      `SELECT * FROM api.corporate_action_line WHERE action_id = $1 AND account > $2
       ORDER BY account LIMIT $3`,
      [actionId, start, limit + 1],
    );
    return cut(
      found,
      limit,
      (shown) => shown.map(lineView),
      ({ account }) => toHex(account),
    );
  }

  private async totals(actionId: string) {
    const found = await row<{
      before: string;
      burned: string;
      gained: string;
      holders: number;
      hash: Buffer;
    }>(
      this.db.em,
      `SELECT coalesce(sum(before), 0) AS before, coalesce(sum(burned), 0) AS burned,
         coalesce(sum(gained), 0) AS gained, count(*)::int AS holders,
         sha256(convert_to(coalesce(string_agg(concat_ws(',', encode(account, 'hex'), before, burned,
           gained), ';' ORDER BY account), ''), 'UTF8')) AS hash
       FROM api.corporate_action_line WHERE action_id = $1 AND state IN ('due', 'nothing')`,
      [actionId],
    );
    if (!found) throw new Error('an aggregate has one row');
    return {
      before: BigInt(found.before),
      burned: BigInt(found.burned),
      gained: BigInt(found.gained),
      holders: found.holders,
      linesHash: found.hash,
    };
  }
}

const lineView = (r: LineRow): ActionLine => ({
  account: toAddress(r.account),
  before: r.before,
  burned: r.burned,
  gained: r.gained,
  after: (BigInt(r.before) - BigInt(r.burned)).toString(),
  settledBurned: r.settled_burned,
  settledGained: r.settled_gained,
  state: r.state,
  obstacle: r.obstacle,
  transactionHash: r.transaction_hash && toHex(r.transaction_hash),
});
