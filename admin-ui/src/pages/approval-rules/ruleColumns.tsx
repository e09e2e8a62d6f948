import type { Answer } from '../../api/types.ts';
import type { Column } from '../../design/DataTable.tsx';
import { formatCount } from '../../design/format.ts';
import { t } from '../../i18n/staff.ts';
import { kindName } from './kinds.ts';

export type Rule = Answer<'/api/v1/approval-rules', 'get'>['rules'][number];

export const ruleColumns: Column<Rule>[] = [
  {
    id: 'kind',
    header: t('What is asked'),
    cell: (r) => (
      <>
        <strong>{kindName(r.kind)}</strong>
        <div className="mono muted">{r.kind}</div>
      </>
    ),
    sort: (r) => kindName(r.kind),
    csv: (r) => r.kind,
  },
  {
    id: 'from',
    header: t('From an amount of'),
    end: true,
    cell: (r) =>
      r.fromAmount === '0'
        ? t('any')
        : t('{{amount}} base units', { amount: formatCount(r.fromAmount) }),
    sort: (r) => BigInt(r.fromAmount),
    csv: (r) => r.fromAmount,
  },
  {
    id: 'approvers',
    header: t('Other persons'),
    end: true,
    cell: (r) => r.approvers,
    sort: (r) => r.approvers,
    csv: (r) => String(r.approvers),
  },
];
