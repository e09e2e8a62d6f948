import { readTable } from '@cadastre/core';
import { describe, expect, it } from '@jest/globals';
import { decimalOf } from '../money.js';
import { between, FUND, sampleRecord, SECOND, WALLET } from '../testing/record.js';
import { ISO20022_COLUMNS, transactionsCsv } from './iso20022.js';
import { LOT_COLUMNS, lotsCsv } from './lots.js';
import { statementOf } from './statement.js';
import { STATEMENT_COLUMNS, statementCsv } from './statement-csv.js';
import { statementPdf } from './statement-pdf.js';

/** Cells of the rows of a file, by column. */
function rowsOf(text: string, columns: readonly string[]): Record<string, string>[] {
  const { rows } = readTable(text, [columns]);
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row.get(name)])));
}
const pick = (row: Record<string, string> | undefined, ...names: string[]) =>
  names.map((name) => row?.[name]);

describe('a statement', () => {
  it('values what is held at the NAV in force, shares with the queue included until they are struck', () => {
    const [early] = statementOf(between(29, 31)).positions;
    expect(early?.opening).toMatchObject({ quantity: 160_000_000n, escrowed: 0n });
    expect(early?.closing).toMatchObject({
      quantity: 160_000_000n,
      escrowed: 60_000_000n,
      valueUsd6: 1_664_000_000n,
    });
    const whole = statementOf(sampleRecord());
    expect(whole.positions[0]?.closing).toMatchObject({ quantity: 80_000_000n, escrowed: 0n });
    expect([whole.openingValueUsd6, whole.closingValueUsd6]).toEqual([0n, 840_000_000n]);
  });

  it('adds up over every split of its period', () => {
    const whole = statementOf(sampleRecord());
    for (const day of [2, 20, 26, 30, 34, 36, 40]) {
      const parts = [statementOf(between(1, day)), statementOf(between(day + 1, 59))];
      const moved = parts.map(({ positions: [p] }) =>
        (p?.postings ?? []).reduce((sum, { change }) => sum + change, 0n),
      );
      const [first, second] = parts.map(({ positions: [p] }) => p);
      expect(first?.closing.quantity).toBe(second?.opening.quantity);
      expect((moved[0] ?? 0n) + (moved[1] ?? 0n)).toBe(whole.positions[0]?.closing.quantity);
      for (const p of [first, second]) {
        const change = (p?.postings ?? []).reduce((sum, one) => sum + one.change, 0n);
        expect((p?.opening.quantity ?? 0n) + change).toBe(p?.closing.quantity);
      }
      const gross = parts.flatMap((part) => part.gross.map(({ amount }) => amount));
      expect(gross).toEqual(whole.gross.map(({ amount }) => amount));
    }
  });

  it('states income where it was paid, and what nobody has claimed', () => {
    const { income, unclaimed, gross, withheld, fees } = statementOf(sampleRecord());
    expect(income.map(({ paidBlock }) => paidBlock)).toEqual([360]);
    expect(unclaimed.map(({ wallet }) => wallet)).toEqual([SECOND]);
    expect([gross, withheld, fees].map((all) => all.map(decimalOf))).toEqual([
      ['16.000001'],
      ['2.400000'],
      ['0.600000'],
    ]);
    expect(statementOf(between(1, 35)).income).toEqual([]);
  });

  it('is a CSV of exact decimals with signs, and the same bytes each time', () => {
    const text = statementCsv(statementOf(sampleRecord()));
    expect(statementCsv(statementOf(sampleRecord()))).toBe(text);
    const rows = rowsOf(text, STATEMENT_COLUMNS);
    expect(rows.map(({ section }) => section)).toEqual([
      'opening',
      ...Array<string>(6).fill('movement'),
      ...['fee', 'movement', 'income', 'unclaimed', 'closing'],
    ]);
    const issue = rows.find(({ kind }) => kind === 'issue');
    expect(pick(issue, 'time', 'quantity', 'amount', 'currency')).toEqual([
      '2026-01-02T12:00:00.000Z',
      '100.000000',
      '-1000.00',
      'USD',
    ]);
    const struck = rows.filter(({ kind }) => kind === 'redeemed');
    expect(
      struck.map((row) => pick(row, 'section', 'quantity', 'in_redemption', 'amount')),
    ).toEqual([
      ['movement', '-60.000000', '-60.000000', '624.600000'],
      ['fee', '', '', '-0.600000'],
    ]);
    expect(pick(rows.at(-1), 'section', 'quantity', 'nav_usd', 'amount')).toEqual([
      'closing',
      '80.000000',
      '10.500000',
      '840.000000',
    ]);
  });

  it('is a PDF of the same bytes each time', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => statementPdf(statementOf(sampleRecord()))),
    );
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    expect(one?.subarray(0, 8).toString()).toBe('%PDF-1.7');
  });
});

