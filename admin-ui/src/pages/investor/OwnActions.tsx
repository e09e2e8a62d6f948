import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../api/types.ts';
import { useWhole } from '../../api/whole.ts';
import { hasCome, useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatShares, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { actionName } from '../corporate-action/corporateAction.ts';
import { type PublishedAsset, usePublishedAssets } from '../offering/offering.ts';
import { OwnProperty } from './OwnProperty.tsx';
import { JoinAction } from './JoinAction.tsx';

export type OwnAction = Answer<'/api/v1/corporate-actions', 'get'>['items'][number];

/** What issuers do with tokens the investor holds: converted, called back, matured. */
export function OwnActions() {
  useCrumbs({ label: t('Corporate actions') });
  const clock = useClock();
  const assets = usePublishedAssets();
  const [chosen, setChosen] = useState<OwnAction | null>(null);
  const actions = useWhole('/api/v1/corporate-actions', { refetchInterval: 15_000 });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Corporate actions')}
        sub={t(
          'Conversions, calls and maturities of what you hold: what you give and what you get.',
        )}
      />
      <OwnProperty />
      <Panel title={t('What touches you')}>
        <Loaded query={actions}>
          {({ items }) => (
            <DataTable
              label={t('Corporate actions')}
              rows={items}
              columns={columns(assets, clock, setChosen)}
              rowKey={(a) => a.actionId + a.account}
              csvName="corporate-actions"
              empty={
                <Empty title={t('No corporate action')}>
                  {t('You are told a day ahead at least, here and in your messages.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <Modal
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={chosen ? actionName(chosen.kind) : ''}
        size="lg"
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {chosen ? (
          <JoinAction action={chosen} asset={assets.find((asset) => asset.id === chosen.assetId)} />
        ) : null}
      </Modal>
    </div>
  );
}

const verbOf = (a: OwnAction): string => (a.kind === 'conversion' ? t('Convert') : t('Be paid'));

/** A conversion begins with the first who converts; a call or a maturity once its money covers all. */
const canJoin = (a: OwnAction, clock: Date | null): boolean =>
  (a.state === 'open' || (a.state === 'announced' && a.kind === 'conversion')) &&
  a.balanceBaseUnits !== '0' &&
  hasCome(a.effectiveAt, clock);

const columns = (
  assets: PublishedAsset[],
  clock: Date | null,
  choose: (action: OwnAction) => void,
): Column<OwnAction>[] => {
  const assetOf = (action: OwnAction) => assets.find((asset) => asset.id === action.assetId);
  return [
    {
      id: 'action',
      header: t('Action'),
      cell: (a) => (
        <>
          <strong>{actionName(a.kind)}</strong>
          <div className="muted">{assetOf(a)?.name}</div>
        </>
      ),
      sort: (a) => a.kind,
      csv: (a) => a.kind,
    },
    {
      id: 'from',
      header: t('From'),
      cell: (a) => formatTime(a.effectiveAt),
      sort: (a) => a.effectiveAt,
      csv: (a) => a.effectiveAt,
    },
    {
      id: 'wallet',
      header: t('Wallet'),
      cell: (a) => <Hex value={a.account} />,
      csv: (a) => a.account,
    },
    {
      id: 'held',
      header: t('You hold'),
      end: true,
      cell: (a) =>
        `${formatShares(a.balanceBaseUnits, assetOf(a)?.decimals)} ${assetOf(a)?.symbol ?? ''}`,
      sort: (a) => BigInt(a.balanceBaseUnits),
      csv: (a) => a.balanceBaseUnits,
    },
    {
      id: 'state',
      header: t('State'),
      cell: (a) => <StateBadge state={a.state} of="corporate_action" />,
      sort: (a) => a.state,
      csv: (a) => a.state,
    },
    {
      id: 'do',
      header: '',
      end: true,
      cell: (a) =>
        canJoin(a, clock) ? (
          <Button
            size="compact-sm"
            aria-label={t('{{verb}}: {{action}} of {{asset}}', {
              verb: verbOf(a),
              action: actionName(a.kind),
              asset: assetOf(a)?.name ?? '',
            })}
            onClick={() => choose(a)}
          >
            {verbOf(a)}
          </Button>
        ) : null,
    },
  ];
};
