import { Button } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import form from '../asset/asset.module.css';
import type { Offering } from './offering.ts';
import { t } from '../../i18n/staff.ts';

const EMPTY = { reference: '', payer: '', bankTransactionId: '', receivedOn: '' };

/** A transfer on the sale's bank account, as the statement shows it. */
export function ReceiptForm({ offering }: { offering: Offering }) {
  const action = useAction();
  const idempotent = useIdempotent();
  const [value, setValue] = useState(EMPTY);
  const [amount, setAmount] = useState('');
  const amountCents = amountOf(amount, 2);
  const text = { value, onChange: setValue };

  const record = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!amountCents) return;
    const done = await action.run(
      () =>
        api.POST('/api/v1/offerings/{id}/receipts', {
          params: { path: { id: offering.id }, header: idempotent.header },
          body: { ...value, amountCents },
        }),
      t('The receipt waits for a second person.'),
    );
    if (done) {
      setValue(EMPTY);
      setAmount('');
      idempotent.renew();
    }
  };

  return (
    <Form error={action.error} onSubmit={record} className={css.tight} label={t('Bank receipt')}>
      <div className={form.form}>
        <TextField
          name="reference"
          label={t('Reference')}
          description={t('As the bank gives it.')}
          {...text}
        />
        <MoneyField
          name="amountCents"
          label={t('Received')}
          unit="USD"
          scale={2}
          required
          value={amount}
          onChange={setAmount}
        />
        <TextField name="payer" label={t('Payer')} required {...text} />
        <TextField name="bankTransactionId" label={t('Bank’s own id')} required {...text} />
        <TextField name="receivedOn" label={t('Received on')} type="date" required {...text} />
      </div>
      <ProblemNotice error={action.error} />
      <div>
        <Button type="submit" variant="default" loading={action.busy} disabled={!amountCents}>
          {t('Record the receipt')}
        </Button>
      </div>
    </Form>
  );
}
