import type { EntityManager } from 'typeorm';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { rows } from '../chain/rows.js';

/** A line of a distribution taxed at source: with its rate, and what is left for the account. */
export interface NetLine {
  account: string;
  balance: bigint;
  rateBps: number;
  net: bigint;
}

/** All lines by account. The rate is never null: such a calculation is not approved. */
export async function netLinesOf(em: EntityManager, id: string): Promise<NetLine[]> {
  const found = await rows<{ account: Buffer; balance: string; rate_bps: number; net: string }>(
    em,
    `SELECT account, balance, rate_bps, gross - withheld AS net FROM api.distribution_line
     WHERE distribution_id = $1 ORDER BY account`,
    [id],
  );
  return found.map(({ account, balance, rate_bps, net }) => ({
    account: toHex(account),
    balance: BigInt(balance),
    rateBps: rate_bps,
    net: BigInt(net),
  }));
}

/** Keeps the proof of each line; lines for which nothing is left have none, and are done. */
export async function keepProofs(
  em: EntityManager,
  id: string,
  lines: readonly NetLine[],
  proofs: readonly (readonly string[])[],
): Promise<void> {
  await em.query(
    `UPDATE api.distribution_line l SET proof = p.proof
     FROM unnest($2::bytea[], $3::bytea[]) AS p(account, proof)
     WHERE l.distribution_id = $1 AND l.account = p.account`,
    [
      id,
      lines.map(({ account }) => toBytes(account)),
      proofs.map((proof) => Buffer.concat(proof.map((node) => toBytes(node)))),
    ],
  );
  await em.query(
    `UPDATE api.distribution_line SET state = 'paid', paid = 0
     WHERE distribution_id = $1 AND state = 'due' AND gross = withheld`,
    [id],
  );
}

/** What a payout or a claim shows the contract. */
export const claimOf = (line: {
  account: Buffer;
  gross: string;
  withheld: string;
  proof: Buffer | null;
}) => ({
  account: toAddress(line.account),
  cumulative: BigInt(line.gross) - BigInt(line.withheld),
  proof: nodesOf(line.proof ?? Buffer.alloc(0)),
});

const nodesOf = (proof: Buffer): string[] =>
  Array.from({ length: proof.length / 32 }, (_, i) => toHex(proof.subarray(32 * i, 32 * i + 32)));
