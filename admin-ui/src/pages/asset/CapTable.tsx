import { Button, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatPpm, formatShares, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { useAssetId, useToken } from './useAsset.ts';

type CapTableView = Answer<'/api/v1/tokens/{id}/cap-table', 'get'>;
type Holder = CapTableView['holders'][number];

const columns: Column<Holder>[] = [
  {
    id: 'holder',
    header: 'Holder',
    cell: (h) => <Hex value={h.address} name={h.investorReference} />,
    sort: (h) => h.investorReference ?? h.address,
    csv: (h) => h.address,
  },
  {
    id: 'shares',
    header: 'Shares',
    end: true,
    cell: (h) => formatShares(h.amountBaseUnits),
    sort: (h) => BigInt(h.amountBaseUnits),
    csv: (h) => h.amountBaseUnits,
  },
  {
    id: 'part',
    header: 'Part',
    end: true,
    cell: (h) => formatPpm(h.sharePpm),
    sort: (h) => h.sharePpm,
    csv: (h) => String(h.sharePpm),
  },
  {
    id: 'bar',
    header: '',
    cell: (h) => (
      <span aria-hidden className={css.bar} style={{ width: `${h.sharePpm / 10_000}px` }} />
    ),
  },
];

/** Who holds how much, as of one block. */
export function CapTable() {
  const token = useToken(useAssetId());
  const [asked, setAsked] = useState('');
  const [block, setBlock] = useState<number | null>(null);
  const tokenId = token.data?.id ?? '';
  const live = Boolean(token.data?.address);
  const query = $api.useQuery(
    'get',
    '/api/v1/tokens/{id}/cap-table',
    { params: { path: { id: tokenId }, query: block === null ? {} : { block } } },
    { enabled: live },
  );

  const show = (event: SyntheticEvent) => {
    event.preventDefault();
    setBlock(/^\d+$/.test(asked) ? Number(asked) : null);
  };

  if (!live) {
    return (
      <Panel title="Cap table">
        <Empty title="No holders yet">The token is not on the chain.</Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title="Cap table"
      aside={
        query.data ? (
          <>
            block {formatCount(query.data.block.number)}, {formatTime(query.data.block.time)}{' '}
            <Hex value={query.data.block.hash} kind="block hash" />
          </>
        ) : null
      }
    >
      <form
        onSubmit={show}
        style={{ display: 'flex', gap: 8, alignItems: 'flex-end', marginBottom: 14 }}
      >
        <TextInput
          label="As of block"
          placeholder="newest"
          inputMode="numeric"
          value={asked}
          onChange={(event) => setAsked(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Show
        </Button>
      </form>
      <Loaded query={query}>
        {(table) => (
          <>
            <p className="muted" style={{ marginTop: 0 }}>
              {table.holders.length} {table.holders.length === 1 ? 'holder' : 'holders'} of{' '}
              {formatShares(table.supplyBaseUnits)} shares.
            </p>
            <DataTable
              label="Cap table"
              rows={table.holders}
              columns={columns}
              rowKey={(h) => h.address}
              csvName={`cap-table-block-${table.block.number}`}
              empty={
                <Empty title="Nobody holds it at this block">
                  Shares appear when a mint settles.
                </Empty>
              }
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
