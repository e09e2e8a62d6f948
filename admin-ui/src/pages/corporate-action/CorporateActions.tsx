import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { useAssetId, useToken } from '../asset/useAsset.ts';
import { actionName, type CorporateAction } from './corporateAction.ts';
import { useOpened } from '../../design/useKept.ts';
import { actionDraft, CorporateActionForm } from './CorporateActionForm.tsx';

const columns: Column<CorporateAction>[] = [
  {
    id: 'kind',
    header: t('Action'),
    cell: (a) => (
      <Link to="/corporate-actions/$actionId" params={{ actionId: a.id }}>
        <strong>{actionName(a.kind)}</strong>
      </Link>
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
    id: 'holders',
    header: t('Holders'),
    end: true,
    cell: (a) => a.calculation.holders,
    csv: (a) => String(a.calculation.holders),
  },
  {
    id: 'state',
    header: t('State'),
    cell: (a) => <StateBadge state={a.state} of="corporate_action" asked={a.approvalId !== null} />,
    sort: (a) => a.state,
    csv: (a) => a.state,
  },
];

/** What the issuer does to all holders at once: conversions, calls, the maturity. */
export function CorporateActions() {
  const assetId = useAssetId();
  const live = Boolean(useToken(assetId).data?.address);
  const issues = useSession()?.role === 'issuer';
  const clock = useClock();
  const [drafting, setDrafting] = useOpened(actionDraft(assetId));
  const actions = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/corporate-actions',
    { params: { path: { id: assetId }, query: { limit: 100 } } },
    { refetchInterval: 15_000 },
  );
  return (
    <div className={css.stack}>
      {drafting && clock ? (
        <CorporateActionForm assetId={assetId} now={clock} onDone={() => setDrafting(false)} />
      ) : null}
      <Panel
        title={t('Corporate actions')}
        aside={
          issues && live && !drafting ? (
            <Button onClick={() => setDrafting(true)}>{t('Draft an action')}</Button>
          ) : null
        }
      >
        <Loaded query={actions}>
          {({ items }) => (
            <DataTable
              label={t('Corporate actions')}
              rows={items}
              columns={columns}
              rowKey={(a) => a.id}
              csvName="corporate-actions"
              empty={
                <Empty title={t('No corporate action yet')}>
                  {live
                    ? t(
                        'A split, a call or the maturity: every holder’s line is shown before anything happens.',
                      )
                    : t('The token is not on the chain.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
