import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { $api, api } from '../../api/client.ts';
import { fetchBlob, fetchDocument } from '../../api/documents.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatCount, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded, LoadedPage } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { VerdictBadge } from '../../design/VerdictBadge.tsx';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import type { Report } from '../asset/Reports.tsx';
import { useAsset } from '../asset/useAsset.ts';
import { type Content, Derivation } from './Derivation.tsx';
import { Evidence } from './Evidence.tsx';
import { t } from '../../i18n/staff.ts';
import { verifierSays } from '../../i18n/verifier.ts';

/** One proof of reserve taken apart: its verdict, each number with what it follows from, and the files to check it with. */
export function ReportPage() {
  const { reportId } = useParams({ from: '/inside/reports/$reportId' });
  const query = $api.useQuery(
    'get',
    '/api/v1/reports/{id}',
    { params: { path: { id: reportId } } },
    { refetchInterval: (q) => (q.state.data?.state === 'requested' ? 3_000 : false) },
  );
  return <LoadedPage query={query}>{(report) => <Sheet report={report} />}</LoadedPage>;
}

function Sheet({ report }: { report: Report }) {
  const asset = useAsset(report.assetId);
  const name = asset.data?.name ?? '';
  const title =
    report.asOfBlock === null
      ? words(report.kind)
      : t('Proof of reserve of block {{block}}', { block: formatCount(report.asOfBlock) });
  useCrumbs({ label: t('Reports'), to: '/reports' }, { label: title });
  return (
    <div className={css.stack}>
      <PageHead
        title={title}
        badge={
          report.verdict ? (
            <VerdictBadge verdict={report.verdict} />
          ) : (
            <StateBadge state={report.state} of="report" />
          )
        }
        sub={
          report.asOfTime
            ? t('{{name}}, as of {{time}}', { name, time: formatTime(report.asOfTime) })
            : name
        }
        actions={<Files report={report} />}
      />
      {report.state === 'requested' ? <UnderWay report={report} /> : null}
      {report.failure ? (
        <TaskRow tone="bad" title={t('It could not be built:')} detail={report.failure} />
      ) : null}
      {report.supersededBy ? (
        <TaskRow
          tone="bad"
          title={t('A corrected report takes its place.')}
          detail={t('Do not rely on this one.')}
          action={
            <Button component={Link} to={`/reports/${report.supersededBy}`} variant="default">
              {t('Show the corrected one')}
            </Button>
          }
        />
      ) : null}
      {report.jsonDocumentId ? <Parts id={report.jsonDocumentId} report={report} /> : null}
      <Panel title={t('On record')} aside={t('what a verifier compares')}>
        <Facts
          items={[
            [t('SHA-256 of the content'), hash(report.contentSha256)],
            [t('SHA-256 of the PDF'), hash(report.pdfSha256)],
            [t('Name in the token’s register'), report.registeredName],
            [t('Written in transaction'), hash(report.registeredTransaction, t('transaction'))],
            [
              t('Registered in block'),
              report.registeredBlock === null ? null : formatCount(report.registeredBlock),
            ],
            [t('Asked'), formatTime(report.requestedAt)],
            [t('Why it was made'), report.schedule ? words(report.schedule) : t('on demand')],
          ]}
        />
        <p style={{ marginBottom: 0 }}>
          <Link to="/verify">{t('Verify a proof of reserve')}</Link>
        </p>
      </Panel>
    </div>
  );
}

const hash = (value: string | null, kind = t('hash')) =>
  value ? <Hex value={value} kind={kind} /> : null;

/** Everything the register gives of the report, to be checked without it. */
function Files({ report }: { report: Report }) {
  const { id, asOfBlock, jsonDocumentId: json, pdfSha256 } = report;
  const name = `proof-of-reserve-block-${asOfBlock ?? ''}`;
  if (!pdfSha256 || !json) return null;
  return (
    <div className={css.actions}>
      <DownloadButton load={() => fetchBlob(`/api/v1/reports/${id}/pdf`)} fileName={`${name}.pdf`}>
        {t('Download PDF')}
      </DownloadButton>
      <DownloadButton load={() => fetchDocument(json)} fileName={`${name}.json`}>
        {t('JSON')}
      </DownloadButton>
      <DownloadButton
        load={() => fetchBlob(`/api/v1/reports/${id}/bundle`)}
        fileName={`${name}.zip`}
      >
        {t('Evidence bundle')}
      </DownloadButton>
    </div>
  );
}

function Parts({ id, report }: { id: string; report: Report }) {
  const query = useQuery({
    queryKey: ['document', id, 'json'],
    queryFn: async () => JSON.parse(await (await fetchDocument(id)).text()) as Content,
    staleTime: Infinity,
  });
  return (
    <Loaded query={query}>
      {(content) => (
        <>
          {content.result.reasons.length > 0 ? (
            <Panel title={t('Why the verdict is what it is')}>
              <ul style={{ margin: 0, paddingLeft: 18 }}>
                {content.result.reasons.map(({ detail }) => (
                  <li key={detail}>{verifierSays(detail)}</li>
                ))}
              </ul>
            </Panel>
          ) : null}
          <Derivation content={content} assetId={report.assetId} />
          <Evidence content={content} assetId={report.assetId} />
        </>
      )}
    </Loaded>
  );
}

function UnderWay({ report }: { report: Report }) {
  const action = useAction();
  const role = useSession()?.role;
  const { progress } = report;
  if (!progress) return <Empty title={t('The report is being built.')} />;
  return (
    <>
      <TaskRow
        tone="quiet"
        title={t('{{stage}}: {{percent}} %', {
          stage: words(progress.stage),
          percent: progress.percent,
        })}
        detail={progress.problem ?? t('It stays here when the page is closed.')}
        action={
          (role === 'auditor' || role === 'issuer') && !progress.cancelling ? (
            <Button
              variant="default"
              loading={action.busy}
              onClick={() =>
                void action.run(
                  () =>
                    api.POST('/api/v1/reports/{id}/cancel', {
                      params: { path: { id: report.id } },
                    }),
                  t('The report is given up.'),
                )
              }
            >
              {t('Cancel the report')}
            </Button>
          ) : null
        }
      />
      <ProblemNotice error={action.error} />
    </>
  );
}
