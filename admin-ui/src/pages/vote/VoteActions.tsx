import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import type { Vote } from './vote.ts';

/** The next step of a motion, as the issuer's verb. */
export function VoteActions({ vote }: { vote: Vote }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const [ending, setEnding] = useState<'cancel' | 'withdraw' | null>(null);
  if (!issues) return null;
  const params = { path: { id: vote.id } };
  const before = vote.state === 'draft' || vote.state === 'recorded';
  const submits = vote.state === 'recorded' && vote.approvalId === null;
  const verb = ending === 'cancel' ? t('Cancel the motion') : t('Take the motion back');
  return (
    <>
      {before ? (
        <Button variant="default" c="var(--red)" onClick={() => setEnding('cancel')}>
          {t('Cancel the motion')}
        </Button>
      ) : null}
      {vote.state === 'voting' ? (
        <Button variant="default" c="var(--red)" onClick={() => setEnding('withdraw')}>
          {t('Take the motion back')}
        </Button>
      ) : null}
      {submits ? (
        <Button
          loading={action.busy}
          onClick={() =>
            void action.run(
              () => api.POST('/api/v1/votes/{id}/submit', { params }),
              t('The motion is with compliance.'),
            )
          }
        >
          {t('Submit to compliance')}
        </Button>
      ) : null}
      <div style={{ flexBasis: '100%', maxWidth: 460 }}>
        <ProblemNotice error={action.error} />
      </div>
      <ReasonDialog
        about={`vote.${vote.id}.${ending}`}
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={verb}
        verb={verb}
        danger
        onConfirm={(reason) =>
          action.attempt<unknown>(() =>
            ending === 'cancel'
              ? api.POST('/api/v1/votes/{id}/cancel', { params, body: { reason } })
              : api.POST('/api/v1/votes/{id}/withdraw', { params, body: { reason } }),
          )
        }
      >
        {ending === 'cancel'
          ? t('Nobody has been asked yet. This cannot be undone.')
          : t('A second person decides; then no vote counts any more.')}
      </ReasonDialog>
    </>
  );
}
