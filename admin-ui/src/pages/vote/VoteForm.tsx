import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, body } from '../../api/client.ts';
import { PaperForm } from '../asset/PaperForm.tsx';
import { dayAfter } from '../../design/days.ts';
import { PERCENT, readAmountOf } from '../../design/MoneyField.tsx';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';

interface VoteFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is voted on, by whom, when, and how many must take part. */
export function VoteForm({ assetId, today, onDone }: VoteFormProps) {
  const navigate = useNavigate();
  const [value, setValue] = useState({
    title: '',
    recordDate: dayAfter(today, 0),
    opensOn: dayAfter(today, 1),
    closesOn: dayAfter(today, 15),
    quorum: '25',
    majority: '50',
  });
  const text = { value, onChange: setValue, required: true };

  return (
    <PaperForm
      title={t('Draft a motion')}
      aside={t('compliance sees it before anybody votes')}
      verb={t('Keep the draft')}
      paper={{ label: t('The paper, read by the holders'), access: 'investors' }}
      complete={value.title.trim() !== ''}
      onSubmit={async (paper, header) => {
        const quorumBps = Number(readAmountOf(t('Quorum'), value.quorum, PERCENT));
        const majorityBps = Number(readAmountOf(t('Majority'), value.majority, PERCENT));
        return body(
          api.POST('/api/v1/assets/{id}/votes', {
            params: { path: { id: assetId }, header },
            body: {
              title: value.title,
              documentId: await paper(),
              recordDate: value.recordDate,
              opensAt: `${value.opensOn}T00:00:00.000Z`,
              closesAt: `${value.closesOn}T00:00:00.000Z`,
              quorumBps,
              majorityBps,
            },
          }),
        );
      }}
      done={t('The motion is drafted.')}
      onMade={({ id }) => navigate({ to: '/votes/$voteId', params: { voteId: id } })}
      onClose={onDone}
    >
      {(paper) => (
        <>
          <TextField name="title" label={t('What is voted on')} {...text} />
          {paper}
          <TextField
            name="recordDate"
            label={t('Record date, UTC')}
            type="date"
            description={t('who holds then may vote')}
            {...text}
          />
          <TextField name="opensOn" label={t('Voting opens, 00:00 UTC')} type="date" {...text} />
          <TextField name="closesOn" label={t('Voting closes, 00:00 UTC')} type="date" {...text} />
          <TextField
            name="quorum"
            label={t('Quorum')}
            amount={PERCENT}
            description={t('part of all votes that must take part')}
            {...text}
          />
          <TextField
            name="majority"
            label={t('Majority')}
            amount={PERCENT}
            description={t('of for and against; a tie never carries')}
            {...text}
          />
        </>
      )}
    </PaperForm>
  );
}
