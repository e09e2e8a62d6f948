import { figureBox, nothing, paperFoot, paperHead } from '../pdf/paper.js';
import { Sheet } from '../pdf/sheet.js';
import { heading, table } from '../pdf/table.js';
import { grouped, moment } from '../pdf/words.js';
import { percentOf } from './cap-table.csv.js';
import type { CapTable } from './cap-tables.service.js';

const CONTRACTS: Readonly<Record<string, string>> = {
  redemption_queue: 'Redemption queue',
  bar_vault: 'Bar vault',
  distributor: 'Distributor',
  offering: 'Offering',
};

/** The cap table as a PDF of the same bytes for the same block. */
export function capTablePdf(content: CapTable): Promise<Buffer> {
  const { token, block, supply, holders } = content;
  const sheet = new Sheet({
    title: `Cap table of ${token.symbol} at block ${block.number}`,
    author: 'Cadastre',
    subject: `Block ${block.number}, ${block.hash}`,
    at: block.time,
  });
  sheet.page();
  paperHead(sheet, {
    kind: 'Register of holders',
    title: 'Cap table',
    subject: `${token.name} · ${token.symbol}`,
    note: `Every account with a balance after block ${block.number}, ${moment(block.time.toISOString())}. Token ${token.address}.`,
  });
  const investors = new Set(holders.flatMap(({ owner }) => owner?.investor ?? []));
  const largest = holders[0]?.quantity ?? 0n;
  figureBox(sheet, [
    ['Supply', grouped(supply, token.decimals), token.symbol],
    ['Investors', String(investors.size), `with ${holders.length} accounts`],
    ['Largest account', `${cut(percentOf(largest, supply))} %`, 'of the supply'],
  ]);
  heading(sheet, 'Holders', 'Largest first. Shares of the supply are rounded down.');
  if (holders.length === 0) nothing(sheet, 'Nobody held the token.');
  else rows(sheet, content);
  const what = `Cap table · ${token.name} · block ${block.number}`;
  return sheet.finish((page, of) => {
    paperFoot(sheet, { what, blockHash: block.hash }, page, of);
  });
}

function rows(sheet: Sheet, { token, supply, holders }: CapTable): void {
  table(
    sheet,
    [
      { head: '', width: 0.35 },
      { head: 'Investor', width: 1.35 },
      { head: 'Account', width: 3.3, face: 'mono', size: 7.5 },
      { head: token.symbol, width: 1.6, align: 'right' },
      { head: 'Share, %', width: 0.9, align: 'right' },
    ],
    holders.map(({ account, quantity, owner }, i) => [
      String(i + 1),
      owner?.investor ?? CONTRACTS[owner?.contract ?? ''] ?? 'not registered',
      account,
      grouped(quantity, token.decimals),
      cut(percentOf(quantity, supply)),
    ]),
    [['', 'Supply', '', grouped(supply, token.decimals), supply > 0n ? '100.0000' : '']],
  );
}

/** Four of six decimals, rounded down. */
const cut = (percent: string): string => percent.slice(0, -2);
