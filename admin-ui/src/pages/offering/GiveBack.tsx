import { Button, Modal } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { formatUnits } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Form } from '../../design/Form.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { type Offering, type Payment, paymentText } from './offering.ts';
import { t } from '../../i18n/staff.ts';

interface GiveBackProps {
  offering: Offering;
  payment: Payment | null;
  onClose: () => void;
}

/** A transfer back to who paid too much, twice or without an order; confirmed by a second person. */
export function GiveBack({ offering, payment, onClose }: GiveBackProps) {
  return (
    <Modal
      opened={payment !== null}
      onClose={onClose}
      title={t('Record the return')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {payment ? <ReturnForm offering={offering} payment={payment} onClose={onClose} /> : null}
    </Modal>
  );
}

const EMPTY = { bankTransactionId: '', sentOn: '' };

function ReturnForm({
  offering,
  payment,
  onClose,
}: {
  offering: Offering;
  payment: Payment;
  onClose: () => void;
}) {
  const action = useAction();
  const idempotent = useIdempotent();
  const [value, setValue] = useState(EMPTY);
  const [amount, setAmount] = useState(() =>
    formatUnits(payment.owed, offering.paymentDecimals, 2),
  );
  const amountCents = amountOf(amount, 2);
  const text = { value, onChange: setValue, required: true };

  const record = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!amountCents) return;
    const done = await action.run(
      () =>
        api.POST('/api/v1/subscription-payments/{id}/returns', {
          params: { path: { id: payment.id }, header: idempotent.header },
          body: { ...value, amountCents },
        }),
      t('The return waits for a second person.'),
    );
    if (done) onClose();
  };

  return (
    <Form error={action.error} onSubmit={record} className={css.tight}>
      <p style={{ margin: 0 }}>
        {t(
          '{{amount}} are owed to {{payer}}. Send them from the bank first; here is recorded what you sent.',
          {
            amount: paymentText(payment.owed, offering),
            payer: payment.payer ?? t('the payer'),
          },
        )}
      </p>
      <MoneyField
        name="amountCents"
        label={t('Sent back')}
        unit="USD"
        scale={2}
        required
        value={amount}
        onChange={setAmount}
      />
      <TextField name="bankTransactionId" label={t('Bank’s own id of the transfer')} {...text} />
      <TextField name="sentOn" label={t('Sent on')} type="date" {...text} />
      <ProblemNotice error={action.error} />
      <div>
        <Button type="submit" loading={action.busy} disabled={!amountCents}>
          {t('Record the return')}
        </Button>
      </div>
    </Form>
  );
}
