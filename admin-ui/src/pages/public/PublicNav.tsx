import { $api } from '../../api/client.ts';
import { Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { NavChart } from '../asset/NavChart.tsx';

/** The published NAV, round by round. */
export function PublicNav({ id }: { id: string }) {
  const query = $api.useQuery('get', '/api/v1/public/assets/{id}/rounds', {
    params: { path: { id }, query: { limit: 400 } },
  });
  return (
    <Panel title={t('NAV per share')}>
      <NavChart query={query} />
    </Panel>
  );
}
