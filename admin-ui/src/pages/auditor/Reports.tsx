import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { DataTable } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { reportColumns } from '../asset/Reports.tsx';
import { t } from '../../i18n/staff.ts';

/** A report needs a supply on the chain. */
const HAS_TOKEN = ['live', 'suspended', 'winding_down', 'retired'];

/** Every asset's reports; each asset's sheet makes new ones. */
export function Reports() {
  useCrumbs({ label: t('Reports') });
  const assets = $api.useQuery('get', '/api/v1/assets', { params: { query: { limit: 200 } } });
  return (
    <div className={css.stack}>
      <PageHead title={t('Reports')} sub={t('Proofs of reserve, asset by asset.')} />
      <Loaded query={assets}>
        {({ items }) => {
          const tokenised = items.filter((asset) => HAS_TOKEN.includes(asset.state));
          return tokenised.length === 0 ? (
            <Panel title={t('Reports')}>
              <Empty title={t('No asset is on the chain yet')}>
                {t('Reports belong to assets; an issuer brings the first.')}
              </Empty>
            </Panel>
          ) : (
            <>
              {tokenised.map((asset) => (
                <AssetPanel key={asset.id} id={asset.id} name={asset.name} />
              ))}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function AssetPanel({ id, name }: { id: string; name: string }) {
  const reports = $api.useQuery('get', '/api/v1/assets/{id}/reports', { params: { path: { id } } });
  return (
    <Panel
      title={name}
      aside={
        <Link to="/assets/$assetId/reports" params={{ assetId: id }}>
          {t('create a report')}
        </Link>
      }
    >
      <Loaded query={reports}>
        {(page) => (
          <DataTable
            label={t('Reports of {{name}}', { name })}
            rows={page.items}
            columns={reportColumns}
            rowKey={(r) => r.id}
            empty={
              <Empty title={t('No report yet')}>
                {t('Open the asset to create a proof of reserve.')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}
