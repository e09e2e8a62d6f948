import { createHash } from 'node:crypto';
import { pageCount, pdfText } from '../pdf/text.ts';
import { fundNav } from '../model/nav.ts';
import { decimal, Rational } from '../model/rational.ts';
import { TOKEN_ABI, whole } from './chain.ts';
import { fundStates } from './nav.ts';
import type { Subject } from './subject.ts';

interface Report {
  asOfBlock: number;
  asOfBlockHash: string;
  asOfTime: string;
  pdfSha256: string;
  verdict: string;
}

/** The auditor's PDF is the one the register names, and says what the chain and the files say. */
export async function checkReport(subject: Subject): Promise<void> {
  const { world, rpc, checks } = subject;
  const auditor = await world.as(world.cast.auditor);
  const report = await auditor.get<Report>(`/reports/${world.know('reportId')}`);
  const pdf = world.know('pdf');
  checks.equal('the file is a PDF', pdf.subarray(0, 5).toString('latin1'), '%PDF-');
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  checks.equal('SHA-256 of the PDF = the report’s record', sha256, report.pdfSha256);
  const again = await auditor.download(`/reports/${world.know('reportId')}/pdf`);
  checks.equal('a second download gives the same bytes', String(again.bytes.equals(pdf)), 'true');
  const block = await rpc.getBlock(report.asOfBlock);
  checks.equal(
    `the report's block ${report.asOfBlock} has the chain's hash`,
    report.asOfBlockHash,
    `${block?.hash}`,
  );
  checks.equal('the report’s verdict', report.verdict, 'PASS');
  await checkWords(subject, report, pdf);
}

/** What a reader finds on the pages, each figure known from elsewhere. */
async function checkWords(subject: Subject, report: Report, pdf: Buffer): Promise<void> {
  const { world, rpc, dataDir, checks } = subject;
  const text = flat(pdfText(pdf));
  const token = world.know('tokenAddress');
  const states = await fundStates(subject);
  const supply = await whole(rpc, TOKEN_ABI, token, 'totalSupply', [], report.asOfBlock);
  const state = states.find((one) => one.supply === supply);
  if (!state) throw new Error(`a supply of ${supply} belongs to no mint`);
  const at = Math.floor(Date.parse(report.asOfTime) / 1000);
  const { totalAssetsUsd6, navPerShareUsd6 } = fundNav(state.fund, supply, at, dataDir);
  const reserves = decimal(new Rational(totalAssetsUsd6, 1_000_000n).halfUp(2), 2);
  const figures: [string, string][] = [
    ['the supply of its block', decimal(supply, 6)],
    ['the hash of its block', report.asOfBlockHash],
    ['the token', token],
    ['the reserves recomputed from the files', reserves],
    ['the NAV per share recomputed from the files', decimal(navPerShareUsd6, 6)],
    ...state.fund.positions.map(({ cusip }): [string, string] => ['a position', cusip]),
  ];
  const absent = figures.filter(([, figure]) => !text.includes(figure));
  for (const [what, figure] of figures.slice(0, 5)) {
    checks.holds(`the PDF states ${what}`, text.includes(figure), figure);
  }
  checks.equal('figures and positions that the PDF lacks', absent.join(' ') || 'none', 'none');
  const coverage = /coverage[^0-9]{0,40}([0-9][0-9.]*)\s*%/i.exec(text)?.[1];
  checks.holds(
    'the PDF states a coverage of at least 100 %',
    Number(coverage) >= 100,
    `${coverage} %`,
  );
  const pages = pageCount(pdf);
  const numbered = Array.from({ length: pages }, (_, i) => `Page ${i + 1} of ${pages}`);
  const unnumbered = numbered.filter((words) => !text.includes(words));
  checks.equal(`pages of ${pages} without their number`, unnumbered.join(', ') || 'none', 'none');
}

/** Thousands separators and line breaks are for people. */
const flat = (text: string) =>
  text.replaceAll(/(?<=\d)[,\u00a0\u2009\u202f ’'](?=\d{3})/g, '').replaceAll(/\s+/g, ' ');
