import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatTime, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { NavChart } from './NavChart.tsx';
import { roundsOf } from './rounds.ts';
import { useAssetId, useRounds, useToken, type Round } from './useAsset.ts';

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
    id: 'asOf',
    header: 'As of',
    cell: (r) => formatTime(r.asOf),
    sort: (r) => r.asOf,
    csv: (r) => r.asOf,
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
      <Panel title="NAV per share" aside={<Hex value={navFeed} kind="feed address" />}>
        <NavChart assetId={id} feed={navFeed} />
      </Panel>
      <div className={css.grid}>
        <Rounds title="NAV rounds" name="nav-rounds" query={rounds} feed={navFeed} />
        <Rounds title="Reserve rounds" name="reserve-rounds" query={rounds} feed={reserveFeed} />
      </div>
    </div>
  );
}

interface RoundsProps {
  title: string;
  name: string;
  query: ReturnType<typeof useRounds>;
  feed: string | null;
}

function Rounds({ title, name, query, feed }: RoundsProps) {
  return (
    <Panel title={title} aside={feed ? <Hex value={feed} kind="feed address" /> : null}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            label={title}
            rows={roundsOf(items, feed).reverse()}
            columns={columns}
            rowKey={(r) => r.round}
            csvName={name}
            empty={<Empty title="No round yet">The oracle publishes within its heartbeat.</Empty>}
          />
        )}
      </Loaded>
    </Panel>
  );
}
