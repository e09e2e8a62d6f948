import { Button, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { api, body } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import form from '../asset/asset.module.css';
import { PAYMENT_DECIMALS, type Terms } from './schedule.ts';

const KINDS = ['rent', 'coupon', 'income'] as const satisfies Terms['kind'][];
const RULES = ['income_sheet', 'fixed', 'per_token'] as const satisfies Terms['rule']['type'][];
const MONTHS = [1, 3, 6, 12];

/** The first of a month whose record date is still to come, five business days and a holiday before it. */
function firstOfMonth(today: Date): string {
  const months = today.getUTCDate() > 15 ? 2 : 1;
  const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1));
  return first.toISOString().slice(0, 10);
}

interface ScheduleFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is paid again: how much by which rule, from when, how often. A second person decides. */
export function ScheduleForm({ assetId, today, onDone }: ScheduleFormProps) {
  const navigate = useNavigate();
  const action = useAction();
  const { header } = useIdempotent();
  const [kind, setKind] = useState<Terms['kind']>('rent');
  const [rule, setRule] = useState<Terms['rule']['type']>('income_sheet');
  const [everyMonths, setEvery] = useState(1);
  const [amount, setAmount] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [value, setValue] = useState({
    paymentToken: '',
    firstDate: firstOfMonth(today),
    lastDate: '',
    recordDaysBefore: '5',
    reason: '',
  });
  const amountBaseUnits = amountOf(amount, PAYMENT_DECIMALS);
  const text = { value, onChange: setValue };

  const propose = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file) return;
    const made = await action.run(async () => {
      const document = await uploadDocument(file, 'asset');
      const terms: Terms = {
        kind,
        paymentToken: value.paymentToken.trim(),
        rule:
          rule === 'income_sheet'
            ? { type: rule }
            : { type: rule, amountBaseUnits: amountBaseUnits ?? '' },
        firstDate: value.firstDate,
        everyMonths,
        recordDaysBefore: Number(value.recordDaysBefore),
        lastDate: value.lastDate || null,
        documentId: document.id,
      };
      return body(
        api.POST('/api/v1/assets/{id}/distribution-schedules', {
          params: { path: { id: assetId }, header },
          body: { terms, reason: value.reason },
        }),
      );
    }, t('The schedule waits for compliance.'));
    if (!made) return;
    onDone();
    await navigate({ to: '/schedules/$scheduleId', params: { scheduleId: made.id } });
  };

  return (
    <Panel
      title={t('Propose a schedule')}
      aside={t('each payment still needs its own approval and money')}
    >
      <form onSubmit={(event) => void propose(event)} className={css.tight}>
        <div className={form.form}>
          <Select
            label={t('Kind')}
            allowDeselect={false}
            data={[
              { value: 'rent', label: t('Rent') },
              { value: 'coupon', label: t('Coupon') },
              { value: 'income', label: t('Income') },
            ]}
            value={kind}
            onChange={(chosen) => setKind(KINDS.find((k) => k === chosen) ?? kind)}
          />
          <Select
            label={t('How much')}
            allowDeselect={false}
            data={[
              { value: 'income_sheet', label: t('Rent − expenses − reserve fund, by sheet') },
              { value: 'fixed', label: t('The same amount each time') },
              { value: 'per_token', label: t('So much for each token') },
            ]}
            value={rule}
            onChange={(chosen) => setRule(RULES.find((r) => r === chosen) ?? rule)}
          />
          {rule === 'income_sheet' ? null : (
            <MoneyField
              label={rule === 'fixed' ? t('Amount') : t('For each token')}
              unit={t('payment token')}
              scale={PAYMENT_DECIMALS}
              required
              value={amount}
              onChange={setAmount}
            />
          )}
          <TextField
            name="paymentToken"
            label={t('Paid in, token address')}
            required
            type="address"
            {...text}
          />
          <TextField
            name="firstDate"
            label={t('First payment')}
            type="date"
            description={t('moved to a business day')}
            required
            {...text}
          />
          <Select
            label={t('Every')}
            allowDeselect={false}
            data={MONTHS.map((count) => ({
              value: String(count),
              label: t('{{count}} months', { count }),
            }))}
            value={String(everyMonths)}
            onChange={(chosen) => setEvery(Number(chosen ?? everyMonths))}
          />
          <TextField
            name="recordDaysBefore"
            label={t('Record date, business days before')}
            type="number"
            required
            {...text}
          />
          <TextField
            name="lastDate"
            label={t('Last payment')}
            type="date"
            description={t('nothing written: until it is ended')}
            {...text}
          />
          <FileField
            label={t('Lease, terms or resolution')}
            required
            value={file}
            onChange={setFile}
          />
          <TextField name="reason" label={t('Reason')} required {...text} />
        </div>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button
            type="submit"
            loading={action.busy}
            disabled={
              !file || value.reason.trim() === '' || (rule !== 'income_sheet' && !amountBaseUnits)
            }
          >
            {t('Propose the schedule')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('Close')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
