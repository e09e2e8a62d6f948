import type { ReportRound, ReserveReport } from '@cadastre/core';
import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import { heading, table, tableHeight } from '../pdf/table.js';
import { nothing } from '../pdf/paper.js';
import { dollars, nav, short, stamp } from '../pdf/words.js';
import { tokens } from './pdf-words.js';

/** A heading with one line of note, in points. */
const HEADING = 45;

/** The last reports the feeds accepted, and who signed the newest. */
export function oracle(sheet: Sheet, { inputs }: ReserveReport): void {
  const { navRounds, reserveRounds, parked } = inputs;
  sheet.need(HEADING + 30 + Math.min(tableHeight(navRounds.length), 200));
  heading(
    sheet,
    'Oracle evidence',
    'The newest reports that the on-chain feeds accepted from the oracle committee, newest first.',
  );
  feed(sheet, inputs.token.navFeed, 'NAV per token, USD', navRounds, nav);
  sheet.cursor += 10;
  feed(sheet, inputs.token.reserveFeed, 'Reserves, USD', reserveRounds, dollars);
  for (const one of parked) {
    sheet.paragraph(
      `Parked: a ${one.feed} report of ${one.feed === 'nav' ? nav(one.answer) : dollars(one.answer)} USD, digest ${one.digest}, waits for approval since ${stamp(one.parkedAt)} UTC.`,
      { size: 9, colour: COLOURS.amber },
    );
  }
  sheet.cursor += 16;
}

function feed(
  sheet: Sheet,
  address: string,
  answer: string,
  rounds: readonly ReportRound[],
  show: (answer: string) => string,
): void {
  const [newest] = rounds;
  if (!newest) {
    nothing(sheet, `${answer}: nothing has been published.`);
    return;
  }
  sheet.need(Math.min(tableHeight(rounds.length) + 24, 200));
  table(
    sheet,
    [
      { head: 'Round', width: 0.5 },
      { head: 'Valuation time, UTC', width: 1.35 },
      { head: 'Published, UTC', width: 1.35 },
      { head: 'Block', width: 0.55 },
      { head: 'Transaction', width: 1.15, face: 'mono', size: 7.5 },
      { head: 'Digest', width: 1.15, face: 'mono', size: 7.5 },
      { head: answer, width: 1.4, align: 'right' },
    ],
    rounds.map((one) => [
      one.round,
      stamp(one.valuationTime),
      stamp(one.publishedAt),
      String(one.block),
      short(one.transactionHash),
      short(one.digest),
      show(one.answer),
    ]),
  );
  // A parked report goes on-chain signed, and becomes a round only by its approvals.
  const signed =
    newest.signers.length > 0
      ? `signed by: ${newest.signers.join(', ')}`
      : 'approved by officers; its signatures stand in the transaction that parked it';
  sheet.paragraph(`Feed ${address}. Round ${newest.round} ${signed}.`, {
    size: 7.5,
    colour: COLOURS.muted,
  });
}

/** What is owed to whom, without naming anybody: one root that commits to every balance. */
export function holders(sheet: Sheet, { inputs }: ReserveReport): void {
  const { holders: h, token, asOf } = inputs;
  sheet.need(190);
  heading(
    sheet,
    'Holder liabilities',
    'A Merkle sum tree over every balance at the block; each node commits to the sums of both its children, so that no liability can hide.',
  );
  const rows = [
    ['Root', h.root, true],
    ['Sum of balances', `${tokens(inputs, h.sumBaseUnits)} ${token.symbol}`, false],
    [
      'Supply at the block',
      `${tokens(inputs, inputs.supply.closingBaseUnits)} ${token.symbol}`,
      false,
    ],
    ['Holders', String(h.count), false],
  ] as const;
  for (const [name, value, mono] of rows) {
    sheet.line(name, PAGE.left, sheet.cursor, 110, { size: 9, colour: COLOURS.muted });
    sheet.line(value, PAGE.left + 116, sheet.cursor, COLUMN - 116, {
      face: mono ? 'mono' : 'text',
      size: mono ? 8 : 9,
    });
    sheet.cursor += 15;
  }
  sheet.cursor += 4;
  sheet.paragraph(
    `A holder asks for the proof of its address (or finds it in the evidence bundle), hashes keccak256(0x00 | chain ${token.chainId} | token | block ${asOf.block} | address | balance), joins it with each sibling as keccak256(0x01 | left hash | left sum | right hash | right sum), and must arrive at the root and the sum above. verify --holder does it.`,
    { size: 9 },
  );
  sheet.cursor += 16;
}
