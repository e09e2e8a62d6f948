import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api, api } from '../../api/client.ts';
import { fetchBlob } from '../../api/documents.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatCount, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { VerdictBadge } from '../../design/VerdictBadge.tsx';
import { useSession } from '../../session/session.ts';
import { useAssetId } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

export type Report = Answer<'/api/v1/assets/{id}/reports', 'get'>['items'][number];

export const reportColumns: Column<Report>[] = [
  {
    id: 'kind',
    header: t('Report'),
    cell: (r) => (
      <Link to="/reports/$reportId" params={{ reportId: r.id }}>
        <strong>{words(r.kind)}</strong>
      </Link>
    ),
    csv: (r) => r.kind,
  },
  {
    id: 'made',
    header: t('Asked'),
    cell: (r) => formatTime(r.requestedAt),
    sort: (r) => r.requestedAt,
    csv: (r) => r.requestedAt,
  },
  {
    id: 'block',
    header: t('As of block'),
    end: true,
    cell: (r) => (r.asOfBlock === null ? '–' : formatCount(r.asOfBlock)),
    sort: (r) => r.asOfBlock ?? 0,
    csv: (r) => String(r.asOfBlock ?? ''),
  },
  {
    id: 'verdict',
    header: t('Verdict'),
    cell: (r) => (r.verdict ? <VerdictBadge verdict={r.verdict} /> : '–'),
    csv: (r) => r.verdict ?? '',
  },
  {
    id: 'hash',
    header: t('SHA-256 of the PDF'),
    cell: (r) => (r.pdfSha256 ? <Hex value={r.pdfSha256} kind={t('hash')} /> : '–'),
    csv: (r) => r.pdfSha256 ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (r) => <StateBadge state={r.state} of="report" />,
    csv: (r) => r.state,
  },
  {
    id: 'pdf',
    header: '',
    end: true,
    cell: (r) =>
      r.pdfSha256 ? (
        <DownloadButton
          load={() => fetchBlob(`/api/v1/reports/${r.id}/pdf`)}
          fileName={`proof-of-reserve-block-${r.asOfBlock ?? ''}.pdf`}
        >
          {t('Download PDF')}
        </DownloadButton>
      ) : null,
  },
];

/** The reports of one asset; a new proof of reserve on demand. */
export function AssetReports() {
  const id = useAssetId();
  const role = useSession()?.role;
  const action = useAction();
  const reports = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/reports',
    { params: { path: { id } } },
    {
      refetchInterval: (q) =>
        q.state.data?.items.some((r) => r.state === 'requested') ? 3_000 : false,
    },
  );
  const asks = role === 'auditor' || role === 'issuer';
  return (
    <Panel
      title={t('Reports')}
      aside={
        asks ? (
          <Button
            size="compact-md"
            loading={action.busy}
            onClick={() =>
              void action.run(
                () =>
                  api.POST('/api/v1/assets/{id}/reports', {
                    params: { path: { id } },
                    body: { kind: 'proof_of_reserve' },
                  }),
                t('The report is being built.'),
              )
            }
          >
            {t('Create a proof of reserve')}
          </Button>
        ) : null
      }
    >
      <ProblemNotice error={action.error} />
      <Loaded query={reports}>
        {(page) => (
          <DataTable
            label={t('Reports')}
            rows={page.items}
            columns={reportColumns}
            rowKey={(r) => r.id}
            empty={
              <Empty title={t('No report yet')}>
                {t(
                  'A proof of reserve sets the supply at a block against the portfolio at fair value.',
                )}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}
