import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatNewYork, formatTime, formatUsd6, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { NavChart } from './NavChart.tsx';
import { roundsOf, type FeedKind } from './rounds.ts';
import { useAssetId, useRounds, useToken, type Round } from './useAsset.ts';

type Parked = Answer<'/api/v1/assets/{id}/rounds', 'get'>['parked'][number];

const columns: Column<Round>[] = [
  {
    id: 'round',
    header: 'Round',
    cell: (r) => r.round,
    sort: (r) => BigInt(r.round),
    csv: (r) => r.round,
  },
  {
    id: 'answer',
    header: 'USD',
    end: true,
    cell: (r) => formatUsd6(r.answer),
    sort: (r) => BigInt(r.answer),
    csv: (r) => r.answer,
  },
  {
    id: 'valued',
    header: 'Valued',
    cell: (r) => formatNewYork(r.valuationTime),
    sort: (r) => r.valuationTime,
    csv: (r) => r.valuationTime,
  },
  {
    id: 'block',
    header: 'Block',
    end: true,
    cell: (r) => formatCount(r.blockNumber),
    sort: (r) => r.blockNumber,
    csv: (r) => String(r.blockNumber),
  },
  {
    id: 'tx',
    header: 'Transaction',
    end: true,
    cell: (r) => <Hex value={r.transactionHash} kind="transaction" />,
    csv: (r) => r.transactionHash,
  },
];

const parkedColumns: Column<Parked>[] = [
  { id: 'kind', header: 'Feed', cell: (p) => (p.kind === 'nav' ? 'NAV' : words(p.kind)) },
  { id: 'round', header: 'Round', cell: (p) => p.round },
  { id: 'answer', header: 'USD', end: true, cell: (p) => formatUsd6(p.answer) },
  { id: 'parked', header: 'Parked', cell: (p) => formatTime(p.parkedAt) },
  {
    id: 'digest',
    header: 'Report',
    end: true,
    cell: (p) => <Hex value={p.digest} kind="digest" />,
  },
];

/** Every publication of the asset's two feeds, as the chain keeps them. */
export function Nav() {
  const id = useAssetId();
  const token = useToken(id);
  const rounds = useRounds(id);
  const { navFeed = null, reserveFeed = null } = token.data ?? {};
  if (!navFeed) {
    return (
      <Panel title="NAV and reserves">
        <Empty title="No feed yet">Both feeds are deployed together with the token.</Empty>
      </Panel>
    );
  }
  return (
    <div className={css.stack}>
      <Panel title="NAV per share" aside="USD, as published to the feed">
        <NavChart assetId={id} />
      </Panel>
      <div className={css.grid}>
        <Rounds title="NAV rounds" kind="nav" query={rounds} feed={navFeed} />
        <Rounds title="Reserve rounds" kind="reserve" query={rounds} feed={reserveFeed} />
      </div>
      {rounds.data && rounds.data.parked.length > 0 ? (
        <Panel title="Parked reports" aside="outside the feed’s limits; compliance decides">
          <DataTable
            label="Parked reports"
            rows={rounds.data.parked}
            columns={parkedColumns}
            rowKey={(p) => p.digest}
            empty={null}
          />
        </Panel>
      ) : null}
    </div>
  );
}

interface RoundsProps {
  title: string;
  kind: FeedKind;
  query: ReturnType<typeof useRounds>;
  feed: string | null;
}

function Rounds({ title, kind, query, feed }: RoundsProps) {
  return (
    <Panel title={title} aside={feed ? <Hex value={feed} kind="feed address" /> : null}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            label={title}
            rows={roundsOf(items, kind).reverse()}
            columns={columns}
            rowKey={(r) => r.round}
            csvName={`${kind}-rounds`}
            empty={<Empty title="No round yet">The oracle publishes within its heartbeat.</Empty>}
          />
        )}
      </Loaded>
    </Panel>
  );
}
