import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { useSession } from '../../session/session.ts';
import { type Distribution, incomeText } from './distribution.ts';
import { t } from '../../i18n/staff.ts';

interface Verb {
  label: string;
  done: string;
  call: () => Promise<unknown>;
}

/** The next step of a distribution, as the issuer's verb. */
export function DistributionActions({ d }: { d: Distribution }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const idempotent = useIdempotent();
  const [cancelling, setCancelling] = useState(false);
  if (!issues) return null;
  const path = { id: d.id };
  const moves = { path, header: idempotent.header };
  const next = verbOf(d, {
    open: () => api.POST('/api/v1/distributions/{id}/open-record-date', { params: { path } }),
    calculate: () => api.POST('/api/v1/distributions/{id}/calculate', { params: { path } }),
    submit: () => api.POST('/api/v1/distributions/{id}/submit', { params: { path } }),
    fund: () => api.POST('/api/v1/distributions/{id}/fund', { params: moves }),
    push: () => api.POST('/api/v1/distributions/{id}/push', { params: moves }),
  });
  const run = async ({ call, done }: Verb) => {
    if (await action.run(call, done)) idempotent.renew();
  };
  const cancellable = ['draft', 'snapshot', 'calculated', 'approved'].includes(d.state);
  return (
    <>
      {cancellable ? (
        <Button variant="default" c="var(--red)" onClick={() => setCancelling(true)}>
          {t('Cancel')}
        </Button>
      ) : null}
      {next.map((verb, index) => (
        <Button
          key={verb.label}
          variant={index === next.length - 1 ? 'filled' : 'default'}
          loading={action.busy}
          onClick={() => void run(verb)}
        >
          {verb.label}
        </Button>
      ))}
      <div style={{ flexBasis: '100%', maxWidth: 460 }}>
        <ProblemNotice error={action.error} />
      </div>
      <ReasonDialog
        about={`distribution.${d.id}.cancel`}
        opened={cancelling}
        onClose={() => setCancelling(false)}
        title={t('Cancel the distribution')}
        verb={t('Cancel the distribution')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/distributions/{id}/cancel', { params: { path }, body: { reason } }),
            t('The distribution is cancelled.'),
          )
        }
      >
        {t('Nothing was promised to anybody yet. This cannot be undone.')}
      </ReasonDialog>
    </>
  );
}

type Calls = Record<'open' | 'calculate' | 'submit' | 'fund' | 'push', Verb['call']>;

/** The verbs of a state, the one that leads on last. */
function verbOf(d: Distribution, calls: Calls): Verb[] {
  const calculate = {
    label: d.state === 'snapshot' ? t('Calculate the lines') : t('Calculate again'),
    done: t('The lines are calculated.'),
    call: calls.calculate,
  };
  switch (d.state) {
    case 'draft':
      if (d.recordOperationId) return [];
      return [
        {
          label: t('Open the record date'),
          done: t('The record date is being opened.'),
          call: calls.open,
        },
      ];
    case 'snapshot':
      return [calculate];
    case 'calculated':
      if (d.approvalId) return [];
      return [
        calculate,
        {
          label: t('Submit to compliance'),
          done: t('The lines are with compliance.'),
          call: calls.submit,
        },
      ];
    case 'approved':
      return [
        {
          label: t('Fund {{amountBaseUnits}}', {
            amountBaseUnits: incomeText(d.amountBaseUnits, d),
          }),
          done: t('The funding is on its way.'),
          call: calls.fund,
        },
      ];
    case 'payable': {
      const due = (d.progress?.lines['due'] ?? 0) + (d.progress?.lines['skipped'] ?? 0);
      if (due === 0) return [];
      return [
        {
          label: t('Pay out to {{count}} holders', { count: due }),
          done: t('The payouts are on their way.'),
          call: calls.push,
        },
      ];
    }
    case 'funded':
    case 'closed':
    case 'cancelled':
      return [];
  }
}
