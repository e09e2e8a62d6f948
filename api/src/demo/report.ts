import { createHash } from 'node:crypto';
import { reach } from './patience.js';
import type { Page, ReportView } from './views.js';
import type { Step, World } from './world.js';

/** An asset's newest proof of reserve that is made, asked for by the auditor where there is none. */
export async function pulledReport(world: World, assetId: string): Promise<ReportView> {
  const auditor = await world.as(world.cast.auditor);
  const path = `/assets/${assetId}/reports`;
  const report = await reach(
    async () =>
      (await auditor.get<Page<ReportView>>(path)).items.find((view) => view.state !== 'requested'),
    (view) => view !== undefined,
    () => auditor.post(path, { kind: 'proof_of_reserve' }),
    { what: 'the proof of reserve to be built' },
  );
  if (!report) throw new Error('the proof of reserve is gone');
  return report;
}

export const auditorPullsReport: Step = {
  name: 'report',
  title: 'the auditor requests the proof of reserve and downloads the PDF',
  async run(world) {
    const report = await pulledReport(world, world.know('assetId'));
    const reportId = world.learn('reportId', report.id);
    const auditor = await world.as(world.cast.auditor);
    const { bytes, mediaType } = await auditor.download(`/reports/${reportId}/pdf`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    world.learn('pdf', bytes);
    world.learn('pdfSha256', sha256);
    return { report: reportId, mediaType, bytes: bytes.length, sha256 };
  },
};
