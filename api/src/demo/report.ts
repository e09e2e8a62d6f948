import { createHash } from 'node:crypto';
import { reach } from './patience.js';
import type { Page, ReportView } from './views.js';
import type { Step } from './world.js';

export const auditorPullsReport: Step = {
  name: 'report',
  title: 'the auditor requests the proof of reserve and downloads the PDF',
  async run(world) {
    const auditor = await world.as(world.cast.auditor);
    const path = `/assets/${world.know('assetId')}/reports`;
    const report = await reach(
      async () =>
        (await auditor.get<Page<ReportView>>(path)).items.find(
          (view) => view.state !== 'requested',
        ),
      (view) => view !== undefined,
      () => auditor.post(path, { kind: 'proof_of_reserve' }),
      { what: 'the proof of reserve to be built' },
    );
    const reportId = world.learn('reportId', report?.id ?? '');
    const { bytes, mediaType } = await auditor.download(`/reports/${reportId}/pdf`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    world.learn('pdf', bytes);
    world.learn('pdfSha256', sha256);
    return { report: reportId, mediaType, bytes: bytes.length, sha256 };
  },
};
