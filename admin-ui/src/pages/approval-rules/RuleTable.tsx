import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { DataTable } from '../../design/DataTable.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel, TaskRow } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { ruleColumns } from './ruleColumns.tsx';
import { RulesForm } from './RulesForm.tsx';

/** The rules in force; a change of them is itself approved by a second officer. */
export function RuleTable() {
  const decides = useSession()?.role === 'compliance';
  const [changing, setChanging] = useState(false);
  const query = $api.useQuery('get', '/api/v1/approval-rules');
  return (
    <Loaded query={query}>
      {({ rules, kinds, approvalId }) => (
        <div className={css.stack}>
          {approvalId ? (
            <TaskRow
              tone="quiet"
              title={t('A change of the rules waits for a second officer.')}
              action={
                <Button component={Link} to={`/approvals/${approvalId}`} variant="default">
                  {t('Show the request')}
                </Button>
              }
            />
          ) : null}
          {changing ? (
            <RulesForm rules={rules} kinds={kinds} onDone={() => setChanging(false)} />
          ) : null}
          <Panel
            title={t('Rules')}
            aside={
              decides && !approvalId && !changing ? (
                <Button variant="default" onClick={() => setChanging(true)}>
                  {t('Propose other rules')}
                </Button>
              ) : (
                t('where none is written, one other person decides')
              )
            }
          >
            <DataTable
              label={t('Rules')}
              rows={rules}
              columns={ruleColumns}
              rowKey={(r) => `${r.kind} ${r.fromAmount}`}
              csvName="approval-rules"
              empty={
                <Empty title={t('One other person decides everything')}>
                  {t('Ask for two or more where much moves: by kind, from an amount on.')}
                </Empty>
              }
            />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}
