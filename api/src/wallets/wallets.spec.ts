import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvestorRegistry__factory, packRecord } from '@cadastre/contracts';
import { ZeroHash } from 'ethers';
import type { Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { projectRegistry } from '../chain/ledger/project-registry.js';
import { Outbox } from '../chain/outbox/outbox.js';
import {
  approveInvestor,
  APPROVAL,
  APRIL,
  fillCase,
  proveWallet,
  setClock,
} from '../testing/builders.js';
import { writeDeployment } from '../testing/deployment.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { Wallet } from './wallet.entity.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  officer = await t.signIn('compliance');
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

const registering = async () => {
  const investor = await t.signIn('investor');
  const caseId = await approveInvestor(investor, officer);
  const { id, account } = await proveWallet(investor);
  const { body } = await officer.http.post(`/wallets/${id}/approve`).expect(202);
  return { investor, caseId, id, account, view: body };
};

/** Hands an event of the registry to the domain, as the ledger does. */
const happens = async (
  what: 'apply' | 'retract',
  event: string,
  args: Fact['args'],
  commandId: string | null = null,
) => {
  const fact: Fact = {
    contract: 'InvestorRegistry',
    address: '0x00000000000000000000000000000000000000C1',
    event,
    args,
    blockNumber: (block += 1),
    blockHash: ZeroHash,
    blockTime: new Date(APRIL),
    logIndex: 0,
    transactionHash: ZeroHash,
    commandId,
  };
  await t.db.independent(async (em) => {
    const ledger = t.get(Ledger);
    if (what === 'apply') {
      await projectRegistry(em, [fact]);
      await ledger.apply(em, [fact]);
    } else await ledger.retract(em, [fact], block - 1);
  });
};

let block = 1;
const stateOf = async (id: string) => (await t.db.em.findOneByOrFail(Wallet, { id })).state;

describe('a proven wallet', () => {
  it('is listed from either end, page by page', async () => {
    const investor = await t.signIn('investor');
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.push((await proveWallet(investor)).id);
    const read = async (query: string) =>
      (await investor.http.get(`/wallets?${query}`).expect(200)).body;
    const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
    expect(idsOf(await read('limit=3'))).toEqual(ids.toReversed());
    const first = await read('limit=2&order=oldest');
    const rest = await read(`limit=2&order=oldest&after=${first.nextCursor}`);
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(ids);
    await investor.http.get('/wallets?order=largest').expect(400);
  });

  it('is found by the beginning of its address or its investor’s reference, by who may see it', async () => {
    const { id, account, view } = await registering();
    const found = async (who: Persona, search: string) => {
      const { body } = await who.http.get(`/wallets?search=${search}`).expect(200);
      return body.items.map((wallet: { id: string }) => wallet.id);
    };
    const beginning = account.address.slice(0, 14);
    for (const search of [beginning, view.investorReference, view.register.investorId]) {
      expect(await found(officer, search)).toEqual([id]);
      expect(await found(await t.signIn('investor'), search)).toEqual([]);
    }
    expect(await found(officer, 'INV-999999')).toEqual([]);
    const { body } = await officer.http.get('/wallets?search=Smith').expect(400);
    expect(body.errors[0].detail).toMatch(/reference, e.g. INV-000012/);
  });

  it('is registered only under an approved and unexpired KYC case', async () => {
    const investor = await t.signIn('investor');
    const { id } = await proveWallet(investor);
    const none = await officer.http.post(`/wallets/${id}/approve`);
    expect([none.status, none.body.code]).toEqual([422, 'kyc_required']);
    await approveInvestor(investor, officer);
    setClock(t, '2027-04-16T00:00:00Z');
    const late = await officer.http.post(`/wallets/${id}/approve`);
    expect([late.status, late.body.code]).toEqual([422, 'kyc_expired']);
    expect(await stateOf(id)).toBe('proven');
  });

  it('is refused where the newest sanctions list carries it', async () => {
    const investor = await t.signIn('investor');
    await approveInvestor(investor, officer);
    const { id } = await proveWallet(investor);
    await t.db.sql('UPDATE api.wallet SET address = $2 WHERE id = $1', [
      id,
      '0x0330070fd38ec3bb94f58fa55d40368271e9e54a',
    ]);
    const { status, body } = await officer.http.post(`/wallets/${id}/approve`);
    expect([status, body.code]).toEqual([422, 'sanctioned_address']);
    expect(body.lists[0]).toMatchObject({ file: 'ofac_eth_addresses_2026-10.csv' });
  });

  it('is rejected with a reason and may then be proven again', async () => {
    const investor = await t.signIn('investor');
    const { id, account } = await proveWallet(investor);
    await officer.http.post(`/wallets/${id}/reject`, { reason: 'Shared wallet.' }).expect(200);
    expect(await stateOf(id)).toBe('removed');
    const again = await officer.http.post(`/wallets/${id}/reject`, { reason: 'Again.' });
    expect([again.status, again.body.code]).toEqual([409, 'wallet_not_pending']);
    await proveWallet(investor, account);
  });

  it("is nobody else's to see or decide", async () => {
    const { id } = await proveWallet(await t.signIn('investor'));
    const other = await t.signIn('investor');
    await other.http.get(`/wallets/${id}`).expect(404);
    await other.http.post(`/wallets/${id}/approve`).expect(403);
  });
});

describe('an issuer', () => {
  it('sees the wallets it may issue to, and nobody behind them', async () => {
    const issuer = await t.signIn('issuer');
    const { id: waiting } = await proveWallet(await t.signIn('investor'));
    const { id, account, view } = await registering();
    const args = {
      wallet: account.address,
      record: BigInt(view.register.record),
      evidenceHash: ZeroHash,
    };
    await happens('apply', 'WalletRegistered', args, view.operationId);
    const { body } = await issuer.http.get('/wallets').expect(200);
    const seen = body.items.find((wallet: { id: string }) => wallet.id === id);
    expect(seen).toMatchObject({
      address: account.address,
      state: 'registered',
      investorReference: expect.stringMatching(/^INV-\d{6}$/),
      organisationId: null,
      kycCaseId: null,
      label: '',
    });
    expect(body.items.map((wallet: { id: string }) => wallet.id)).not.toContain(waiting);
    await issuer.http.get(`/wallets/${waiting}`).expect(404);
  });
});

describe('an approved wallet', () => {
  it('carries the KYC decision to the registry in one command', async () => {
    const { id, account, view } = await registering();
    expect(view).toMatchObject({ state: 'registering', agrees: null });
    const [command] = await t.db.sql<{ data: Buffer; signer: string }>(
      'SELECT data, signer FROM api.chain_command WHERE id = $1',
      [view.operationId],
    );
    expect(command?.signer).toBe('registrar');
    const call = InvestorRegistry__factory.createInterface().decodeFunctionData(
      'register',
      command?.data ?? '0x',
    );
    expect(call[0]).toBe(account.address);
    expect(call[1]).toBe(
      packRecord({
        expiry: BigInt(Date.parse('2027-04-16T00:00:00Z') / 1000),
        country: 276,
        tier: 2,
        investorId: BigInt(view.register.investorId),
        provider: 0,
      }),
    );
    expect(call[2]).toBe(`0x${view.register.evidenceHash}`);
    expect(await stateOf(id)).toBe('registering');
  });

  it('is registered when the chain says so, and the view compares both registers', async () => {
    const { id, account, view } = await registering();
    const args = {
      wallet: account.address,
      record: BigInt(view.register.record),
      evidenceHash: `0x${view.register.evidenceHash}`,
    };
    await happens('apply', 'WalletRegistered', args, view.operationId);
    const { body } = await officer.http.get(`/wallets/${id}`).expect(200);
    expect(body).toMatchObject({
      state: 'registered',
      agrees: true,
      chain: { tier: 2, country: 276 },
    });
    await happens('retract', 'WalletRegistered', args, view.operationId);
    expect(await stateOf(id)).toBe('registering');
  });

  it('goes back to proven, with the reason, where the chain refused it', async () => {
    const { id, view } = await registering();
    await t.db.independent(() =>
      t.get(Outbox).tell('rejected', {
        operationId: view.operationId,
        kind: 'wallet.register',
        subject: { type: 'wallet', id },
        organisationId: null,
        transactionHash: null,
        blockNumber: null,
        reason: { code: 'WalletIsSuspended', sentence: 'The wallet is suspended.' },
      }),
    );
    const { body } = await officer.http.get(`/wallets/${id}`).expect(200);
    expect(body).toMatchObject({ state: 'proven', decisionReason: 'The wallet is suspended.' });
  });

  it('leaves the registry when the KYC approval is revoked', async () => {
    const { id, account, caseId, view } = await registering();
    const wallet = account.address;
    const args = { wallet, record: BigInt(view.register.record), evidenceHash: ZeroHash };
    await happens('apply', 'WalletRegistered', args, view.operationId);
    await officer.http.post(`/kyc-cases/${caseId}/revoke`, { reason: 'False papers.' }).expect(200);
    const commands = await t.db.sql<{ kind: string }>(
      'SELECT kind FROM api.chain_command WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    expect(commands.map(({ kind }) => kind)).toEqual(['wallet.register', 'wallet.revoke']);
    expect(await stateOf(id)).toBe('registered');
    await happens('apply', 'WalletRevoked', { wallet, reason: ZeroHash });
    expect(await stateOf(id)).toBe('removed');
    await happens('retract', 'WalletRevoked', { wallet, reason: ZeroHash });
    expect(await stateOf(id)).toBe('registered');
  });

  it('is renewed on the chain when its investor is approved anew', async () => {
    const { investor, id, account, view } = await registering();
    const args = {
      wallet: account.address,
      record: BigInt(view.register.record),
      evidenceHash: ZeroHash,
    };
    await happens('apply', 'WalletRegistered', args, view.operationId);
    setClock(t, '2027-05-01T00:00:00Z');
    const caseId = await fillCase(investor);
    await investor.http.post(`/kyc-cases/${caseId}/submit`).expect(200);
    const terms = { ...APPROVAL, expiresOn: '2028-05-01' };
    await officer.http.post(`/kyc-cases/${caseId}/approve`, terms).expect(200);
    const { body } = await officer.http.get(`/wallets/${id}`).expect(200);
    expect(body).toMatchObject({
      state: 'registered',
      kycExpiresOn: '2028-05-01',
      agrees: false,
      operationId: view.operationId,
    });
  });

  it('is frozen and freed by the registry alone', async () => {
    const { id, account, view } = await registering();
    const wallet = account.address;
    const args = { wallet, record: BigInt(view.register.record), evidenceHash: ZeroHash };
    await happens('apply', 'WalletRegistered', args, view.operationId);
    await happens('apply', 'WalletSuspended', { wallet, suspended: true, reason: ZeroHash });
    expect(await stateOf(id)).toBe('frozen');
    await happens('apply', 'WalletSuspended', { wallet, suspended: false, reason: ZeroHash });
    expect(await stateOf(id)).toBe('registered');
  });
});
