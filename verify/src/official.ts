import {
  canonicalJson,
  CoreError,
  parseCurveCsv,
  parseSecuritiesCsv,
  type ReserveReport,
  sourceFile,
  type TreasuryLine,
  type TreasurySecurity,
} from '@cadastre/core';
import type { Protocol } from './protocol.js';
import { readText } from './text.js';

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * A fund's prices rest on two official files that travel with it: the day's curve and the terms of each
 * security are read again from them. @throws Lie
 */
export function checkOfficialFiles(report: ReserveReport, files: Files, protocol: Protocol): void {
  const { line } = report.inputs;
  if (line.kind !== 'treasury') return;
  checkCurve(line, textsOf(report, 'curve', files, protocol), protocol);
  checkSecurities(line, textsOf(report, 'securities', files, protocol), protocol);
}

function textsOf(report: ReserveReport, role: string, files: Files, protocol: Protocol): string[] {
  const sources = report.inputs.sources.filter((source) => source.role === role);
  protocol.holds(
    `source of ${role}`,
    `The bundle has the official file of the ${role}`,
    sources.length > 0,
    sources.map(({ name }) => name).join(', '),
    'No source has this role: nobody can tell where the numbers are from.',
  );
  return sources.map((source) => {
    const path = sourceFile(source);
    return readText(protocol, `source ${source.name}`, path, files.get(path) ?? new Uint8Array());
  });
}

function checkCurve({ curve }: TreasuryLine, texts: string[], protocol: Protocol): void {
  const what = `The yields of ${curve.date} are those of the official file`;
  const days = parsed(protocol, 'inputs.line.curve', what, () => texts.flatMap(parseCurveCsv));
  const found = days
    .filter(({ date }) => date === curve.date)
    .map(({ points }) =>
      points.map(({ tenor, days: n, rate }) => `${tenor} ${n} ${rate}`).join(', '),
    );
  const stated = curve.points.map(({ tenor, days: n, rate }) => `${tenor} ${n} ${rate}`).join(', ');
  protocol.holds(
    'inputs.line.curve',
    what,
    found.includes(stated),
    stated,
    `The file has: ${found.join('; ') || 'no such day'}.`,
  );
}

function checkSecurities({ securities }: TreasuryLine, texts: string[], protocol: Protocol): void {
  const what = 'The terms of each security are those of the official file';
  const records = parsed(protocol, 'inputs.line.securities', what, () =>
    texts.flatMap(parseSecuritiesCsv),
  );
  for (const { description: _, ...stated } of securities) {
    // A security is auctioned again and again: any of its records will do.
    const found = records.filter(({ cusip }) => cusip === stated.cusip).map(termsOf);
    const text = canonicalJson(stated);
    protocol.same(
      `inputs.line.securities ${stated.cusip}`,
      `The terms of ${stated.cusip} are those of the official file`,
      text,
      found.find((one) => one === text) ?? found.at(-1) ?? 'not in the file',
    );
  }
}

const termsOf = (one: TreasurySecurity): string =>
  canonicalJson({
    cusip: one.cusip,
    type: one.type,
    issueDate: one.issueDate,
    maturityDate: one.maturityDate,
    datedDate: one.datedDate,
    couponRate: one.couponRate?.toString() ?? null,
    reopening: one.reopening,
  });

function parsed<Result>(
  protocol: Protocol,
  name: string,
  what: string,
  read: () => Result,
): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return protocol.lie(name, what, `The file cannot be read: ${error.message}`);
  }
}
