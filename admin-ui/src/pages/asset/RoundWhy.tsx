import { Drawer } from '@mantine/core';
import { $api } from '../../api/client.ts';
import { fetchBlob } from '../../api/documents.ts';
import { asProblem } from '../../api/problem.ts';
import { Badge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatCount, formatTime, formatUsd6, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { RoundSigners } from './RoundSigners.tsx';
import type { FeedKind } from './rounds.ts';
import type { RoundWhy as Why } from './why.ts';
import { Valuation } from './RoundValuation.tsx';

export interface RoundName {
  kind: FeedKind;
  round: string;
}

interface RoundWhyProps {
  assetId: string;
  /** Which round is asked about; none closes the drawer. */
  of: RoundName | null;
  onClose: () => void;
}

/** Why a round is what it is: who signed what, what was observed, the arithmetic, what was refused. */
export function RoundWhy({ assetId, of, onClose }: RoundWhyProps) {
  return (
    <Drawer
      opened={of !== null}
      onClose={onClose}
      position="right"
      size="xl"
      title={
        of
          ? t('Why: {{feed}}, round {{round}}', { feed: feedName(of.kind), round: of.round })
          : undefined
      }
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {of ? <Evidence assetId={assetId} of={of} /> : null}
    </Drawer>
  );
}

export const feedName = (kind: FeedKind): string =>
  kind === 'nav' ? t('NAV per share') : t('Reserves');

function Evidence({ assetId, of }: { assetId: string; of: RoundName }) {
  const path = { id: assetId, ...of };
  const query = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/feeds/{kind}/rounds/{round}/why',
    { params: { path } },
    { retry: false },
  );
  const unexplained = query.error ? asProblem(query.error) : null;
  if (unexplained?.code === 'round_unexplained') {
    return <Empty title={unexplained.title}>{unexplained.detail}</Empty>;
  }
  return (
    <Loaded query={query}>
      {(why) => (
        <div className={css.stack}>
          {why.correctedBy === null ? null : (
            <TaskRow
              tone="bad"
              title={t('Put right by round {{round}}.', { round: why.correctedBy })}
            />
          )}
          {why.corrects === null ? null : (
            <TaskRow
              tone="quiet"
              title={t('Puts round {{round}} right.', { round: why.corrects })}
            />
          )}
          {why.reports.map((report, at, all) => (
            <Panel
              key={report.digest}
              title={
                all.length > 1
                  ? t('Signed report {{number}}', { number: at + 1 })
                  : t('Signed report')
              }
              aside={
                <Badge tone={report.transaction ? 'green' : 'blue'}>{words(report.state)}</Badge>
              }
            >
              <Facts
                items={[
                  [t('Answer'), `${formatUsd6(report.answer)} USD`],
                  [t('Valued'), formatTime(report.valuationTime)],
                  [t('Digest'), <Hex key="d" value={report.digest} kind={t('digest')} />],
                  [
                    t('Transaction'),
                    report.transaction ? (
                      <Hex key="t" value={report.transaction.hash} kind={t('transaction')} />
                    ) : null,
                  ],
                  [
                    t('Block'),
                    report.transaction?.block ? formatCount(report.transaction.block) : null,
                  ],
                ]}
              />
              <RoundSigners report={report} feed={why.feed} />
            </Panel>
          ))}
          {why.valuations.map((valuation, at, all) => (
            <Valuation
              key={valuation.id}
              valuation={valuation}
              number={all.length > 1 ? at + 1 : null}
            />
          ))}
          <Decisions why={why} />
          <div className={css.actions}>
            <DownloadButton
              load={() =>
                fetchBlob(`/api/v1/assets/${assetId}/feeds/${of.kind}/rounds/${of.round}/why.zip`)
              }
              fileName={`why-${of.kind}-${of.round}.zip`}
            >
              {t('All of it as a file')}
            </DownloadButton>
            <span className="muted" style={{ fontSize: 13 }}>
              {t('It holds every document as it was fetched and is checked without us.')}
            </span>
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Decisions({ why }: { why: Why }) {
  return (
    <Panel title={t('What the oracle decided')} aside={t('in order')}>
      <DataTable
        label={t('What the oracle decided')}
        rows={why.decisions}
        columns={decisions}
        rowKey={(d) => `${d.action} ${d.code} ${d.lastAt}`}
        empty={<Empty title={t('Nothing is kept about it')} />}
      />
    </Panel>
  );
}

const decisions: Column<Why['decisions'][number]>[] = [
  {
    id: 'what',
    header: t('Decision'),
    cell: (d) => (
      <>
        <strong>{words(d.action)}</strong> <span className="mono muted">{d.code}</span>
        <div className="muted">{d.reason}</div>
      </>
    ),
  },
  { id: 'value', header: t('USD'), end: true, cell: (d) => (d.value ? formatUsd6(d.value) : '–') },
  {
    id: 'when',
    header: t('When'),
    cell: (d) => (
      <>
        {formatTime(d.lastAt)}
        {d.times > 1 ? (
          <div className="muted">{t('{{count}} times', { count: d.times })}</div>
        ) : null}
      </>
    ),
  },
];
