import { getRouteApi } from '@tanstack/react-router';
import { useWhole } from '../../api/whole.ts';
import css from '../../design/design.module.css';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { TransferForm } from './TransferForm.tsx';

const route = getRouteApi('/inside/transfer');

/** Sends shares to another registered wallet: asked first, signed by the investor's own wallet. */
export function Transfer() {
  useCrumbs({ label: t('Transfer') });
  const { token, wallet } = route.useSearch();
  const holdings = useWhole('/api/v1/holdings');
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Transfer')}
        sub={t(
          'Your wallet signs and sends it; the contract keeps the rules. What it would refuse is said here first.',
        )}
      />
      <Loaded query={holdings}>
        {({ items }) => {
          const held = items.filter((item) => item.amountBaseUnits !== '0');
          const chosen = held.find((item) => item.tokenId === token && item.walletId === wallet);
          const initial = chosen ?? held[0];
          return initial ? (
            <TransferForm held={held} initial={initial} />
          ) : (
            <Panel title={t('Transfer')}>
              <Empty title={t('Nothing to transfer')}>
                {t('Shares appear when an order settles.')}
              </Empty>
            </Panel>
          );
        }}
      </Loaded>
    </div>
  );
}