describe('tax lots of a statement', () => {
  const rows = rowsOf(lotsCsv(sampleRecord()), LOT_COLUMNS);
  const cents = (text: string | undefined) => BigInt((text || '0').replace('.', ''));
  const sum = (entry: string, column: string) =>
    rows.filter((row) => row['entry'] === entry).reduce((s, row) => s + cents(row[column]), 0n);

  it('sell the oldest first, at cost and what was paid net of the fee, a gift at the NAV', () => {
    const sold = rows.filter(({ entry }) => entry === 'disposal');
    expect(
      sold.map((row) => pick(row, 'lot', 'entry_by', 'quantity', 'cost', 'proceeds', 'gain')),
    ).toEqual([
      ['1', 'redeemed', '60.000000', '600.000000', '624.000000', '24.000000'],
      ['1', 'transfer_out', '20.000000', '200.000000', '210.000000', '10.000000'],
    ]);
    const open = rows.filter(({ entry }) => entry === 'open');
    expect(
      open.map((row) => pick(row, 'lot', 'acquired_by', 'cost_basis', 'quantity', 'cost')),
    ).toEqual([
      ['1', 'issue', 'paid', '20.000000', '200.000000'],
      ['2', 'issue', 'paid', '50.000000', '520.000000'],
      ['3', 'transfer_in', 'nav', '10.000000', '104.000000'],
    ]);
  });

  it('divide the income among the lots of its record date, to the last unit', () => {
    expect(sum('income', 'gross_income')).toBe(16_000_001n);
    expect(sum('income', 'withheld')).toBe(2_400_000n);
    expect(rows.filter(({ entry }) => entry === 'income').map(({ lot }) => lot)).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('tell a period its own disposals and the lots open at its end', () => {
    const early = rowsOf(lotsCsv(between(1, 29)), LOT_COLUMNS);
    expect(early.map(({ entry }) => entry)).toEqual(['open', 'open', 'open']);
    const late = rowsOf(lotsCsv(between(35, 59)), LOT_COLUMNS);
    expect(late.filter(({ entry }) => entry === 'disposal').map((row) => row['entry_by'])).toEqual([
      'transfer_out',
    ]);
  });
});

const TOKEN = `0x${'d1'.repeat(20)}`;

describe('a conversion', () => {
  it('is no sale: what it gave has the cost and the age of what it took', () => {
    const next = { ...FUND, tokenId: 'next', assetId: 'next', symbol: 'NEXT', address: TOKEN };
    const [bought] = sampleRecord().transfers;
    if (!bought) throw new Error('the record has no transfer');
    const transaction = `0x${'45'.repeat(32)}`;
    const moved = { ...bought, block: 450, at: new Date('2026-02-14T12:00:00.000Z'), transaction };
    const burned = { ...moved, sender: WALLET, receiver: bought.sender, quantity: 50_000_000n };
    const minted = { ...moved, token: next.address, quantity: 100_000_000n, logIndex: 4 };
    const record = sampleRecord({
      assets: [next, FUND],
      transfers: [...sampleRecord().transfers, burned, minted],
      conversions: [
        {
          wallet: WALLET,
          from: FUND.address,
          to: next.address,
          burned: burned.quantity,
          minted: minted.quantity,
          transaction,
        },
      ],
    });
    const rows = rowsOf(lotsCsv(record), LOT_COLUMNS);
    const given = rows.filter(({ symbol }) => symbol === 'NEXT');
    expect(
      given.map((row) =>
        pick(row, 'entry', 'acquired_at', 'acquired_by', 'cost_basis', 'quantity', 'cost'),
      ),
    ).toEqual([
      ['open', '2026-01-02T12:00:00.000Z', 'conversion', 'carried', '40.000000', '200.000000'],
      ['open', '2026-01-20T12:00:00.000Z', 'conversion', 'carried', '60.000000', '312.000000'],
    ]);
    const taken = rows.filter((row) => row['entry_by'] === 'conversion');
    expect(
      taken.map((row) => pick(row, 'symbol', 'proceeds_basis', 'quantity', 'cost', 'gain')),
    ).toEqual([
      ['EXTF', 'carried', '20.000000', '200.000000', '0.000000'],
      ['EXTF', 'carried', '30.000000', '312.000000', '0.000000'],
    ]);
  });
});

describe('transactions after ISO 20022', () => {
  it('have a semt.017 row for each movement and a camt.053 row for each payment', () => {
    const rows = rowsOf(transactionsCsv(sampleRecord()), ISO20022_COLUMNS);
    expect(rows.map(({ MsgDefIdr }) => MsgDefIdr)).toEqual([
      ...['semt.017', 'camt.053', 'semt.017', 'camt.053'],
      ...['semt.017', 'semt.017', 'semt.017'],
      ...['semt.017', 'camt.053', 'camt.053'],
      ...['camt.053', 'camt.053', 'semt.017'],
    ]);
    const types = rows
      .filter(({ MsgDefIdr }) => MsgDefIdr === 'semt.017')
      .map((row) =>
        pick(row, 'TxDtls/SttlmParams/SctiesTxTp/Cd', 'TxDtls/SctiesMvmntTp', 'TxDtls/Pmt').join(),
      );
    expect(types).toEqual([
      'SUBS,RECE,APMT',
      'SUBS,RECE,APMT',
      'TRAD,RECE,FREE',
      'OWNI,DELI,FREE',
      'OWNI,DELI,FREE',
      'REDM,DELI,APMT',
      'TRAD,DELI,FREE',
    ]);
    const cash = rows.reduce((total, row) => {
      const amount = BigInt((row['Ntry/Amt'] ?? '').replace('.', '') || '0');
      if (row['Ntry/Amt/@Ccy'] !== 'EUSD') return total;
      return row['Ntry/CdtDbtInd'] === 'CRDT' ? total + amount : total - amount;
    }, 0n);
    // 624.60 less 0.60 of the redemption, 16.000001 less 2.40 of the income.
    expect(cash).toBe(637_600_001n);
  });
});
