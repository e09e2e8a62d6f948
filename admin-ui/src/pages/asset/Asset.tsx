import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { StateBadge } from '../../design/Badge.tsx';
import { words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { PageHead } from '../../design/Page.tsx';
import css from '../../design/design.module.css';
import type { Role } from '../../session/role.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import own from './asset.module.css';
import { AssetActions } from './AssetActions.tsx';
import { AssetFigures } from './AssetFigures.tsx';
import { useAsset, useAssetId, useToken, type Asset } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

interface Tab {
  to: string;
  label: string;
  /** Only of assets of this kind. */
  kind?: Asset['kind'];
  /** Only for these. */
  roles?: readonly Role[];
  /** Only in these states. */
  states?: readonly Asset['state'][];
}

const isFor = ({ kind, roles, states }: Tab, asset: Asset, role: Role | undefined): boolean =>
  (!kind || kind === asset.kind) &&
  (!states || states.includes(asset.state)) &&
  (!roles || (role !== undefined && roles.includes(role)));

const TABS = [
  { to: '/assets/$assetId', label: t('Overview') },
  { to: '/assets/$assetId/papers', label: t('Papers') },
  { to: '/assets/$assetId/due-diligence', label: t('Due diligence') },
  { to: '/assets/$assetId/token', label: t('Token and rules') },
  { to: '/assets/$assetId/supply', label: t('Supply') },
  { to: '/assets/$assetId/offerings', label: t('Offerings') },
  { to: '/assets/$assetId/redemptions', label: t('Redemptions') },
  { to: '/assets/$assetId/distributions', label: t('Distributions') },
  { to: '/assets/$assetId/votes', label: t('Votes') },
  { to: '/assets/$assetId/actions', label: t('Actions') },
  { to: '/assets/$assetId/bars', label: t('Bars'), kind: 'commodity' },
  { to: '/assets/$assetId/property', label: t('Property'), kind: 'real_estate' },
  { to: '/assets/$assetId/cap-table', label: t('Cap table') },
  { to: '/assets/$assetId/nav', label: t('NAV and reserves') },
  { to: '/assets/$assetId/reports', label: t('Reports') },
  { to: '/assets/$assetId/controls', label: t('Controls'), roles: ['compliance', 'auditor'] },
  {
    to: '/assets/$assetId/wind-down',
    label: t('Wind-down'),
    roles: ['issuer', 'compliance', 'auditor'],
    states: ['live', 'suspended', 'winding_down', 'retired'],
  },
] as const satisfies Tab[];

/** An asset's one page: its headline, what comes next, and its sheets as tabs. */
export function AssetPage() {
  const query = useAsset(useAssetId());
  return <LoadedPage query={query}>{(asset) => <Workspace asset={asset} />}</LoadedPage>;
}

function Workspace({ asset }: { asset: Asset }) {
  useCrumbs({ label: t('Assets'), to: '/assets' }, { label: asset.name });
  const token = useToken(asset.id);
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={asset.name}
          badge={<StateBadge state={asset.state} />}
          sub={
            <>
              {words(asset.kind)} · {asset.organisationName}
              {token.data?.address ? (
                <>
                  {' '}
                  · <Hex value={token.data.address} kind={t('token address')} />
                </>
              ) : null}
            </>
          }
          actions={<AssetActions asset={asset} />}
        />
        <AssetFigures asset={asset} token={token.data ?? null} />
      </div>
      <Sheets asset={asset} />
      <Outlet />
    </div>
  );
}

/** The asset's sheets. Where they do not fit beside each other the open one is brought into view. */
function Sheets({ asset }: { asset: Asset }) {
  const role = useSession()?.role;
  const { pathname } = useLocation();
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = row.current?.querySelector('[aria-current="page"]');
    here?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav ref={row} className={own.tabs} aria-label={t('Sheets of the asset')}>
      {TABS.filter((tab) => isFor(tab, asset, role)).map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          params={{ assetId: asset.id }}
          activeOptions={{ exact: true }}
          className={own.tab}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
