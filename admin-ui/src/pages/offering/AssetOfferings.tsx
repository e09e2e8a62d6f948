import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { useSession } from '../../session/session.ts';
import { useAsset, useAssetId, useToken } from '../asset/useAsset.ts';
import { type Offering, paymentText } from './offering.ts';
import { priceWords } from './OfferingTerms.tsx';
import { useOpened } from '../../design/useKept.ts';
import { offeringDraft, TermsForm } from './TermsForm.tsx';
import { t } from '../../i18n/staff.ts';

const columns: Column<Offering>[] = [
  {
    id: 'window',
    header: t('Offering'),
    cell: (o) => (
      <>
        <Link to="/offerings/$offeringId" params={{ offeringId: o.id }}>
          <strong>{formatTime(o.terms.opensAt)}</strong>
        </Link>
        <div className="muted">
          {t('until {{closesAt}}', { closesAt: formatTime(o.terms.closesAt) })}
        </div>
      </>
    ),
    sort: (o) => o.terms.opensAt,
    csv: (o) => `${o.terms.opensAt} ${o.terms.closesAt}`,
  },
  { id: 'price', header: t('Price'), cell: priceWords, csv: priceWords },
  {
    id: 'cap',
    header: t('At most'),
    end: true,
    cell: (o) => paymentText(o.terms.hardCapBaseUnits, o),
    csv: (o) => o.terms.hardCapBaseUnits,
  },
  {
    id: 'ordered',
    header: t('Ordered'),
    end: true,
    cell: (o) => paymentText(o.totals.ordered, o),
    sort: (o) => BigInt(o.totals.ordered),
    csv: (o) => o.totals.ordered,
  },
  {
    id: 'paid',
    header: t('Paid'),
    end: true,
    cell: (o) => paymentText(o.totals.paid, o),
    csv: (o) => o.totals.paid,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (o) => <StateBadge state={o.paused ? 'paused' : o.state} />,
    sort: (o) => o.state,
    csv: (o) => o.state,
  },
];

/** The sales of an asset, and the draft of a new one. */
export function AssetOfferings() {
  const assetId = useAssetId();
  const asset = useAsset(assetId);
  const token = useToken(assetId);
  const issues = useSession()?.role === 'issuer';
  const clock = useClock();
  const [drafting, setDrafting] = useOpened(offeringDraft(assetId));
  const pages = usePages();
  const offerings = $api.useQuery(
    'get',
    '/api/v1/offerings',
    { params: { query: { ...pages.query, assetId } } },
    { placeholderData: keepPreviousData, refetchInterval: 15_000 },
  );
  const live = asset.data?.state === 'live' && Boolean(token.data?.address);
  if (asset.data && !live) {
    return (
      <Panel title={t('Offerings')}>
        <Empty title={t('Nothing can be sold yet')}>
          {t('An offering needs a live asset whose token is on the chain.')}
        </Empty>
      </Panel>
    );
  }
  const draft = issues ? (
    <Button onClick={() => setDrafting(true)} disabled={drafting || !clock}>
      {t('Draft an offering')}
    </Button>
  ) : null;
  return (
    <div className={css.stack}>
      {drafting && clock ? (
        <TermsForm assetId={assetId} start={clock} onDone={() => setDrafting(false)} />
      ) : null}
      <Panel title={t('Offerings')} aside={drafting ? null : draft}>
        <Loaded query={offerings}>
          {({ items }) => (
            <DataTable
              label={t('Offerings')}
              rows={items}
              columns={columns}
              rowKey={(o) => o.id}
              csvName="offerings"
              empty={
                <Empty title={t('No offering yet')}>
                  {issues
                    ? t(
                        'Draft the terms; compliance approves exactly those before anybody can buy.',
                      )
                    : t('The issuer drafts the first.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={offerings.data?.nextCursor ?? null} />
      </Panel>
    </div>
  );
}
