import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { type Message, t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import type { Schedule } from './schedule.ts';

type Change = 'pause' | 'resume' | 'end';

const VERBS: Record<Change, Message> = {
  pause: 'Pause the schedule',
  resume: 'Go on with the schedule',
  end: 'End the schedule',
};

/** Pausing, going on and ending: asked for here, decided by compliance. */
export function ScheduleActions({ schedule }: { schedule: Schedule }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const idempotent = useIdempotent();
  const [change, setChange] = useState<Change | null>(null);
  const { state } = schedule;
  if (!issues || schedule.approvalId || (state !== 'active' && state !== 'paused')) return null;
  const verb = change ? t(VERBS[change]) : '';
  return (
    <>
      <Button variant="default" c="var(--red)" onClick={() => setChange('end')}>
        {t(VERBS.end)}
      </Button>
      <Button variant="default" onClick={() => setChange(state === 'active' ? 'pause' : 'resume')}>
        {t(state === 'active' ? VERBS.pause : VERBS.resume)}
      </Button>
      <ReasonDialog
        about={`schedule.${schedule.id}.${change}`}
        opened={change !== null}
        onClose={() => setChange(null)}
        title={verb}
        verb={verb}
        danger={change === 'end'}
        onConfirm={async (reason) => {
          if (!change) return;
          await action.attempt(
            () =>
              api.POST('/api/v1/distribution-schedules/{id}/change', {
                params: { path: { id: schedule.id }, header: idempotent.header },
                body: { change, reason },
              }),
            t('The change waits for compliance.'),
          );
          idempotent.renew();
        }}
      >
        {change === 'end'
          ? t('Drafts that were made stay; no further one is made. This cannot be undone.')
          : t('A second person decides. Drafts that were made stay.')}
      </ReasonDialog>
    </>
  );
}
