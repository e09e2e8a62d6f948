import { createHash } from 'node:crypto';
import { pageCount, pdfText } from '../pdf/text.ts';
import { decimal } from '../model/rational.ts';
import { TOKEN_ABI, whole } from './chain.ts';
import type { Subject } from './subject.ts';

interface Report {
  asOfBlock: string | number;
  asOfBlockHash: string;
  pdfSha256: string;
}

/** The auditor's PDF is the one the register names, and says what the chain says. */
export async function checkReport({ world, rpc, checks }: Subject): Promise<void> {
  const auditor = await world.as(world.cast.auditor);
  const report = await auditor.get<Report>(`/reports/${world.know('reportId')}`);
  const pdf = world.know('pdf');
  checks.equal('the file is a PDF', pdf.subarray(0, 5).toString('latin1'), '%PDF-');
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  checks.equal('SHA-256 of the PDF = the report’s record', sha256, report.pdfSha256);
  const again = await auditor.download(`/reports/${world.know('reportId')}/pdf`);
  checks.equal('a second download gives the same bytes', String(again.bytes.equals(pdf)), 'true');

  const at = Number(report.asOfBlock);
  const block = await rpc.getBlock(at);
  checks.equal(
    `the report's block ${at} has the chain's hash`,
    report.asOfBlockHash,
    `${block?.hash}`,
  );
  const token = world.know('tokenAddress');
  const supply = await whole(rpc, TOKEN_ABI, token, 'totalSupply', [], at);
  const text = flat(pdfText(pdf));
  const supplyText = decimal(supply, 6);
  checks.holds('the PDF states the supply of its block', text.includes(supplyText), supplyText);
  checks.holds('the PDF names its block', text.includes(String(at)), String(at));
  checks.holds('the PDF names the token', text.toLowerCase().includes(token.toLowerCase()), token);
  const coverage = /coverage[^0-9]{0,40}([0-9][0-9.]*)\s*%/i.exec(text)?.[1];
  checks.holds(
    'the PDF states a coverage of at least 100 %',
    Number(coverage) >= 100,
    `${coverage} %`,
  );
  const pages = pageCount(pdf);
  checks.holds(
    'every page is numbered',
    new RegExp(`page\\s*${pages}\\s*of\\s*${pages}`, 'i').test(text),
    `${pages} pages`,
  );
}

/** Thousands separators and line breaks are for people. */
const flat = (text: string) =>
  text.replaceAll(/(?<=\d)[,\u00a0\u2009\u202f ’'](?=\d{3})/g, '').replaceAll(/\s+/g, ' ');
