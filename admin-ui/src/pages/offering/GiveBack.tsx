import { Button, Modal } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { formatUnits } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { type Offering, type Payment, paymentText } from './offering.ts';

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
      title="Record the return"
      closeButtonProps={{ 'aria-label': 'Close' }}
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
      'The return waits for a second person.',
    );
    if (done) onClose();
  };

  return (
    <form onSubmit={(event) => void record(event)} className={css.tight}>
      <p style={{ margin: 0 }}>
        {paymentText(payment.owed, offering)} are owed to {payment.payer ?? 'the payer'}. Send them
        from the bank first; here is recorded what you sent.
      </p>
      <MoneyField
        label="Sent back"
        unit="USD"
        scale={2}
        required
        value={amount}
        onChange={setAmount}
      />
      <TextField name="bankTransactionId" label="Bank’s own id of the transfer" {...text} />
      <TextField name="sentOn" label="Sent on" type="date" {...text} />
      <ProblemNotice error={action.error} />
      <div>
        <Button type="submit" loading={action.busy} disabled={!amountCents}>
          Record the return
        </Button>
      </div>
    </form>
  );
}
