import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { makeReport, type ReportInputs, reportSha256 } from '@cadastre/core';
import {
  goldInputs,
  propertyInputs,
  REPORT_ID,
  treasuryInputs,
} from '../../../../core/src/testing/reserve-inputs.js';
import { proofOfReservePdf } from './pdf.js';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function made(inputs: ReportInputs) {
  const report = makeReport(REPORT_ID, inputs);
  const content = reportSha256(report);
  const pdf = await proofOfReservePdf(report, content);
  const folder = process.env['REPORT_SAMPLES'];
  const name = `${inputs.asset.kind}-${report.result.status.replaceAll(' ', '-')}`;
  if (folder) writeFileSync(`${folder}/${name}.pdf`, pdf);
  return { report, content, pdf };
}

describe('the proof of reserve as a paper', () => {
  it.each([
    ['fund', treasuryInputs()],
    ['gold', goldInputs()],
    ['property', propertyInputs()],
  ])('of a %s', async (_line, inputs) => {
    const { pdf } = await made(inputs);
    console.log(hash(pdf), pdf.length);
    expect(pdf.length).toBeGreaterThan(1);
  });
});
void spawnSync;
