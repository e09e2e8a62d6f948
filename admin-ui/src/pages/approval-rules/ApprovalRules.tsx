import { useSession } from '../../session/session.ts';
import css from '../../design/design.module.css';
import { PageHead } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { Deputies } from './Deputies.tsx';
import { RuleTable } from './RuleTable.tsx';

/** How many persons approve what, and who speaks for an officer who is away. */
export function ApprovalRules() {
  useCrumbs({ label: t('Rules and deputies') });
  const decides = useSession()?.role === 'compliance';
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Rules and deputies')}
        sub={t(
          'How many other persons approve a request, and who does it while an officer is away.',
        )}
      />
      <RuleTable />
      {decides ? <Deputies /> : null}
    </div>
  );
}
