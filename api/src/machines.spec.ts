import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  assetMachine,
  buyoutMachine,
  corporateActionMachine,
  deedMachine,
  distributionMachine,
  kycCaseMachine,
  type Machine,
  otcOrderMachine,
  voteMachine,
  walletMachine,
} from '@cadastre/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { getAddress, ZeroHash } from 'ethers';
import { type Fact, type LedgerContract } from './chain/ledger/fact.js';
import { Ledger } from './chain/ledger/ledger.js';
import { ROLES, type Role } from './platform/context.js';
import { Crypto } from './platform/crypto.js';
import type { Route } from './platform/routes.js';
import { TREASURY } from './testing/builders.js';
import { RowPlanter } from './testing/rows.js';
import type { Persona, TestApp } from './testing/test-app.js';
import { startWholeApi } from './testing/whole-api.js';

type Row = Record<string, unknown>;
type Happening = [contract: LedgerContract, event: string, args: Fact['args']];

/** A machine, the rows that walk it, and what the chain may say of the nth of them. */
interface Walked {
  machine: Machine;
  /** First part of its routes. */
  path: string;
  row?: (n: number) => Row;
  facts?: (n: number) => Happening[];
}

const addressOf = (byte: string): string => getAddress(`0x${byte.repeat(20)}`);
const [VAULT, BALLOT, ACTIONS, MAKER] = ['a1', 'b2', 'c3', 'd4'].map(addressOf);
const bytes = (hex = ''): string => hex.toLowerCase().replace('0x', '\\x');
const two = (n: number): string => String(n).padStart(2, '0');
const idOf = (kind: string, n: number): string => `00000000-0000-7000-${kind}-0000000000${two(n)}`;
const walletOf = (n: number): string => `0x${two(n).repeat(20)}`;
const titleOf = (n: number): string => `0x${'00'.repeat(31)}${two(n)}`;
const VOTE = '8001';

/** Sales, orders and bars race in specs of their own, which need a chain. */
const WALKED: readonly Walked[] = [
  {
    machine: assetMachine,
    path: 'assets',
    row: () => ({ kind: 'treasury', details: TREASURY.details }),
  },
  { machine: kycCaseMachine, path: 'kyc-cases' },
  {
    machine: walletMachine,
    path: 'wallets',
    row: (n) => ({ address: walletOf(n), operation_id: null }),
    facts: (n) => [
      ['InvestorRegistry', 'WalletSuspended', { wallet: walletOf(n), suspended: true }],
      ['InvestorRegistry', 'WalletRegistered', { wallet: walletOf(n) }],
      ['InvestorRegistry', 'WalletRevoked', { wallet: walletOf(n) }],
    ],
  },
  { machine: distributionMachine, path: 'distributions' },
  {
    machine: voteMachine,
    path: 'votes',
    row: (n) => ({ id: idOf(VOTE, n), ballot: bytes(BALLOT), chain_number: n }),
    facts: (n) => [['Ballot', 'MotionWithdrawn', { ballotId: BigInt(n) }]],
  },
  {
    machine: corporateActionMachine,
    path: 'corporate-actions',
    row: (n) => ({ contract: bytes(ACTIONS), chain_number: n }),
    facts: (n) => [
      ['CorporateActions', 'ActionCancelled', { id: BigInt(n) }],
      ['CorporateActions', 'RedemptionOpened', { id: BigInt(n) }],
    ],
  },
  {
    machine: otcOrderMachine,
    path: 'otc-orders',
    row: (n) => ({ maker: bytes(MAKER), nonce: n }),
    facts: (n) => [
      ['Settlement', 'NoncesCancelled', { maker: MAKER ?? '', word: 0n, mask: 1n << BigInt(n) }],
    ],
  },
  {
    machine: deedMachine,
    path: 'deeds',
    row: (n) => ({ title_id: bytes(titleOf(n)) }),
    facts: (n) => {
      const title = { titleId: BigInt(titleOf(n)), to: MAKER ?? '' };
      return [
        ['PropertyDeed', 'TitleRecorded', title],
        ['PropertyDeed', 'TitleStruck', title],
        ['DeedVault', 'DeedDeposited', title],
        ['DeedVault', 'DeedReleased', title],
      ];
    },
  },
  {
    machine: buyoutMachine,
    path: 'buyouts',
    row: (n) => ({ vote_id: idOf(VOTE, n), vault: bytes(VAULT) }),
    facts: (n) => {
      const motion = { ballotId: BigInt(n), fractions: 7n };
      return [
        ['DeedVault', 'BuyoutFunded', motion],
        ['DeedVault', 'BuyoutWithdrawn', motion],
        ['DeedVault', 'BuyoutExecuted', motion],
      ];
    },
  },
];

let t: TestApp;
let document: OpenAPIObject;
let routes: Route[];
let people: Record<Role, Persona>;
let planter: RowPlanter;

