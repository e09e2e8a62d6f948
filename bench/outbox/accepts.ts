import { createHash } from 'node:crypto';
import { InvestorRegistry__factory, packRecord } from '@cadastre/contracts';
import {
  Accepts,
  type Ctx,
  Deployed,
  type Intent,
  type Registering,
  registeringWriter,
  type Wallet,
  WalletRegister,
} from '@cadastre/api/embedded';
import { closedLoop, type Loop } from '../lib/closed-loop.ts';
import { type Officer, type Platform } from '../platform/platform.ts';

const registry = InvestorRegistry__factory.createInterface();

/** Everything a wallet's approval writes, made beforehand: what is measured is the accepting. */
export async function intentsFor(
  { app, db, officers }: Platform,
  ids: readonly string[],
): Promise<Intent<Registering>[]> {
  const to = app.get(Deployed).address('InvestorRegistry');
  const evidence = createHash('sha256').update('evidence').digest('hex');
  const expiresAt = new Date('2030-01-01T00:00:00Z');
  const record = packRecord({
    expiry: BigInt(expiresAt.getTime() / 1000),
    country: 276,
    tier: 2,
    investorId: 1n,
    provider: 0,
  });
  const wallets = await db.sql<{ id: string; organisation_id: string; address: string; at: Date }>(
    `SELECT id, organisation_id, address, updated_at AS at
     FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(id, place) JOIN api.wallet USING (id)
     ORDER BY place`,
    [ids],
  );
  return wallets.map(({ id, organisation_id: organisationId, address, at }, i) => {
    const officer = officers[i % officers.length];
    if (!officer) throw new Error('nobody is signed in');
    const operationId = db.newId();
    const wallet = {
      id,
      organisationId,
      state: 'registering',
      registerEntry: {
        investorId: '1',
        tier: 2,
        country: 276,
        expiresAt: expiresAt.toISOString(),
        evidenceHash: evidence,
        record: `0x${record.toString(16)}`,
        sanctionsLists: [],
      },
      operationId,
      kycCaseId: null,
      decidedBy: officer.ctx.actor.userId,
      decidedAt: at,
      updatedAt: at,
    } satisfies Partial<Wallet>;
    return {
      ctx: claimed(officer, `accept-${id}`),
      writer: registeringWriter,
      row: { seen: { state: 'proven', updatedAt: at }, wallet: wallet as unknown as Wallet },
      commands: [
        {
          operationId,
          ctx: officer.ctx,
          kind: 'wallet.register',
          signer: 'registrar',
          to,
          data: registry.encodeFunctionData('register', [address, record, `0x${evidence}`]),
          subject: { type: 'wallet', id },
          organisationId,
        },
      ],
      deeds: [
        {
          action: 'wallet.approve',
          subject: { type: 'wallet', id },
          organisationId,
          data: { operationId, evidenceHash: evidence },
        },
      ],
      answer: wallet,
    };
  });
}

/** The accept path alone: whoever calls has read what must be read. */
export function acceptAll(
  platform: Platform,
  callers: number,
  milliseconds: number,
  intents: readonly Intent<Registering>[],
): Promise<Loop> {
  const accepts = platform.app.get(Accepts);
  return closedLoop(callers, milliseconds, intents, (intent) => accepts.accept(intent));
}

/** The whole verb, with its reads and checks, called in the process. */
export function approveAll(
  { app, officers }: Platform,
  callers: number,
  milliseconds: number,
  ids: readonly string[],
): Promise<Loop> {
  const register = app.get(WalletRegister);
  return closedLoop(callers, milliseconds, ids, (id, caller) => {
    const officer = officers[caller % officers.length];
    if (!officer) throw new Error('nobody is signed in');
    return register.approve(claimed(officer, `approve-${id}`), id);
  });
}

function claimed({ ctx }: Officer, key: string): Ctx {
  const requestHash = createHash('sha256').update(key).digest('hex');
  return { ...ctx, claim: { userId: ctx.actor.userId, key, requestHash, status: 202 } };
}
