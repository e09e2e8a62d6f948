import { keepPreviousData } from '@tanstack/react-query';
import { $api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { t } from '../../i18n/staff.ts';
import type { ActionLine, ActionUnits, CorporateAction } from './corporateAction.ts';

const columns = (units: ActionUnits): Column<ActionLine>[] => [
  {
    id: 'holder',
    header: t('Holder'),
    cell: (l) => <Hex value={l.account} />,
    sort: (l) => l.account,
    csv: (l) => l.account,
  },
  {
    id: 'before',
    header: t('Before'),
    end: true,
    cell: (l) => units.given(l.before),
    sort: (l) => BigInt(l.before),
    csv: (l) => l.before,
  },
  {
    id: 'burned',
    header: t('Gives'),
    end: true,
    cell: (l) => units.given(l.burned),
    sort: (l) => BigInt(l.burned),
    csv: (l) => l.burned,
  },
  {
    id: 'gained',
    header: t('Gets'),
    end: true,
    cell: (l) => units.gained(l.gained),
    sort: (l) => BigInt(l.gained),
    csv: (l) => l.gained,
  },
  {
    id: 'after',
    header: t('After'),
    end: true,
    cell: (l) => units.given(l.after),
    sort: (l) => BigInt(l.after),
    csv: (l) => l.after,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (l) => (
      <>
        <StateBadge state={l.state} of="action_line" />
        {l.obstacle ? <div className="muted">{l.obstacle}</div> : null}
        {l.transactionHash ? (
          <div>
            <Hex value={l.transactionHash} kind={t('transaction')} />
          </div>
        ) : null}
      </>
    ),
    sort: (l) => l.state,
    csv: (l) => l.state,
  },
];

/** Every holder's line: before, given, gained, after. It is what the approver sees and binds. */
export function CorporateActionLines(props: { action: CorporateAction; units: ActionUnits }) {
  const { action, units } = props;
  const pages = usePages();
  const lines = $api.useQuery(
    'get',
    '/api/v1/corporate-actions/{id}/lines',
    { params: { path: { id: action.id }, query: pages.query } },
    { placeholderData: keepPreviousData, refetchInterval: 8_000 },
  );
  return (
    <Panel title={t('What becomes of each holder')}>
      <Loaded query={lines}>
        {({ items }) => (
          <DataTable
            label={t('Lines of the action')}
            rows={items}
            columns={columns(units)}
            rowKey={(l) => l.account}
            csvName={`corporate-action-${action.id}`}
            empty={<Empty title={t('Nobody holds it')} />}
          />
        )}
      </Loaded>
      <Pager pages={pages} next={lines.data?.nextCursor ?? null} />
    </Panel>
  );
}
