import { Button, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { api, body } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import { dayAfter } from '../../design/days.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import form from '../asset/asset.module.css';
import type { Distribution } from './distribution.ts';
import { t } from '../../i18n/staff.ts';

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

interface DistributionFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is paid, to who holds on which day. */
export function DistributionForm({ assetId, today, onDone }: DistributionFormProps) {
  const navigate = useNavigate();
  const action = useAction();
  const { header } = useIdempotent();
  const [kind, setKind] = useState<Distribution['kind']>('income');
  const [taxation, setTaxation] = useState<Distribution['taxation']>('by_holder');
  const [value, setValue] = useState({
    paymentToken: '',
    taxAccount: '',
    recordDate: dayAfter(today, 0),
    claimYears: '3',
  });
  const [amount, setAmount] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const amountBaseUnits = amountOf(amount, DECIMALS);
  const text = { value, onChange: setValue, required: true };

  const plan = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!amountBaseUnits || !file) return;
    const planned = await action.run(async () => {
      const document = await uploadDocument(file, 'asset');
      return body(
        api.POST('/api/v1/assets/{id}/distributions', {
          params: { path: { id: assetId }, header },
          body: {
            kind,
            taxation,
            taxAccount: taxation === 'at_source' ? value.taxAccount.trim() : null,
            amountBaseUnits,
            paymentToken: value.paymentToken.trim(),
            recordDate: value.recordDate,
            claimYears: Number(value.claimYears),
            documentId: document.id,
          },
        }),
      );
    }, t('The distribution is planned.'));
    if (!planned) return;
    onDone();
    await navigate({
      to: '/distributions/$distributionId',
      params: { distributionId: planned.id },
    });
  };

  return (
    <Panel
      title={t('Plan a distribution')}
      aside={t('nothing is paid before it is approved and funded')}
    >
      <form onSubmit={(event) => void plan(event)} className={css.tight}>
        <div className={form.form}>
          <Select
            label={t('Kind')}
            allowDeselect={false}
            data={KINDS}
            value={kind}
            onChange={(chosen) => setKind(KINDS.find((k) => k.value === chosen)?.value ?? kind)}
          />
          <Select
            label={t('Tax')}
            allowDeselect={false}
            data={TAXATIONS}
            value={taxation}
            onChange={(chosen) =>
              setTaxation(TAXATIONS.find((t) => t.value === chosen)?.value ?? taxation)
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
            label={t('Gross amount')}
            unit={t('payment token')}
            scale={DECIMALS}
            required
            value={amount}
            onChange={setAmount}
          />
          <TextField name="recordDate" label={t('Record date, UTC')} type="date" {...text} />
          <TextField
            name="claimYears"
            label={t('Claims stay open, years')}
            type="number"
            {...text}
          />
          <FileField
            label={t('Resolution or statement')}
            required
            value={file}
            onChange={setFile}
          />
        </div>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!amountBaseUnits || !file}>
            {t('Plan the distribution')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('Close')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
