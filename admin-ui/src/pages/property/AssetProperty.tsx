import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { useAssetId } from '../asset/useAsset.ts';
import { useOpened } from '../../design/useKept.ts';
import { BuyoutForm, buyoutDraft } from './BuyoutForm.tsx';
import { DeedForm } from './DeedForm.tsx';
import { DeedSheet } from './DeedSheet.tsx';
import { type Buyout, type Deed, useDeed } from './property.ts';

/** A property's title on the platform, and the offers to buy the whole of it. */
export function AssetProperty() {
  const id = useAssetId();
  const issues = useSession()?.role === 'issuer';
  const deed = useDeed(id);
  if (deed.none) {
    if (issues) return <DeedForm assetId={id} />;
    return (
      <Panel title={t('Title')}>
        <Empty title={t('The title is not on the platform')}>
          {t('The issuer brings the extract from the land register.')}
        </Empty>
      </Panel>
    );
  }
  return (
    <Loaded query={deed}>
      {(data) => (
        <div className={css.stack}>
          <DeedSheet deed={data} />
          <Buyouts deed={data} issues={issues} />
        </div>
      )}
    </Loaded>
  );
}

function Buyouts({ deed, issues }: { deed: Deed; issues: boolean }) {
  const clock = useClock();
  const [adding, setAdding] = useOpened(buyoutDraft(deed.assetId));
  const offers = $api.useQuery('get', '/api/v1/assets/{id}/buyouts', {
    params: { path: { id: deed.assetId }, query: { limit: 50 } },
  });
  return (
    <>
      {adding && clock ? (
        <BuyoutForm deed={deed} today={clock} onDone={() => setAdding(false)} />
      ) : null}
      <Panel
        title={t('Offers for the whole property')}
        aside={
          issues && deed.state === 'vaulted' && !adding ? (
            <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
              {t('Draft an offer')}
            </Button>
          ) : null
        }
      >
        <Loaded query={offers}>
          {({ items }) => (
            <DataTable
              label={t('Offers for the whole property')}
              rows={items}
              columns={columns(deed)}
              rowKey={(b) => b.id}
              csvName="buyouts"
              empty={
                <Empty title={t('Nobody has offered')}>
                  {deed.state === 'vaulted'
                    ? t(
                        'An offer is put to the vote of all holders; what they carry can be executed.',
                      )
                    : t('Only a property whose title lies in its vault can be bought out.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}

const columns = (deed: Deed): Column<Buyout>[] => [
  {
    id: 'offer',
    header: t('Offer'),
    cell: (b) => (
      <Link to="/buyouts/$buyoutId" params={{ buyoutId: b.id }}>
        <strong>{`${formatUnits(b.priceBaseUnits, deed.paymentDecimals, 2)} ${deed.paymentSymbol}`}</strong>
      </Link>
    ),
    sort: (b) => BigInt(b.priceBaseUnits),
    csv: (b) => b.priceBaseUnits,
  },
  {
    id: 'bidder',
    header: t('Bidder'),
    cell: (b) => <Hex value={b.bidder} />,
    csv: (b) => b.bidder,
  },
  {
    id: 'deadline',
    header: t('Until'),
    cell: (b) => formatTime(b.deadline),
    sort: (b) => b.deadline,
    csv: (b) => b.deadline,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (b) => <StateBadge state={b.state} of="buyout" />,
    sort: (b) => b.state,
    csv: (b) => b.state,
  },
];
