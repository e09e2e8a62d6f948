import { Button, Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import type { Answer } from '../../api/types.ts';
import { useWhole } from '../../api/whole.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatDate, formatUnits, words } from '../../design/format.ts';
import { Figure, Figures } from '../../design/Figures.tsx';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { type PublishedAsset, usePublishedAssets } from '../offering/offering.ts';
import { IncomeByMonth } from './IncomeByMonth.tsx';
import { t } from '../../i18n/i18n.ts';

type Line = Answer<'/api/v1/income', 'get'>['items'][number];

const keyOf = (line: Line) => line.distributionId + line.account;

const money = (base: string | bigint, line: Line) =>
  `${formatUnits(base, line.paymentDecimals, 2)} ${line.paymentSymbol}`;

/** Income of everything the investor held on a record date, with what can be claimed now. */
export function Income() {
  useCrumbs({ label: t('Income') });
  const income = useWhole('/api/v1/income', { refetchInterval: 15_000 });
  const assets = usePublishedAssets();
  const clock = useClock();
  const [claimed, setClaimed] = useState<Line | null>(null);
  // Also by another browser, while this one still offers it.
  const paidOn = income.data?.items.find(
    (line) => claimed && keyOf(line) === keyOf(claimed),
  )?.paidAt;
  return (
    <div className={css.stack}>
      <LoadedPage query={income}>
        {({ items }) => (
          <>
            <div>
              <PageHead
                title={t('Income')}
                sub={t('Rent, coupons and distributions of what you held on their record dates.')}
              />
              <Totals lines={items} />
            </div>
            <IncomeByMonth lines={items} now={clock} />
            <Panel title={t('Distributions')} aside={t('newest first')}>
              <DataTable
                label={t('Your income')}
                rows={items}
                columns={columns(assets, setClaimed)}
                rowKey={keyOf}
                csvName="income"
                empty={
                  <Empty
                    title={t('No income yet')}
                    action={
                      <Button component={Link} to="/portfolio" variant="default">
                        {t('See what you hold')}
                      </Button>
                    }
                  >
                    {t(
                      'A distribution appears here once it is payable: most are sent to your wallet, the others you claim.',
                    )}
                  </Empty>
                }
              />
            </Panel>
          </>
        )}
      </LoadedPage>
      <Modal
        opened={claimed !== null}
        onClose={() => setClaimed(null)}
        title={t('Claim the income')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {claimed?.claim ? (
          <WalletSteps
            id={`claim.${claimed.distributionId}.${claimed.account}`}
            address={claimed.account}
            verb={t('Claim')}
            done={t(
              'Claimed. The money is in your wallet; the row follows with the block’s confirmation.',
            )}
            steps={[{ what: t('claim the income'), ...claimed.claim }]}
          />
        ) : null}
        {paidOn ? (
          <p role="status" style={{ marginBottom: 0 }}>
            {t('Paid on {{date}}: nothing is left to claim.', { date: formatDate(paidOn) })}
          </p>
        ) : null}
      </Modal>
    </div>
  );
}

function Totals({ lines }: { lines: Line[] }) {
  const symbols = [...new Set(lines.map((line) => line.paymentSymbol))];
  if (symbols.length === 0) return null;
  return (
    <Figures>
      {symbols.map((symbol) => {
        const own = lines.filter((line) => line.paymentSymbol === symbol);
        const [first] = own;
        const sum = (pick: (line: Line) => string) =>
          first
            ? formatUnits(
                own.reduce((all, line) => all + BigInt(pick(line)), 0n),
                first.paymentDecimals,
                2,
              )
            : '–';
        return (
          <Fragment key={symbol}>
            <Figure
              label={t('Received')}
              value={sum((l) => l.paid ?? '0')}
              unit={symbol}
              asOf={t('as the chain tells')}
            />
            <Figure
              label={t('To be claimed')}
              value={sum((l) => (l.claim ? l.gross : '0'))}
              unit={symbol}
              asOf={t('gross, until the claims end')}
            />
          </Fragment>
        );
      })}
    </Figures>
  );
}

const columns = (assets: PublishedAsset[], claim: (line: Line) => void): Column<Line>[] => [
  {
    id: 'what',
    header: t('Distribution'),
    cell: (l) => {
      const asset = assets.find(({ id }) => id === l.assetId);
      return (
        <>
          <strong>{asset?.name ?? t('An asset')}</strong>
          <div className="muted">{words(l.kind)}</div>
        </>
      );
    },
    csv: (l) => `${assets.find(({ id }) => id === l.assetId)?.symbol ?? l.assetId} ${l.kind}`,
  },
  {
    id: 'recordDate',
    header: t('Record date'),
    cell: (l) => formatDate(l.recordDate),
    sort: (l) => l.recordDate,
    csv: (l) => l.recordDate,
  },
  {
    id: 'wallet',
    header: t('Wallet'),
    cell: (l) => <Hex value={l.account} />,
    csv: (l) => l.account,
  },
  {
    id: 'gross',
    header: t('Gross'),
    end: true,
    cell: (l) => money(l.gross, l),
    sort: (l) => BigInt(l.gross),
    csv: (l) => l.gross,
  },
  {
    id: 'withheld',
    header: t('Tax'),
    end: true,
    cell: (l) => money(l.withheld, l),
    csv: (l) => l.withheld,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (l) => (
      <>
        <StateBadge state={l.state} />
        {l.paidAt ? <div className="muted">{formatDate(l.paidAt)}</div> : null}
      </>
    ),
    sort: (l) => l.state,
    csv: (l) => l.state,
  },
  {
    id: 'claim',
    header: '',
    cell: (l) =>
      l.claim ? (
        <Button
          size="compact-sm"
          aria-label={t('Claim {{value}} of {{gross}} gross', {
            value: words(l.kind).toLowerCase(),
            gross: money(l.gross, l),
          })}
          onClick={() => claim(l)}
        >
          {t('Claim')}
        </Button>
      ) : null,
  },
];
