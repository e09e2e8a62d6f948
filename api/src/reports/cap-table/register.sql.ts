import { investorReference } from '@cadastre/core';
import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../../chain/bytes.js';
import { rows } from '../../chain/rows.js';
import type { Flow } from './changes.js';

/** Whose an account is, or what. */
export interface AccountOwner {
  investor: string | null;
  /** The platform's own contract at this address, e.g. `redemption_queue`. */
  contract: string | null;
}

/** Transfers of a token after one block up to another, summed by sender and receiver. */
export async function flowsOf(
  em: EntityManager,
  token: string,
  after: number,
  upTo: number,
): Promise<Flow[]> {
  const found = await rows<{ sender: Buffer; receiver: Buffer; quantity: string }>(
    em,
    `SELECT sender, receiver, sum(amount) AS quantity FROM api.ledger_transfer
     WHERE token = $1 AND block_number > $2 AND block_number <= $3
     GROUP BY sender, receiver`,
    [toBytes(token), after, upTo],
  );
  return found.map((r) => ({
    from: toHex(r.sender),
    to: toHex(r.receiver),
    quantity: BigInt(r.quantity),
  }));
}

/** Who is behind accounts (lower case); of a re-entered address its newest owner. */
export async function ownersOf(
  em: EntityManager,
  accounts: readonly string[],
): Promise<Map<string, AccountOwner>> {
  const found = await rows<{
    address: string;
    registry_number: string | null;
    kind: string | null;
  }>(
    em,
    `SELECT a.address, w.registry_number, s.kind
     FROM unnest($1::text[]) AS a(address)
       LEFT JOIN LATERAL (
         SELECT i.registry_number FROM api.wallet w
           JOIN api.investor i ON i.organisation_id = w.organisation_id
         WHERE w.address = a.address ORDER BY w.id DESC LIMIT 1) AS w ON true
       LEFT JOIN api.satellite s ON s.address = decode(substr(a.address, 3), 'hex')
     WHERE w.registry_number IS NOT NULL OR s.kind IS NOT NULL`,
    [accounts],
  );
  return new Map(
    found.map((r) => [
      r.address,
      {
        investor: r.registry_number === null ? null : investorReference(BigInt(r.registry_number)),
        contract: r.kind,
      },
    ]),
  );
}
