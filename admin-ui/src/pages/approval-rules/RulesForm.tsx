import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import form from '../asset/asset.module.css';
import { kindName } from './kinds.ts';
import { type Rule, ruleColumns } from './ruleColumns.tsx';

const APPROVERS = ['1', '2', '3', '4', '5'];
const keyOf = (rule: Rule) => `${rule.kind} ${rule.fromAmount}`;

interface RulesFormProps {
  rules: Rule[];
  /** Of request, as the register names them. */
  kinds: string[];
  onDone: () => void;
}

/** The rules as they should be: lines taken out and put in, proposed as one change. */
export function RulesForm({ rules, kinds, onDone }: RulesFormProps) {
  const action = useAction();
  const [next, setNext] = useState(rules);
  const [kind, setKind] = useState(kinds[0] ?? '');
  const [fromAmount, setFrom] = useState('0');
  const [approvers, setApprovers] = useState('2');
  const [asking, setAsking] = useState(false);
  const whole = /^\d{1,78}$/.test(fromAmount.trim());
  const changed = JSON.stringify(next) !== JSON.stringify(rules);

  const put = () => {
    const rule = { kind, fromAmount: BigInt(fromAmount).toString(), approvers: Number(approvers) };
    setNext([...next.filter((other) => keyOf(other) !== keyOf(rule)), rule]);
  };
  const takeOut: Column<Rule> = {
    id: 'do',
    header: '',
    end: true,
    cell: (rule) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('Take out: {{rule}}', { rule: keyOf(rule) })}
        onClick={() => setNext(next.filter((other) => keyOf(other) !== keyOf(rule)))}
      >
        {t('Take out')}
      </Button>
    ),
  };

  return (
    <Panel
      title={t('Propose other rules')}
      aside={t('they replace all, once a second officer agrees')}
    >
      <div className={css.tight}>
        <DataTable
          label={t('Rules as they should be')}
          rows={next}
          columns={[...ruleColumns, takeOut]}
          rowKey={keyOf}
          empty={<Empty title={t('One other person decides everything')} />}
        />
        <div className={form.form}>
          <Select
            label={t('What is asked')}
            allowDeselect={false}
            searchable
            data={kinds.map((value) => ({ value, label: kindName(value) }))}
            value={kind}
            onChange={(value) => setKind(value ?? kind)}
          />
          <TextInput
            label={t('From an amount of, base units')}
            description={t('0: whatever the amount')}
            inputMode="numeric"
            value={fromAmount}
            error={whole ? null : t('A whole number without separators.')}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <Select
            label={t('Other persons')}
            allowDeselect={false}
            data={APPROVERS}
            value={approvers}
            onChange={(value) => setApprovers(value ?? approvers)}
          />
        </div>
        <div className={css.actions}>
          <Button variant="default" disabled={!whole} onClick={put}>
            {t('Put in')}
          </Button>
          <Button disabled={!changed} onClick={() => setAsking(true)}>
            {t('Propose these rules')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('Close')}
          </Button>
        </div>
      </div>
      <ReasonDialog
        about="approval_rules"
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('Propose these rules')}
        verb={t('Propose these rules')}
        onConfirm={async (reason) => {
          await action.attempt(
            () => api.PUT('/api/v1/approval-rules', { body: { rules: next, reason } }),
            t('The rules wait for a second officer.'),
          );
          onDone();
        }}
      >
        {t('Requests that wait keep what counted when they were asked for.')}
      </ReasonDialog>
    </Panel>
  );
}
