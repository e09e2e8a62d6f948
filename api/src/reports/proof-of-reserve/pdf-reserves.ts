import { ATTESTED_UNIT, type ReserveReport } from '@cadastre/core';
import { bars, barsHeight } from '../pdf/charts.js';
import { nothing } from '../pdf/paper.js';
import type { Sheet } from '../pdf/sheet.js';
import { heading, table, tableHeight } from '../pdf/table.js';
import { day, dollars, percent, quantity, stamp } from '../pdf/words.js';

/** What the reserves are and who holds them. */
export function reserves(sheet: Sheet, { result: { reserves: r } }: ReserveReport): void {
  heading(sheet, 'Reserves by custodian and class', 'Fair value and cost, in US dollars.');
  table(
    sheet,
    [
      { head: 'Custodian', width: 2.6 },
      { head: 'Class', width: 1.7 },
      { head: 'Matures by', width: 0.9 },
      { head: 'Cost', width: 1.2, align: 'right' },
      { head: 'Fair value', width: 1.3, align: 'right' },
      { head: 'Share', width: 0.9, align: 'right' },
    ],
    r.classes.map((one) => [
      one.custodian,
      one.name,
      one.maturesBy ? day(one.maturesBy) : 'open',
      one.costUsd6 ? dollars(one.costUsd6) : 'not known',
      dollars(one.fairUsd6),
      percent(one.sharePpm),
    ]),
    [
      ['Reserves', '', '', r.costUsd6 ? dollars(r.costUsd6) : '', dollars(r.fairUsd6), ''],
      ['Encumbered', '', '', '', dollars(-BigInt(r.encumberedUsd6)), ''],
    ],
  );
  sheet.cursor += 14;
  sheet.need(barsHeight(r.classes.length) + 40);
  heading(sheet, 'Composition');
  bars(
    sheet,
    r.classes.map((one) => ({
      name: one.name,
      value: BigInt(one.fairUsd6),
      shown: dollars(one.fairUsd6),
      remark: percent(one.sharePpm),
    })),
  );
  sheet.cursor += 8;
}

/** Who vouches for them, since when, and what changed until T. */
export function attestations(sheet: Sheet, { inputs, result }: ReserveReport): void {
  const { unit, scale } = ATTESTED_UNIT[inputs.asset.kind];
  heading(
    sheet,
    'Attestations',
    `What custodians state over their signatures (EIP-712), in ${unit}, and the outcome of checking each at the block.`,
  );
  if (inputs.attestations.length === 0) nothing(sheet, 'No custodian has attested.');
  else {
    table(
      sheet,
      [
        { head: 'Custodian', width: 2.3 },
        { head: 'Account', width: 1.3 },
        { head: 'Number', width: 1 },
        { head: 'Quantity', width: 1.3, align: 'right' },
        { head: 'Encumbered', width: 1.1, align: 'right' },
        { head: 'Outcome', width: 1.1, align: 'right' },
      ],
      inputs.attestations.map((one, i) => [
        one.custodian,
        one.account,
        one.nonce,
        quantity(one.quantity, one.scale),
        quantity(one.encumbered, one.scale),
        (result.attestationOutcomes[i] ?? '').replaceAll('_', ' '),
      ]),
    );
    sheet.cursor += 10;
    table(
      sheet,
      [
        { head: 'Number', width: 1 },
        { head: 'As of, UTC', width: 1.5 },
        { head: 'Expires', width: 1 },
        { head: 'Signed by', width: 3.2, face: 'mono', size: 8 },
      ],
      inputs.attestations.map((one) => [
        one.nonce,
        stamp(one.asOf),
        day(one.expiry),
        one.signer ?? 'nobody',
      ]),
    );
  }
  sheet.cursor += 16;
  const { bridge } = result;
  if (!bridge) return;
  sheet.need(62 + tableHeight(bridge.lines.length + 3));
  heading(
    sheet,
    'Timing bridge',
    `From what was attested on ${stamp(bridge.attestedAt)} UTC to what is counted at the block, in ${unit}.`,
  );
  const show = (amount: string) => quantity(amount, scale);
  table(
    sheet,
    [
      { head: 'What', width: 3 },
      { head: unit, width: 1.2, align: 'right' },
    ],
    [
      ['Attested', show(bridge.attested)],
      ...bridge.lines.map((one): string[] => [one.what, show(one.quantity)]),
      ['Expected at the block', show(bridge.expected)],
      ['Counted', show(bridge.counted)],
    ],
    [['Difference', show(bridge.difference)]],
  );
  sheet.cursor += 20;
}
