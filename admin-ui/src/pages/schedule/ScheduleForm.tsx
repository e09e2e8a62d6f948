import { addMonths } from '@cadastre/core';
import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, body } from '../../api/client.ts';
import { useKept } from '../../design/useKept.ts';
import { dayAfter, inOrder } from '../../design/days.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { PaperForm } from '../asset/PaperForm.tsx';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';
import { PAYMENT_DECIMALS, type Terms } from './schedule.ts';
import { wholeNumberOf } from '../wholeNumber.ts';

const KINDS = ['rent', 'coupon', 'income'] as const satisfies Terms['kind'][];
const RULES = ['income_sheet', 'fixed', 'per_token'] as const satisfies Terms['rule']['type'][];
const MONTHS = [1, 3, 6, 12];

/** Under which name a schedule is kept while it is written. */
export const scheduleDraft = (assetId: string) => `schedule.${assetId}`;

/** The first of a month whose record date is still to come, five business days and a holiday before it. */
function firstOfMonth(today: Date): string {
  const [month, day] = [dayAfter(today, 0).slice(0, 8), today.getUTCDate()];
  return addMonths(`${month}01`, day > 15 ? 2 : 1);
}

const empty = (today: Date) => ({
  kind: 'rent' as Terms['kind'],
  rule: 'income_sheet' as Terms['rule']['type'],
  everyMonths: '1',
  amount: '',
  paymentToken: '',
  firstDate: firstOfMonth(today),
  lastDate: '',
  recordDaysBefore: '5',
  reason: '',
});

interface ScheduleFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is paid again: how much by which rule, from when, how often. A second person decides. */
export function ScheduleForm({ assetId, today, onDone }: ScheduleFormProps) {
  const navigate = useNavigate();
  const { value, change, forget } = useKept(scheduleDraft(assetId), empty(today));
  const { kind, rule, everyMonths, amount, firstDate, lastDate } = value;
  const amountBaseUnits = amountOf(amount, PAYMENT_DECIMALS);
  const text = { value, onChange: change };
  const problems = {
    firstDate: firstDate < dayAfter(today, 0) ? t('This day is over.') : null,
    lastDate: lastDate && lastDate < firstDate ? t('The last day is before the first.') : null,
  };

  return (
    <PaperForm
      title={t('Propose a schedule')}
      aside={t('each payment still needs its own approval and money')}
      verb={t('Propose the schedule')}
      paper={{ label: t('Lease, terms or resolution') }}
      complete={
        value.reason.trim() !== '' &&
        (rule === 'income_sheet' || Boolean(amountBaseUnits)) &&
        inOrder(problems)
      }
      onSubmit={async (paper, header) => {
        const terms: Terms = {
          kind,
          paymentToken: value.paymentToken.trim(),
          rule:
            rule === 'income_sheet'
              ? { type: rule }
              : { type: rule, amountBaseUnits: amountBaseUnits ?? '' },
          firstDate,
          everyMonths: Number(everyMonths),
          recordDaysBefore: wholeNumberOf(
            t('Record date, business days before'),
            value.recordDaysBefore,
          ),
          lastDate: lastDate || null,
          documentId: await paper(),
        };
        return body(
          api.POST('/api/v1/assets/{id}/distribution-schedules', {
            params: { path: { id: assetId }, header },
            body: { terms, reason: value.reason },
          }),
        );
      }}
      done={t('The schedule waits for compliance.')}
      onMade={({ id }) => navigate({ to: '/schedules/$scheduleId', params: { scheduleId: id } })}
      onClose={() => {
        forget();
        onDone();
      }}
    >
      {(paper) => (
        <>
          <Select
            label={t('Kind')}
            allowDeselect={false}
            data={[
              { value: 'rent', label: t('Rent') },
              { value: 'coupon', label: t('Coupon') },
              { value: 'income', label: t('Income') },
            ]}
            value={kind}
            onChange={(chosen) => change({ kind: KINDS.find((k) => k === chosen) ?? kind })}
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
            onChange={(chosen) => change({ rule: RULES.find((r) => r === chosen) ?? rule })}
          />
          {rule === 'income_sheet' ? null : (
            <MoneyField
              name="amountBaseUnits"
              label={rule === 'fixed' ? t('Amount') : t('For each token')}
              unit={t('payment token')}
              scale={PAYMENT_DECIMALS}
              required
              value={amount}
              onChange={(written) => change({ amount: written })}
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
            problem={problems.firstDate}
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
            value={everyMonths}
            onChange={(chosen) => change({ everyMonths: chosen ?? everyMonths })}
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
            problem={problems.lastDate}
            label={t('Last payment')}
            type="date"
            description={t('nothing written: until it is ended')}
            {...text}
          />
          {paper}
          <TextField name="reason" label={t('Reason')} required {...text} />
        </>
      )}
    </PaperForm>
  );
}
