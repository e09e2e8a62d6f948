import { getRouteApi } from '@tanstack/react-router';
import { Badge } from '../../design/Badge.tsx';
import { useWhole } from '../../api/whole.ts';
import css from '../../design/design.module.css';
import { DataTable } from '../../design/DataTable.tsx';
import { formatUnits } from '../../design/format.ts';
import { Figure, Figures } from '../../design/Figures.tsx';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { type BarList, useBarOrders, useBars } from '../bars/bars.ts';
import { barColumns } from '../bars/barColumns.tsx';
import { BarOrders } from './BarOrders.tsx';
import { ReserveBar } from './ReserveBar.tsx';
import { t } from '../../i18n/i18n.ts';

const route = getRouteApi('/inside/bars/$tokenId');

/** Whole bars for tokens: which there are, one reserved, requested and delivered. */
export function Bars() {
  const { tokenId } = route.useParams();
  const holdings = useWhole('/api/v1/holdings');
  const bars = useBars(tokenId);
  const held = (holdings.data?.items ?? []).filter((item) => item.tokenId === tokenId);
  const [first] = held;
  // What is under way waits for somebody; what could be taken can wait.
  const under = (useBarOrders(tokenId).data?.items.length ?? 0) > 0;
  const orders = <BarOrders tokenId={tokenId} decimals={first?.decimals ?? 18} />;
  useCrumbs(
    { label: t('Portfolio'), to: '/portfolio' },
    { label: t('Bars of {{symbol}}', { symbol: first?.symbol ?? 'gold' }) },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={first ? t('Bars for {{symbol}}', { symbol: first.symbol }) : t('Bars')}
        sub={t(
          'A whole bar for as many tokens as it holds fine ounces; the vault ships what you request.',
        )}
      />
      {bars.none ? (
        <Panel title={t('Bars')}>
          <Empty title={t('There are no bars to take')}>
            {t(
              'Only tokens of gold are redeemed for bars, once their issuer has opened the vault.',
            )}
          </Empty>
        </Panel>
      ) : (
        <Loaded query={bars}>
          {(list) => (
            <>
              <BarFigures list={list} decimals={first?.decimals ?? 18} />
              {under ? orders : null}
              {list.vault && first ? (
                <ReserveBar tokenId={tokenId} list={list} held={held} />
              ) : null}
              {under ? null : orders}
              <Panel title={t('Attested bars')} aside={t('as the custodians signed the list')}>
                <DataTable
                  label={t('Attested bars')}
                  rows={list.items}
                  columns={barColumns(first?.decimals ?? 18)}
                  rowKey={(bar) => bar.barId}
                  csvName="bars"
                  empty={
                    <Empty title={t('No bar is listed')}>
                      {t('The custodians have attested none yet.')}
                    </Empty>
                  }
                />
              </Panel>
            </>
          )}
        </Loaded>
      )}
    </div>
  );
}

function BarFigures({ list, decimals }: { list: BarList; decimals: number }) {
  const free = list.items.filter(({ availability }) => availability === 'free');
  const amounts = free.map(({ amountBaseUnits }) => BigInt(amountBaseUnits));
  const least = amounts.reduce<bigint | null>((a, b) => (a === null || b < a ? b : a), null);
  return (
    <Figures>
      <Figure
        label={t('Free bars')}
        value={free.length}
        unit={t('of {{number}}', { number: list.items.length })}
        asOf={t('now')}
      />
      <Figure
        label={t('Smallest')}
        value={least === null ? '–' : formatUnits(least, decimals)}
        unit={t('tokens')}
        asOf={t('for the whole bar')}
      />
      <Figure
        label={t('Bar list')}
        value={
          <Badge tone={list.attested ? 'green' : 'amber'}>
            {list.attested ? t('Attested') : t('Changed since')}
          </Badge>
        }
        asOf={
          list.attested
            ? t('this very list was signed')
            : t('nothing can be reserved until it is signed')
        }
      />
      <Figure
        label={t('Vault')}
        value={list.vault ? <Hex value={list.vault} /> : t('not open')}
        asOf={t('the contract that takes the tokens')}
      />
    </Figures>
  );
}
