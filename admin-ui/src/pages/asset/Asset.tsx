import { Link, Outlet } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import { words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { PageHead } from '../../design/Page.tsx';
import css from '../../design/design.module.css';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import own from './asset.module.css';
import { AssetActions } from './AssetActions.tsx';
import { AssetFigures } from './AssetFigures.tsx';
import { useAsset, useAssetId, useToken, type Asset } from './useAsset.ts';

const TABS = [
  { to: '/assets/$assetId', label: 'Overview' },
  { to: '/assets/$assetId/papers', label: 'Papers' },
  { to: '/assets/$assetId/due-diligence', label: 'Due diligence' },
  { to: '/assets/$assetId/token', label: 'Token and rules' },
  { to: '/assets/$assetId/supply', label: 'Supply' },
  { to: '/assets/$assetId/offerings', label: 'Offerings' },
  { to: '/assets/$assetId/redemptions', label: 'Redemptions' },
  { to: '/assets/$assetId/distributions', label: 'Distributions' },
  { to: '/assets/$assetId/votes', label: 'Votes' },
  { to: '/assets/$assetId/actions', label: 'Actions' },
  { to: '/assets/$assetId/bars', label: 'Bars', kind: 'commodity' },
  { to: '/assets/$assetId/cap-table', label: 'Cap table' },
  { to: '/assets/$assetId/nav', label: 'NAV and reserves' },
  { to: '/assets/$assetId/reports', label: 'Reports' },
] as const;

/** An asset's one page: its headline, what comes next, and its sheets as tabs. */
export function AssetPage() {
  const query = useAsset(useAssetId());
  return <Loaded query={query}>{(asset) => <Workspace asset={asset} />}</Loaded>;
}

function Workspace({ asset }: { asset: Asset }) {
  useCrumbs({ label: 'Assets', to: '/assets' }, { label: asset.name });
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
                  · <Hex value={token.data.address} kind="token address" />
                </>
              ) : null}
            </>
          }
          actions={<AssetActions asset={asset} />}
        />
        <AssetFigures asset={asset} token={token.data ?? null} />
      </div>
      <nav className={own.tabs} aria-label="Sheets of the asset">
        {TABS.filter((tab) => !('kind' in tab) || tab.kind === asset.kind).map((tab) => (
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
      <Outlet />
    </div>
  );
}
