import { Link, useParams } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { fetchBlob } from '../../api/documents.ts';
import { DocumentPane, DownloadButton } from '../../design/Documents.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatCount, formatDate, formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Steps } from '../../design/Steps.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { useAsset, useToken } from '../asset/useAsset.ts';
import { type Distribution, incomeText, useDistribution } from './distribution.ts';
import { DistributionActions } from './DistributionActions.tsx';
import { Lines } from './Lines.tsx';
import { NetRoot } from './NetRoot.tsx';
import { t } from '../../i18n/staff.ts';

const STEPS = [
  t('Planned'),
  t('Recorded'),
  t('Calculated'),
  t('Approved'),
  t('Funded'),
  t('Payable'),
  t('Closed'),
] as const;
const DONE: Record<Distribution['state'], number> = {
  draft: 1,
  snapshot: 2,
  calculated: 3,
  approved: 4,
  funded: 4,
  payable: 6,
  closed: 7,
  cancelled: 0,
};

/** One distribution from the plan to the last claim: what each holder gets, to the cent. */
export function DistributionPage() {
  const { distributionId } = useParams({ from: '/inside/distributions/$distributionId' });
  return (
    <LoadedPage query={useDistribution(distributionId)}>
      {(distribution) => <Sheet d={distribution} />}
    </LoadedPage>
  );
}

function Sheet({ d }: { d: Distribution }) {
  const asset = useAsset(d.assetId);
  const token = useToken(d.assetId);
  const name = asset.data?.name ?? t('Asset');
  useCrumbs(
    { label: name, to: `/assets/${d.assetId}/distributions` },
    {
      label: t('{{kind}} of {{recordDate}}', {
        kind: words(d.kind),
        recordDate: formatDate(d.recordDate),
      }),
    },
  );
  const { calculation: c, progress: p } = d;
  const operationId = d.operationId ?? d.recordOperationId;
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={`${words(d.kind)}, ${formatDate(d.recordDate)}`}
          badge={<StateBadge state={d.state} />}
          sub={t('{{name}} pays {{amountBaseUnits}} gross', {
            name,
            amountBaseUnits: incomeText(d.amountBaseUnits, d),
          })}
          actions={
            <>
              {c ? <ReportDownloads d={d} /> : null}
              <DistributionActions d={d} />
            </>
          }
        />
        <Figures>
          <Figure
            label={t('Gross')}
            value={incomeText(d.amountBaseUnits, d)}
            asOf={t('as planned')}
          />
          <Figure
            label={t('To be shared out')}
            value={c ? incomeText(c.allocated, d) : '–'}
            asOf={
              c
                ? t('with {{carriedIn}} carried in', { carriedIn: incomeText(c.carriedIn, d) })
                : t('not calculated yet')
            }
          />
          <Figure
            label={t('Tax stated')}
            value={c ? incomeText(c.withheld, d) : '–'}
            asOf={
              c && c.unrated > 0
                ? t('{{unrated}} holders without a rate', { unrated: c.unrated })
                : t('by the withholding table')
            }
          />
          <Figure
            label={t('Rounding')}
            value={c ? incomeText(c.remainder, d) : '–'}
            asOf={t('carried to the next one')}
          />
          <Figure
            label={t('Paid')}
            value={p ? incomeText(p.paid, d) : '–'}
            asOf={p ? t('{{due}} due', { due: incomeText(p.due, d) }) : t('not payable yet')}
          />
        </Figures>
      </div>
      <Steps
        label={t('Progress of the distribution')}
        steps={STEPS}
        done={DONE[d.state]}
        failed={d.state === 'cancelled'}
      />
      {d.failure ? (
        <div className={css.notice} role="status">
          <strong>{d.failure}</strong>
          <div className="mono muted">{d.failureCode}</div>
        </div>
      ) : null}
      {p && !p.balanced ? (
        <TaskRow
          tone="bad"
          title={t('The sums do not agree.')}
          detail={t('What was allocated is not paid, due and carried together. Tell the operator.')}
        />
      ) : null}
      {d.state === 'calculated' && d.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('These lines wait for compliance.')}
          detail={t('The approval is bound to exactly these.')}
          action={
            <Button component={Link} to={`/approvals/${d.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      <NetRoot d={d} />
      {c ? <Lines d={d} tokenDecimals={token.data?.decimals ?? 6} /> : null}
      <div className={css.grid}>
        <Panel title={t('The distribution')}>
          <Facts
            items={[
              [t('Record date'), `${formatDate(d.recordDate)}, UTC`],
              [
                t('Recorded'),
                d.record
                  ? t('block {{block}}, {{time}}', {
                      block: formatCount(d.record.block),
                      time: formatTime(d.record.time),
                    })
                  : t('not yet'),
              ],
              [t('Holders'), c ? formatCount(c.holders) : null],
              [
                t('Taking part'),
                c
                  ? `${formatUnits(c.eligibleBaseUnits, token.data?.decimals ?? 6)} ${token.data?.symbol ?? ''}`
                  : null,
              ],
              [
                t('Lines'),
                c ? <Hex key="h" value={c.linesHash} kind={t('hash of the lines')} /> : null,
              ],
              [t('Paid in'), <Hex key="p" value={d.paymentToken} name={d.paymentSymbol} />],
              [
                t('Tax'),
                d.taxAccount ? (
                  <Hex key="t" value={d.taxAccount} name={t('Withheld, paid to')} />
                ) : (
                  t('stated to each holder, who is paid gross')
                ),
              ],
              [t('Paying contract'), d.distributor ? <Hex key="d" value={d.distributor} /> : null],
              [
                t('Claims stay open'),
                d.expiresAt
                  ? t('until {{expiresAt}} at least', { expiresAt: formatTime(d.expiresAt) })
                  : t('{{claimYears}} years', { claimYears: d.claimYears }),
              ],
            ]}
          />
        </Panel>
        <Panel title={t('Resolution or statement')}>
          <DocumentPane documentId={d.documentId} name={t('resolution')} />
        </Panel>
        {operationId ? (
          <Panel title={t('On the chain')}>
            <Timeline operationId={operationId} />
          </Panel>
        ) : null}
      </div>
    </div>
  );
}

/** The report on the distribution, for the file and for the eye. */
function ReportDownloads({ d }: { d: Distribution }) {
  const report = (format: 'pdf' | 'csv') =>
    fetchBlob(`/api/v1/distributions/${d.id}/report?format=${format}`);
  return (
    <>
      {(['pdf', 'csv'] as const).map((format) => (
        <DownloadButton
          key={format}
          load={() => report(format)}
          fileName={`distribution-${d.recordDate}.${format}`}
        >
          {t('Report {{value}}', { value: format.toUpperCase() })}
        </DownloadButton>
      ))}
    </>
  );
}
