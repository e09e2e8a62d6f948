import { Button, Select } from '@mantine/core';
import { DEALING_FREQUENCIES, type DealingFrequency } from '@cadastre/core';
import { type SyntheticEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { words } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import form from '../asset/asset.module.css';
import type { Token } from '../asset/useAsset.ts';
import { t } from '../../i18n/staff.ts';
import { wholeNumberOf } from '../wholeNumber.ts';

const START = {
  paymentToken: '',
  cutOff: '12:00',
  settlementDays: '2',
  navDays: '4',
  patienceDays: '10',
  reason: '',
};
const DAY = 86_400;

/** The rules of a redemption queue; compliance approves exactly these. */
export function OpenQueueForm({ token }: { token: Token }) {
  const action = useAction();
  const { header } = useIdempotent();
  const [value, setValue] = useState(START);
  const [frequency, setFrequency] = useState<DealingFrequency>('daily');
  const [least, setLeast] = useState('');
  const minShares = amountOf(least, token.decimals, token.symbol);
  const text = { value, onChange: setValue, required: true };

  const open = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!minShares) return;
    await action.run(
      () =>
        api.POST('/api/v1/tokens/{id}/redemption-queue', {
          params: { path: { id: token.id }, header },
          body: {
            paymentToken: value.paymentToken.trim(),
            peg: null,
            priceMaxAgeSeconds: wholeNumberOf(t('Oldest NAV believed, days'), value.navDays) * DAY,
            patienceSeconds:
              wholeNumberOf(
                t('Unsettled requests can be cancelled after, days'),
                value.patienceDays,
              ) * DAY,
            minShares,
            calendar: {
              frequency,
              cutOff: value.cutOff,
              settlementDays: wholeNumberOf(t('Paid within, business days'), value.settlementDays),
            },
            reason: value.reason,
          },
        }),
      t('The queue is with compliance.'),
    );
  };

  return (
    <Panel title={t('Open a redemption queue')} aside={t('compliance approves exactly this')}>
      <Form error={action.error} onSubmit={open} className={css.tight}>
        <p style={{ margin: 0, maxWidth: '75ch' }}>
          {t(
            'Investors hand tokens in until a cut-off; the epoch is closed, priced at the next NAV and paid from what you put in. Nobody can take the tokens or the money out of turn.',
          )}
        </p>
        <div className={form.form}>
          <TextField
            name="paymentToken"
            label={t('Paid in, token address')}
            type="address"
            {...text}
          />
          <Select
            label={t('Dealing days')}
            allowDeselect={false}
            data={DEALING_FREQUENCIES.map((f) => ({ value: f, label: words(f) }))}
            value={frequency}
            onChange={(chosen) =>
              setFrequency(DEALING_FREQUENCIES.find((f) => f === chosen) ?? frequency)
            }
          />
          <TextField name="cutOff" label={t('Cut-off, New York')} {...text} />
          <TextField
            name="settlementDays"
            label={t('Paid within, business days')}
            type="number"
            {...text}
          />
          <MoneyField
            name="minShares"
            label={t('Smallest request')}
            unit={token.symbol}
            scale={token.decimals}
            required
            value={least}
            onChange={setLeast}
          />
          <TextField
            name="navDays"
            as="priceMaxAgeSeconds"
            label={t('Oldest NAV believed, days')}
            type="number"
            {...text}
          />
          <TextField
            name="patienceDays"
            as="patienceSeconds"
            label={t('Unsettled requests can be cancelled after, days')}
            type="number"
            {...text}
          />
          <TextField name="reason" label={t('Reason')} {...text} />
        </div>
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" loading={action.busy} disabled={!minShares}>
            {t('Propose the queue')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
