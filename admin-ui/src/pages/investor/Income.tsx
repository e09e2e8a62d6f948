import { Button, Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatUnits, words } from '../../design/format.ts';
import { Figure, Figures } from '../../design/Figures.tsx';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { WalletSteps } from '../../wallet/WalletSteps.tsx';
import { type PublishedAsset, usePublishedAssets } from '../offering/offering.ts';

type Line = Answer<'/api/v1/income', 'get'>['items'][number];

const money = (base: string | bigint, line: Line) =>
  `${formatUnits(base, line.paymentDecimals, 2)} ${line.paymentSymbol}`;

/** Income of everything the investor held on a record date, with what can be claimed now. */
export function Income() {
  useCrumbs({ label: 'Income' });
  const income = $api.useQuery('get', '/api/v1/income', undefined, { refetchInterval: 15_000 });
  const assets = usePublishedAssets();
  const [claimed, setClaimed] = useState<Line | null>(null);
  return (
    <div className={css.stack}>
      <Loaded query={income}>
        {({ items }) => (
          <>
            <div>
              <PageHead
                title="Income"
                sub="Rent, coupons and distributions of what you held on their record dates."
              />
              <Totals lines={items} />
            </div>
            <Panel title="Distributions" aside="newest first">
              <DataTable
                label="Your income"
                rows={items}
                columns={columns(assets, setClaimed)}
                rowKey={(line) => line.distributionId + line.account}
                csvName="income"
                empty={
                  <Empty
                    title="No income yet"
                    action={
                      <Button component={Link} to="/portfolio" variant="default">
                        See what you hold
                      </Button>
                    }
                  >
                    A distribution appears here once it is payable: most are sent to your wallet,
                    the others you claim.
                  </Empty>
                }
              />
            </Panel>
          </>
        )}
      </Loaded>
      <Modal
        opened={claimed !== null}
        onClose={() => setClaimed(null)}
        title="Claim the income"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {claimed?.claim ? (
          <WalletSteps
            id={`claim.${claimed.distributionId}.${claimed.account}`}
            address={claimed.account}
            verb="Claim"
            done="Claimed. The money is in your wallet; the row follows with the block’s confirmation."
            steps={[{ what: 'claim the income', ...claimed.claim }]}
          />
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
              label="Received"
              value={sum((l) => l.paid ?? '0')}
              unit={symbol}
              asOf="as the chain tells"
            />
            <Figure
              label="To be claimed"
              value={sum((l) => (l.claim ? l.gross : '0'))}
              unit={symbol}
              asOf="gross, until the claims end"
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
    header: 'Distribution',
    cell: (l) => {
      const asset = assets.find(({ id }) => id === l.assetId);
      return (
        <>
          <strong>{asset?.name ?? 'An asset'}</strong>
          <div className="muted">{words(l.kind)}</div>
        </>
      );
    },
    csv: (l) => `${assets.find(({ id }) => id === l.assetId)?.symbol ?? l.assetId} ${l.kind}`,
  },
  { id: 'wallet', header: 'Wallet', cell: (l) => <Hex value={l.account} />, csv: (l) => l.account },
  {
    id: 'gross',
    header: 'Gross',
    end: true,
    cell: (l) => money(l.gross, l),
    sort: (l) => BigInt(l.gross),
    csv: (l) => l.gross,
  },
  {
    id: 'withheld',
    header: 'Tax',
    end: true,
    cell: (l) => money(l.withheld, l),
    csv: (l) => l.withheld,
  },
  {
    id: 'state',
    header: 'State',
    cell: (l) => <StateBadge state={l.state} />,
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
          aria-label={`Claim ${words(l.kind).toLowerCase()} of ${money(l.gross, l)} gross`}
          onClick={() => claim(l)}
        >
          Claim
        </Button>
      ) : null,
  },
];
