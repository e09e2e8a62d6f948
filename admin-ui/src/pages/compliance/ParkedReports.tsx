import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatNewYork, formatTime, formatUnits, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { RoundWhy } from '../asset/RoundWhy.tsx';
import { ParkedDecision } from './ParkedDecision.tsx';

export type Parked = Answer<'/api/v1/parked-reports', 'get'>['items'][number];

/** Reports that moved further than a feed lets through: two officers decide on the paper. */
export function ParkedReports() {
  useCrumbs({ label: t('Parked reports') });
  const role = useSession()?.role;
  const [chosen, setChosen] = useState<Parked | null>(null);
  const [asked, setAsked] = useState<Parked | null>(null);
  const pages = usePages();
  const parked = $api.useQuery(
    'get',
    '/api/v1/parked-reports',
    { params: { query: pages.query } },
    { refetchInterval: 15_000, placeholderData: keepPreviousData },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Parked reports')}
        sub={t('The committee signed them, but they move further than their feed lets through.')}
      />
      {chosen ? <ParkedDecision parked={chosen} onClose={() => setChosen(null)} /> : null}
      <Panel title={t('Waiting')} aside={t('USD')}>
        <Loaded query={parked}>
          {({ items, nextCursor }) => (
            <>
              <DataTable
                label={t('Parked reports')}
                rows={items}
                columns={columns({
                  choose: role === 'compliance' ? setChosen : null,
                  ask: setAsked,
                  // The machine room has no assets to open.
                  opens: role !== 'operator',
                })}
                rowKey={(p) => p.digest}
                csvName="parked-reports"
                empty={
                  <Empty title={t('Nothing is parked')}>
                    {t('Every report so far lay within the limits of its feed.')}
                  </Empty>
                }
              />
              <Pager pages={pages} next={nextCursor} />
            </>
          )}
        </Loaded>
      </Panel>
      <RoundWhy assetId={asked?.assetId ?? ''} of={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

interface Deeds {
  /** For who may decide. */
  choose: ((parked: Parked) => void) | null;
  /** Why the report says what it says. */
  ask: (parked: Parked) => void;
  /** Whether the person may open the asset itself. */
  opens: boolean;
}

const columns = ({ choose, ask, opens }: Deeds): Column<Parked>[] => [
  {
    id: 'asset',
    header: t('Feed'),
    cell: (p) => (
      <>
        {opens ? (
          <Link to="/assets/$assetId/nav" params={{ assetId: p.assetId }}>
            <strong>{p.assetName}</strong>
          </Link>
        ) : (
          <strong>{p.assetName}</strong>
        )}
        <div className="muted">
          {p.kind === 'nav' ? t('NAV') : t('Reserves')}, {t('round {{round}}', { round: p.round })}{' '}
          <button
            type="button"
            className={css.linkButton}
            aria-label={t('Why: {{feed}}, round {{round}}', { feed: p.assetName, round: p.round })}
            onClick={() => ask(p)}
          >
            {t('why')}
          </button>
        </div>
      </>
    ),
    sort: (p) => p.assetName,
    csv: (p) => `${p.assetName} ${p.kind} ${p.round}`,
  },
  {
    id: 'old',
    header: t('Published'),
    end: true,
    cell: (p) => (p.oldAnswer ? formatUsd6(p.oldAnswer) : '–'),
    csv: (p) => p.oldAnswer ?? '',
  },
  {
    id: 'new',
    header: t('Would become'),
    end: true,
    cell: (p) => <strong>{formatUsd6(p.newAnswer)}</strong>,
    csv: (p) => p.newAnswer,
  },
  {
    id: 'move',
    header: t('Deviation'),
    end: true,
    cell: (p) => (p.deviationBps ? `${formatUnits(p.deviationBps, 2, 2)} %` : '–'),
    sort: (p) => BigInt(p.deviationBps ?? 0),
    csv: (p) => p.deviationBps ?? '',
  },
  {
    id: 'valued',
    header: t('Valued'),
    cell: (p) => formatNewYork(p.valuationTime),
    sort: (p) => p.valuationTime,
    csv: (p) => p.valuationTime,
  },
  {
    id: 'until',
    header: t('Can be approved until'),
    cell: (p) => formatTime(p.approvableUntil),
    sort: (p) => p.approvableUntil,
    csv: (p) => p.approvableUntil,
  },
  {
    id: 'digest',
    header: t('Report'),
    end: true,
    cell: (p) => <Hex value={p.digest} kind={t('hash')} />,
    csv: (p) => p.digest,
  },
  {
    id: 'do',
    header: '',
    end: true,
    cell: (p) =>
      p.approvalId && opens ? (
        <Link to="/approvals/$approvalId" params={{ approvalId: p.approvalId }}>
          {t('Show the request')}
        </Link>
      ) : choose ? (
        <Button
          size="compact-sm"
          aria-label={t('Decide on {{asset}}, round {{round}}', {
            asset: p.assetName,
            round: p.round,
          })}
          onClick={() => choose(p)}
        >
          {t('Decide')}
        </Button>
      ) : null,
  },
];
