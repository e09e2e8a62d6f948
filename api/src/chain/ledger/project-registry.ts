import { RECORD_STATUS, unpackRecord } from '@cadastre/contracts';
import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../bytes.js';
import { rows } from '../rows.js';
import { intArg, listArg, textArg } from './decode.js';
import type { Fact } from './fact.js';

/** Status bits of a record's flags. */
export const { suspended: SUSPENDED, revoked: REVOKED, replaced: REPLACED } = RECORD_STATUS;

/** A wallet's record: the packed word of the registry contract, unpacked. */
export interface Registration {
  investorId: bigint;
  tier: number;
  country: number;
  flags: number;
  provider: number;
  expiresAt: Date;
  evidenceHash: string;
}

/** Year 9999: a later expiry means never, and neither Date nor Postgres must choke on it. */
const NEVER = 253_402_300_799;

function recordOf(word: bigint, evidenceHash: string): Registration {
  const { expiry, investorId, tier, country, flags, provider } = unpackRecord(word);
  const expiresAt = new Date(Math.min(Number(expiry), NEVER) * 1000);
  return { investorId, tier, country, flags, provider, expiresAt, evidenceHash };
}

type Register = Map<string, Registration>;
type Reading = (register: Register, fact: Fact) => string[];

/** What each event does to the register; answers the wallets it touched. */
const READINGS: Record<string, Reading> = {
  WalletRegistered: (register, { args }) => {
    const wallet = textArg(args, 'wallet');
    register.set(wallet, recordOf(intArg(args, 'record'), textArg(args, 'evidenceHash')));
    return [wallet];
  },
  WalletsRegistered: (register, { args }) => {
    const wallets = listArg(args, 'wallets').map(String);
    const records = listArg(args, 'records');
    wallets.forEach((wallet, i) => {
      const record = BigInt(String(records[i]));
      register.set(wallet, recordOf(record, textArg(args, 'evidenceHash')));
    });
    return wallets;
  },
  WalletRevoked: (register, { args }) => flag(register, textArg(args, 'wallet'), REVOKED, true),
  WalletSuspended: (register, { args }) =>
    flag(register, textArg(args, 'wallet'), SUSPENDED, args['suspended'] === true),
  WalletLinked: (register, { args }) =>
    copy(register, textArg(args, 'wallet'), textArg(args, 'newWallet')),
  WalletReplaced: (register, { args }) => {
    const lost = textArg(args, 'lostWallet');
    return [
      ...copy(register, lost, textArg(args, 'newWallet')),
      ...flag(register, lost, REPLACED, true),
    ];
  },
};

function flag(register: Register, wallet: string, bit: number, on: boolean): string[] {
  const known = register.get(wallet);
  if (!known) return [];
  register.set(wallet, { ...known, flags: on ? known.flags | bit : known.flags & ~bit });
  return [wallet];
}

function copy(register: Register, from: string, to: string): string[] {
  const known = register.get(from);
  if (!known) return [];
  register.set(to, known);
  return [to];
}

/** Every wallet an event names, whether it will change or only be read. */
const named = (fact: Fact): string[] =>
  fact.event === 'WalletsRegistered'
    ? listArg(fact.args, 'wallets').map(String)
    : ['wallet', 'newWallet', 'lostWallet'].flatMap((name) => {
        const value = fact.args[name];
        return typeof value === 'string' ? [value] : [];
      });

/** Projects the registry's events of a range: the register now and after each block. */
export async function projectRegistry(em: EntityManager, facts: Fact[]): Promise<void> {
  const events = facts.filter((f) => f.contract === 'InvestorRegistry' && READINGS[f.event]);
  if (events.length === 0) return;
  const register = await load(em, [...new Set(events.flatMap(named))]);
  const after = new Map<string, { wallet: string; block: number; record: Registration }>();
  for (const fact of events) {
    for (const wallet of READINGS[fact.event]?.(register, fact) ?? []) {
      const record = register.get(wallet);
      if (record)
        after.set(`${wallet} ${fact.blockNumber}`, { wallet, block: fact.blockNumber, record });
    }
  }
  await store(em, [...after.values()]);
}

interface RegistrationRow {
  wallet: Buffer;
  investor_id: string;
  tier: number;
  country: number;
  flags: number;
  provider: string;
  expires_at: Date;
  evidence_hash: Buffer;
}

async function load(em: EntityManager, wallets: string[]): Promise<Register> {
  const found = await rows<RegistrationRow>(
    em,
    `SELECT wallet, investor_id, tier, country, flags, provider, expires_at, evidence_hash
     FROM api.registration WHERE wallet = ANY($1)`,
    [wallets.map(toBytes)],
  );
  const byBytes = new Map(wallets.map((wallet) => [wallet.toLowerCase(), wallet]));
  return new Map(
    found.map((r): [string, Registration] => [
      byBytes.get(toHex(r.wallet)) ?? toHex(r.wallet),
      readRegistration(r),
    ]),
  );
}

export const readRegistration = (r: Omit<RegistrationRow, 'wallet'>): Registration => ({
  investorId: BigInt(r.investor_id),
  tier: r.tier,
  country: r.country,
  flags: r.flags,
  provider: Number(r.provider),
  expiresAt: r.expires_at,
  evidenceHash: toHex(r.evidence_hash),
});

const FIELDS =
  'wallet, investor_id, tier, country, flags, provider, expires_at, evidence_hash, block_number';

async function store(
  em: EntityManager,
  changes: { wallet: string; block: number; record: Registration }[],
): Promise<void> {
  if (changes.length === 0) return;
  await em.query(
    `WITH changes AS (
       INSERT INTO api.registration_change (${FIELDS})
       SELECT * FROM unnest($1::bytea[], $2::numeric[], $3::smallint[], $4::smallint[], $5::int[],
         $6::bigint[], $7::timestamptz[], $8::bytea[], $9::bigint[])
       RETURNING ${FIELDS}
     )
     INSERT INTO api.registration (${FIELDS})
     SELECT DISTINCT ON (wallet) ${FIELDS} FROM changes ORDER BY wallet, block_number DESC
     ON CONFLICT (wallet) DO UPDATE SET ${FIELDS.split(', ')
       .slice(1)
       .map((field) => `${field} = excluded.${field}`)
       .join(', ')}`,
    [
      changes.map((c) => toBytes(c.wallet)),
      changes.map((c) => c.record.investorId),
      changes.map((c) => c.record.tier),
      changes.map((c) => c.record.country),
      changes.map((c) => c.record.flags),
      changes.map((c) => c.record.provider),
      changes.map((c) => c.record.expiresAt),
      changes.map((c) => toBytes(c.record.evidenceHash)),
      changes.map((c) => c.block),
    ],
  );
}

/** Takes the register back to what it was after a block. */
export async function rollBackRegistry(em: EntityManager, block: number): Promise<void> {
  await em.query(
    `UPDATE api.registration r SET ${FIELDS.split(', ')
      .slice(1)
      .map((field) => `${field} = c.${field}`)
      .join(', ')}
     FROM (SELECT DISTINCT wallet FROM api.registration_change WHERE block_number > $1) AS gone
       CROSS JOIN LATERAL (
         SELECT * FROM api.registration_change
         WHERE wallet = gone.wallet AND block_number <= $1
         ORDER BY block_number DESC LIMIT 1) AS c
     WHERE r.wallet = gone.wallet`,
    [block],
  );
  await em.query('DELETE FROM api.registration WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.registration_change WHERE block_number > $1', [block]);
}
