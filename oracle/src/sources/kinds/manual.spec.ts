import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { id, Wallet } from 'ethers';
import { codeOf, contextAt } from '../testing/context.js';
import { manual, MANUAL_TYPES, manualDomain } from './manual.js';

const ANNA = new Wallet(id('anna'));
const BERT = new Wallet(id('bert'));
const CHAIN = 31337;

const ENTRY = {
  name: 'appraisal of 9415 Ravenswood',
  value: '1250000.00',
  unit: 'USD',
  asOf: '2026-04-15T12:00:00Z',
  reason: 'yearly appraisal received by post',
  evidenceSha256: 'cd'.repeat(32),
  enteredBy: 'anna',
  approvedBy: 'bert',
};
type Entry = typeof ENTRY;

async function sign(entry: Entry, role: string, by: Wallet): Promise<string> {
  const { name, value, unit, reason, evidenceSha256 } = entry;
  const asOf = Math.floor(Date.parse(entry.asOf) / 1000);
  const message = { role, name, value, unit, asOf, reason, evidence: `0x${evidenceSha256}` };
  return by.signTypedData(manualDomain(CHAIN), MANUAL_TYPES, message);
}

async function signed(change: Partial<Entry> = {}, maker = ANNA, checker = BERT) {
  const entry = { ...ENTRY, ...change };
  return {
    ...entry,
    enteredSignature: await sign(entry, 'entered', maker),
    approvedSignature: await sign(entry, 'approved', checker),
  };
}

describe('a number typed by hand', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'manual-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const look = async (entry: object | Promise<object>, change: object = {}) => {
    writeFileSync(join(folder, 'entry.json'), JSON.stringify(await entry));
    const validFrom = '2026-01-01T00:00:00Z';
    return manual.prepare({
      from: { folder, suffix: '.json' },
      chainId: CHAIN,
      name: ENTRY.name,
      unit: 'USD',
      scale: 2,
      maxAge: 86_400,
      people: [
        { keyId: 'anna', address: ANNA.address, validFrom },
        { keyId: 'bert', address: BERT.address, validFrom },
        { keyId: 'anna at home', address: ANNA.address, validFrom },
      ],
      ...change,
    })(contextAt());
  };

  it('counts once another person has approved it', async () => {
    const { figures, lines } = await look(signed());
    expect(figures['value']).toMatchObject({ value: 125_000_000n, scale: 2, unit: 'USD' });
    expect(lines[1]).toBe('typed by anna, approved by bert: yearly appraisal received by post');
  });

  it.each<[string, Promise<object>, string]>([
    ['approved by whoever typed it', signed({ approvedBy: 'anna' }, ANNA, ANNA), 'SAME_PERSON'],
    [
      'approved under another name of the same',
      signed({ approvedBy: 'anna at home' }, ANNA, ANNA),
      'SAME_PERSON',
    ],
    ['approved by nobody we know', signed({ approvedBy: 'carl' }), 'KEY_UNKNOWN'],
    ['with the other one’s signature', signed({}, BERT, ANNA), 'SIGNATURE_WRONG'],
    [
      'changed between typing and approving',
      signed().then(async (e) => ({
        ...e,
        value: '9.00',
        approvedSignature: await sign({ ...ENTRY, value: '9.00' }, 'approved', BERT),
      })),
      'SIGNATURE_WRONG',
    ],
    [
      'approved by the signature that typed it',
      signed().then((e) => ({
        ...e,
        approvedSignature: e.enteredSignature,
      })),
      'SIGNATURE_WRONG',
    ],
    ['about something else', signed({ name: 'rent' }), 'OTHER_VALUE'],
    ['in another currency', signed({ unit: 'EUR' }), 'OTHER_VALUE'],
    ['with too many decimals', signed({ value: '1.001' }), 'SOURCE_NUMBER'],
    ['written 1.234,56', signed({ value: '1.234,56' }), 'STATEMENT_SCHEMA'],
    ['without a reason', signed({ reason: '' }), 'STATEMENT_SCHEMA'],
    ['of tomorrow', signed({ asOf: '2026-04-16T12:00:00Z' }), 'FROM_THE_FUTURE'],
    ['of last year', signed({ asOf: '2026-03-01T12:00:00Z' }), 'STALE'],
  ])('is refused %s', async (_what, entry, code) => {
    expect(await codeOf(look(entry))).toBe(code);
  });

  it('needs two people to be configured', () => {
    expect(() => manual.prepare({ people: [] })).toThrow(/people: /);
  });
});
