import { useNavigate } from '@tanstack/react-router';
import { api, body } from '../../api/client.ts';
import { PaperForm } from '../asset/PaperForm.tsx';
import { useKept } from '../../design/useKept.ts';
import { votingProblems } from './votingDays.ts';
import { dayAfter, inOrder } from '../../design/days.ts';
import { PERCENT, readAmountOf } from '../../design/MoneyField.tsx';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';

/** Under which name a motion is kept while it is written. */
export const voteDraft = (assetId: string) => `motion.${assetId}`;

interface VoteFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is voted on, by whom, when, and how many must take part. */
export function VoteForm({ assetId, today, onDone }: VoteFormProps) {
  const navigate = useNavigate();
  const { value, change, forget } = useKept(voteDraft(assetId), {
    title: '',
    recordDate: dayAfter(today, 0),
    opensOn: dayAfter(today, 1),
    closesOn: dayAfter(today, 15),
    quorum: '25',
    majority: '50',
  });
  const text = { value, onChange: change, required: true };
  const problems = votingProblems(value, today);

  return (
    <PaperForm
      title={t('Draft a motion')}
      aside={t('compliance sees it before anybody votes')}
      verb={t('Keep the draft')}
      paper={{ label: t('The paper, read by the holders'), access: 'investors' }}
      complete={value.title.trim() !== '' && inOrder(problems)}
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
      onClose={() => {
        forget();
        onDone();
      }}
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
            name="quorum"
            as="quorumBps"
            label={t('Quorum')}
            amount={PERCENT}
            description={t('part of all votes that must take part')}
            {...text}
          />
          <TextField
            name="majority"
            as="majorityBps"
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
