import { investorReference } from '@cadastre/core';
import { Button, SegmentedControl } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { countryByNumeric } from '../../design/countries.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { type Distribution, incomeText, type Line } from './distribution.ts';
import { t } from '../../i18n/staff.ts';

/** Who gets what: the preview before the approval, the payouts afterwards. */
export function Lines({ d, tokenDecimals }: { d: Distribution; tokenDecimals: number }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const [only, setOnly] = useState<'all' | 'skipped'>('all');
  const [aside, setAside] = useState<Line | null>(null);
  const pages = usePages(only);
  const lines = $api.useQuery(
    'get',
    '/api/v1/distributions/{id}/lines',
    {
      params: {
        path: { id: d.id },
        query: { ...pages.query, ...(only === 'skipped' ? { state: 'skipped' as const } : {}) },
      },
    },
    { placeholderData: keepPreviousData, refetchInterval: d.state === 'payable' ? 5_000 : false },
  );
  const skipped = d.progress?.lines['skipped'] ?? 0;
  return (
    <Panel
      title={t('Holders')}
      aside={
        d.progress ? (
          <SegmentedControl
            aria-label={t('Which holders')}
            size="xs"
            data={[
              { value: 'all', label: t('All') },
              { value: 'skipped', label: t('Not delivered ({{skipped}})', { skipped }) },
            ]}
            value={only}
            onChange={setOnly}
          />
        ) : (
          t('as calculated; nothing is paid yet')
        )
      }
    >
      <div className={css.tight}>
        <Loaded query={lines}>
          {({ items }) => (
            <DataTable
              label={t('Holders')}
              rows={items}
              columns={columns(d, tokenDecimals, issues && d.state === 'payable' ? setAside : null)}
              rowKey={(l) => l.account}
              csvName="distribution-lines"
              empty={
                <Empty
                  title={
                    only === 'skipped' ? t('Every payout was delivered') : t('Nobody takes part')
                  }
                >
                  {only === 'skipped'
                    ? t('What the chain passes over appears here with its reason.')
                    : t('Nobody held the token on the record date.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={lines.data?.nextCursor ?? null} />
      </div>
      <ReasonDialog
        about={`distribution.${d.id}.${aside?.account}.set_aside`}
        opened={aside !== null}
        onClose={() => setAside(null)}
        title={t('Leave it to the holder’s claim')}
        verb={aside ? t('Set aside {{net}}', { net: incomeText(aside.net, d) }) : t('Set aside')}
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/distributions/{id}/lines/{account}/set-aside', {
                params: { path: { id: d.id, account: aside?.account ?? '' } },
                body: { reason },
              }),
            t('The line is left to its holder’s claim.'),
          )
        }
      >
        {t('The payout is not tried again. The holder claims it while the claims are open.')}
      </ReasonDialog>
    </Panel>
  );
}

const columns = (
  d: Distribution,
  tokenDecimals: number,
  aside: ((line: Line) => void) | null,
): Column<Line>[] => [
  {
    id: 'holder',
    header: t('Holder'),
    cell: (l) => (
      <Hex
        value={l.account}
        name={l.investorNumber ? investorReference(BigInt(l.investorNumber)) : null}
      />
    ),
    sort: (l) => BigInt(l.investorNumber ?? 0),
    csv: (l) => l.account,
  },
  {
    id: 'held',
    header: t('Held'),
    end: true,
    cell: (l) => formatUnits(l.balanceBaseUnits, tokenDecimals),
    sort: (l) => BigInt(l.balanceBaseUnits),
    csv: (l) => l.balanceBaseUnits,
  },
  {
    id: 'gross',
    header: t('Gross'),
    end: true,
    cell: (l) => incomeText(l.gross, d),
    sort: (l) => BigInt(l.gross),
    csv: (l) => l.gross,
  },
  {
    id: 'tax',
    header: t('Tax'),
    end: true,
    cell: (l) => (
      <>
        {incomeText(l.withheld, d)}
        <div className="muted">{rateWords(l)}</div>
      </>
    ),
    sort: (l) => BigInt(l.withheld),
    csv: (l) => l.withheld,
  },
  {
    id: 'net',
    header: t('Net'),
    end: true,
    cell: (l) => incomeText(l.net, d),
    sort: (l) => BigInt(l.net),
    csv: (l) => l.net,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (l) => (
      <>
        <StateBadge state={l.state} />
        {l.obstacle ? <div className="muted">{l.obstacle}</div> : null}
        {l.transactionHash ? (
          <div>
            <Hex value={l.transactionHash} kind={t('transaction')} />
          </div>
        ) : null}
      </>
    ),
    sort: (l) => l.state,
    csv: (l) => l.state,
  },
  ...(aside
    ? [
        {
          id: 'do',
          header: '',
          cell: (l: Line) =>
            l.state === 'skipped' ? (
              <Button size="compact-sm" variant="default" onClick={() => aside(l)}>
                {t('Set aside')}
              </Button>
            ) : null,
        },
      ]
    : []),
];

/** "Germany, 15 %, W-8BEN": why the tax is what it is. */
function rateWords(l: Line): string {
  const country = l.country === null ? t('country unknown') : countryByNumeric(l.country);
  const rate = l.rateBps === null ? t('no rate') : `${formatUnits(String(l.rateBps), 2)} %`;
  return [country, rate, l.form].filter(Boolean).join(', ');
}