beforeAll(async () => {
  ({ t, routes, document, people } = await startWholeApi());
  // What is sealed belongs to one row; these are copies.
  jest.spyOn(t.get(Crypto), 'open').mockReturnValue('{}');
  const { organisationId } = people.issuer;
  planter = new RowPlanter(t.db, new Map([['organisation', { id: organisationId }]]));
  await t.db.sql(
    'CREATE TABLE api.moved (what text, id uuid, was text, is_now text, at bigserial)',
  );
  await t.db.sql(`CREATE FUNCTION api.note_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO api.moved VALUES (TG_TABLE_NAME, NEW.id, OLD.state, NEW.state); RETURN NEW; END $$`);
  const [address, nav_feed, reserve_feed] = [1, 2, 3].map((n) => Buffer.alloc(20, n));
  await planter.plant('token', { address, nav_feed, reserve_feed, deployed_block: 1 });
  await planter.plant('satellite');
  await planter.neighbours('satellite', [
    { id: idOf('9001', 1), kind: 'deed_vault', address: bytes(VAULT), state: 'ready' },
    { id: idOf('9001', 2), kind: 'ballot', address: bytes(BALLOT), state: 'ready' },
  ]);
});
afterAll(() => t.close());

let block = 1_000;
async function happens(what: 'apply' | 'retract', [contract, event, args]: Happening) {
  const fact: Fact = {
    ...{
      contract,
      event,
      args,
      address: contract === 'DeedVault' ? (VAULT ?? '') : place(contract),
    },
    ...{ blockNumber: (block += 1), blockHash: ZeroHash, blockTime: new Date(), logIndex: 0 },
    ...{ transactionHash: ZeroHash, commandId: null },
  };
  const ledger = t.get(Ledger);
  await t.db.independent((em) =>
    what === 'apply' ? ledger.apply(em, [fact]) : ledger.retract(em, [fact], block - 1),
  );
}
const place = (contract: LedgerContract): string =>
  (contract === 'Ballot' ? BALLOT : contract === 'CorporateActions' ? ACTIONS : MAKER) ?? '';

/** What the OpenAPI document shows as a body. */
function bodyOf({ path, method }: Route): object | undefined {
  const item = document.paths[path.replace(/:(\w+)/g, '{$1}')] as Record<string, unknown>;
  const operation = item[method.toLowerCase()] as {
    requestBody?: { content: Record<string, { example?: object }> };
  };
  return Object.values(operation.requestBody?.content ?? {})[0]?.example;
}

/** Whether something of its own is made there. */
const isList = ({ path }: Route): boolean =>
  routes.some((one) => one.method === 'GET' && one.path === path);

/** Every verb of a row, by everybody who may say it. */
const verbsOf = (path: string): [Route, Role][] =>
  routes
    .filter((one) => one.method === 'POST' && one.path.startsWith(`/api/v1/${path}/:id/`))
    .filter((one) => (one.path.match(/:/g) ?? []).length === 1 && !isList(one))
    .flatMap((one) =>
      ROLES.filter((role) => one.access !== 'public' && one.access.includes(role)).map(
        (role): [Route, Role] => [one, role],
      ),
    );

describe('calls and facts at the same instant', () => {
  it.each(WALKED.map((one) => [one.machine.name, one] as const))(
    'never take a row of %s out of its table, whatever state it is in',
    async (table, { machine, path, row, facts }) => {
      await planter.plant(table);
      await t.db.sql(`CREATE TRIGGER note_move AFTER UPDATE OF state ON api.${table} FOR EACH ROW
        WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION api.note_move()`);
      const rows = machine.states.map((state, n) => ({
        id: idOf('8000', n),
        ...row?.(n),
        state,
      }));
      await planter.neighbours(table, rows);
      const verbs = verbsOf(path);
      await Promise.allSettled(
        rows.flatMap(({ id }, n) => [
          ...[1, 2].flatMap(() =>
            verbs.map(([route, role]) =>
              people[role].http.post(
                route.path.replace('/api/v1', '').replace(':id', id),
                bodyOf(route),
              ),
            ),
          ),
          ...(facts?.(n) ?? []).flatMap((one) => [
            happens('apply', one),
            happens('retract', one),
            happens('apply', one),
          ]),
        ]),
      );
      const moved = await t.db.sql<{ was: string; is_now: string }>(
        'SELECT was, is_now FROM api.moved WHERE what = $1 ORDER BY at',
        [table],
      );
      const known = new Set(machine.transitions.map(({ from, to }) => `${from} → ${to}`));
      const arrows = moved.map(({ was, is_now }) => `${was} → ${is_now}`);
      expect(arrows.filter((one) => !known.has(one))).toEqual([]);
      // Else nothing raced.
      expect(arrows.length).toBeGreaterThan(0);
    },
  );
});
