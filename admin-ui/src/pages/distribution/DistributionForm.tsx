import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, body } from '../../api/client.ts';
import { useKept } from '../../design/useKept.ts';
import { dayAfter } from '../../design/days.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { PaperForm } from '../asset/PaperForm.tsx';
import { TextField } from '../../design/TextField.tsx';
import type { Distribution } from './distribution.ts';
import { t } from '../../i18n/staff.ts';
import { wholeNumberOf } from '../wholeNumber.ts';

const KINDS: { value: Distribution['kind']; label: string }[] = [
  { value: 'income', label: t('Income') },
  { value: 'rent', label: t('Rent') },
  { value: 'coupon', label: t('Coupon') },
];
const TAXATIONS: { value: Distribution['taxation']; label: string }[] = [
  { value: 'by_holder', label: t('Paid gross, the tax of each holder stated') },
  { value: 'at_source', label: t('Withheld at the source, paid net') },
];
/** The chain is asked for the token's own when the draft is kept; stablecoins have six. */
const DECIMALS = 6;

/** Under which name a distribution is kept while it is written. */
export const distributionDraft = (assetId: string) => `distribution.${assetId}`;

const empty = (today: Date) => ({
  kind: 'income' as Distribution['kind'],
  taxation: 'by_holder' as Distribution['taxation'],
  amount: '',
  paymentToken: '',
  taxAccount: '',
  recordDate: dayAfter(today, 0),
  claimYears: '3',
});

interface DistributionFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is paid, to who holds on which day. */
export function DistributionForm({ assetId, today, onDone }: DistributionFormProps) {
  const navigate = useNavigate();
  const { value, change, forget } = useKept(distributionDraft(assetId), empty(today));
  const { kind, taxation, amount, recordDate } = value;
  const amountBaseUnits = amountOf(amount, DECIMALS);
  const text = { value, onChange: change, required: true };
  const now = dayAfter(today, 0);
  const over =
    recordDate !== '' && recordDate < now
      ? t('This day is over: who held then was not recorded.')
      : null;

  return (
    <PaperForm
      title={t('Plan a distribution')}
      aside={t('nothing is paid before it is approved and funded')}
      verb={t('Plan the distribution')}
      paper={{ label: t('Resolution or statement') }}
      complete={Boolean(amountBaseUnits && recordDate) && over === null}
      onSubmit={async (paper, header) =>
        body(
          api.POST('/api/v1/assets/{id}/distributions', {
            params: { path: { id: assetId }, header },
            body: {
              kind,
              taxation,
              taxAccount: taxation === 'at_source' ? value.taxAccount.trim() : null,
              amountBaseUnits: amountBaseUnits ?? '',
              paymentToken: value.paymentToken.trim(),
              recordDate,
              claimYears: wholeNumberOf(t('Claims stay open, years'), value.claimYears),
              documentId: await paper(),
            },
          }),
        )
      }
      done={t('The distribution is planned.')}
      onMade={({ id }) =>
        navigate({ to: '/distributions/$distributionId', params: { distributionId: id } })
      }
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
            data={KINDS}
            value={kind}
            onChange={(chosen) =>
              change({ kind: KINDS.find((k) => k.value === chosen)?.value ?? kind })
            }
          />
          <Select
            label={t('Tax')}
            allowDeselect={false}
            data={TAXATIONS}
            value={taxation}
            onChange={(chosen) =>
              change({ taxation: TAXATIONS.find((t) => t.value === chosen)?.value ?? taxation })
            }
          />
          {taxation === 'at_source' ? (
            <TextField
              name="taxAccount"
              label={t('Tax goes to, address')}
              type="address"
              {...text}
            />
          ) : null}
          <TextField
            name="paymentToken"
            label={t('Paid in, token address')}
            type="address"
            {...text}
          />
          <MoneyField
            name="amountBaseUnits"
            label={t('Gross amount')}
            unit={t('payment token')}
            scale={DECIMALS}
            required
            value={amount}
            onChange={(written) => change({ amount: written })}
          />
          <TextField
            name="recordDate"
            label={t('Record date, UTC')}
            type="date"
            problem={over}
            {...(recordDate > now
              ? { description: t('It is opened on that day, not before.') }
              : {})}
            {...text}
          />
          <TextField
            name="claimYears"
            label={t('Claims stay open, years')}
            type="number"
            {...text}
          />
          {paper}
        </>
      )}
    </PaperForm>
  );
}
