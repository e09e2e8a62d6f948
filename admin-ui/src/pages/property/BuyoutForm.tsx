import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, body } from '../../api/client.ts';
import { amountOf, MoneyField, PERCENT, readAmountOf } from '../../design/MoneyField.tsx';
import { PaperForm } from '../asset/PaperForm.tsx';
import { dayAfter } from '../../design/days.ts';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';
import type { Deed } from './property.ts';

interface BuyoutFormProps {
  deed: Deed;
  today: Date;
  onDone: () => void;
}

/** An offer for the whole property, as the motion that holders vote on. */
export function BuyoutForm({ deed, today, onDone }: BuyoutFormProps) {
  const navigate = useNavigate();
  const [price, setPrice] = useState('');
  const [value, setValue] = useState({
    bidder: '',
    recordDate: dayAfter(today, 0),
    opensOn: dayAfter(today, 1),
    closesOn: dayAfter(today, 15),
    deadline: dayAfter(today, 45),
    quorum: '50',
  });
  const text = { value, onChange: setValue, required: true };
  const priceBaseUnits = amountOf(price, deed.paymentDecimals, deed.paymentSymbol);

  return (
    <PaperForm
      title={t('Draft an offer')}
      aside={t('a motion: submitted and counted as any other')}
      verb={t('Keep the draft')}
      paper={{ label: t('The paper, read by the holders'), access: 'investors' }}
      complete={priceBaseUnits !== null}
      onSubmit={async (paper, header) => {
        const quorumBps = Number(readAmountOf(t('Quorum'), value.quorum, PERCENT));
        return body(
          api.POST('/api/v1/assets/{id}/buyouts', {
            params: { path: { id: deed.assetId }, header },
            body: {
              bidder: value.bidder.trim(),
              priceBaseUnits: priceBaseUnits ?? '',
              deadline: `${value.deadline}T00:00:00.000Z`,
              documentId: await paper(),
              recordDate: value.recordDate,
              opensAt: `${value.opensOn}T00:00:00.000Z`,
              closesAt: `${value.closesOn}T00:00:00.000Z`,
              quorumBps,
              majorityBps: 5_000,
            },
          }),
        );
      }}
      done={t('The offer is drafted as a motion.')}
      onMade={({ voteId }) => navigate({ to: '/votes/$voteId', params: { voteId } })}
      onClose={onDone}
    >
      {(paper) => (
        <>
          <TextField
            name="bidder"
            type="address"
            label={t('Bidder, address')}
            description={t('A registered wallet: it pays and gets the title.')}
            {...text}
          />
          <MoneyField
            label={t('Price of the whole property')}
            unit={deed.paymentSymbol}
            scale={deed.paymentDecimals}
            value={price}
            onChange={setPrice}
            required
          />
          {paper}
          <TextField name="recordDate" label={t('Record date, UTC')} type="date" {...text} />
          <TextField name="opensOn" label={t('Voting opens, 00:00 UTC')} type="date" {...text} />
          <TextField name="closesOn" label={t('Voting closes, 00:00 UTC')} type="date" {...text} />
          <TextField
            name="deadline"
            label={t('To be executed until, 00:00 UTC')}
            type="date"
            description={t('After the vote.')}
            {...text}
          />
          <TextField name="quorum" label={t('Quorum')} amount={PERCENT} {...text} />
        </>
      )}
    </PaperForm>
  );
}
