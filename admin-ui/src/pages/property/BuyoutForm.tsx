import { useNavigate } from '@tanstack/react-router';
import { api, body } from '../../api/client.ts';
import { amountOf, MoneyField, PERCENT, readAmountOf } from '../../design/MoneyField.tsx';
import { PaperForm } from '../asset/PaperForm.tsx';
import { useKept } from '../../design/useKept.ts';
import { votingProblems } from '../vote/votingDays.ts';
import { dayAfter, inOrder } from '../../design/days.ts';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';
import type { Deed } from './property.ts';

/** Under which name an offer is kept while it is written. */
export const buyoutDraft = (assetId: string) => `offer.${assetId}`;

interface BuyoutFormProps {
  deed: Deed;
  today: Date;
  onDone: () => void;
}

/** An offer for the whole property, as the motion that holders vote on. */
export function BuyoutForm({ deed, today, onDone }: BuyoutFormProps) {
  const navigate = useNavigate();
  const { value, change, forget } = useKept(buyoutDraft(deed.assetId), {
    price: '',
    bidder: '',
    recordDate: dayAfter(today, 0),
    opensOn: dayAfter(today, 1),
    closesOn: dayAfter(today, 15),
    deadline: dayAfter(today, 45),
    quorum: '50',
  });
  const text = { value, onChange: change, required: true };
  const problems = {
    ...votingProblems(value, today),
    deadline:
      value.deadline <= value.closesOn
        ? t('It is executed after the vote: name a later day.')
        : null,
  };
  const priceBaseUnits = amountOf(value.price, deed.paymentDecimals, deed.paymentSymbol);

  return (
    <PaperForm
      title={t('Draft an offer')}
      aside={t('a motion: submitted and counted as any other')}
      verb={t('Keep the draft')}
      paper={{ label: t('The paper, read by the holders'), access: 'investors' }}
      complete={priceBaseUnits !== null && inOrder(problems)}
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
      onClose={() => {
        forget();
        onDone();
      }}
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
            name="priceBaseUnits"
            label={t('Price of the whole property')}
            unit={deed.paymentSymbol}
            scale={deed.paymentDecimals}
            value={value.price}
            onChange={(price) => change({ price })}
            required
          />
          {paper}
          <TextField
            name="recordDate"
            label={t('Record date, UTC')}
            type="date"
            problem={problems.recordDate}
            {...text}
          />
          <TextField
            name="opensOn"
            as="opensAt"
            label={t('Voting opens, 00:00 UTC')}
            type="date"
            problem={problems.opensOn}
            {...text}
          />
          <TextField
            name="closesOn"
            as="closesAt"
            label={t('Voting closes, 00:00 UTC')}
            type="date"
            problem={problems.closesOn}
            {...text}
          />
          <TextField
            name="deadline"
            label={t('To be executed until, 00:00 UTC')}
            type="date"
            description={t('After the vote.')}
            problem={problems.deadline}
            {...text}
          />
          <TextField name="quorum" as="quorumBps" label={t('Quorum')} amount={PERCENT} {...text} />
        </>
      )}
    </PaperForm>
  );
}
