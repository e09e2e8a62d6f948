import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { hasCome, isAhead, useClock } from '../../app/now.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import type { CorporateAction } from './corporateAction.ts';

interface Verb {
  label: string;
  call: () => Promise<unknown>;
}

/** The next steps of an action, as the issuer's verbs; the one that leads on comes last. */
export function CorporateActionVerbs({ action: a }: { action: CorporateAction }) {
  const issues = useSession()?.role === 'issuer';
  const clock = useClock();
  const action = useAction();
  const idempotent = useIdempotent();
  const [ending, setEnding] = useState<'cancel' | 'withdraw' | null>(null);
  if (!issues) return null;

  const path = { id: a.id };
  const params = { path };
  const moves = { path, header: idempotent.header };
  const due = hasCome(a.effectiveAt, clock);
  const { gained, remainder } = a.calculation;
  const short = BigInt(a.redemption?.funded ?? '0') < BigInt(gained) + BigInt(remainder);
  const calculate: Verb = {
    label: t('Calculate again'),
    call: () => api.POST('/api/v1/corporate-actions/{id}/calculate', { params }),
  };
  const submit: Verb = {
    label: t('Submit to compliance'),
    call: () => api.POST('/api/v1/corporate-actions/{id}/submit', { params }),
  };
  const fund: Verb = {
    label: t('Pay in what is missing'),
    call: () => api.POST('/api/v1/corporate-actions/{id}/fund', { params: moves }),
  };
  const open: Verb = {
    label: t('Open it to the holders'),
    call: () => api.POST('/api/v1/corporate-actions/{id}/open', { params: moves }),
  };
  const settle: Verb = {
    label: t('Carry it out for the rest'),
    call: () => api.POST('/api/v1/corporate-actions/{id}/settle', { params: moves }),
  };
  const giveBack: Verb = {
    label: t('Return the money that is left'),
    call: () => api.POST('/api/v1/corporate-actions/{id}/return-funds', { params: moves }),
  };
  const verbs = (): Verb[] => {
    if (a.approvalId) return [];
    const paid = a.redemption !== null;
    switch (a.state) {
      case 'draft':
        return [calculate, submit];
      case 'announced':
        if (paid && short) return [calculate, fund];
        return [calculate, ...(due ? [paid ? open : settle] : [])];
      case 'open':
        return [calculate, ...(due ? [settle] : [])];
      case 'completed':
      case 'withdrawn':
        return paid && a.redemption?.funded !== '0' ? [giveBack] : [];
      default:
        return [];
    }
  };
  const run = async ({ call, label }: Verb) => {
    if (await action.run(call, t('Done: {{verb}}', { verb: label }))) idempotent.renew();
  };
  const shown = verbs();
  const verb = ending === 'cancel' ? t('Cancel the draft') : t('Take the announcement back');
  return (
    <>
      {a.state === 'draft' ? (
        <Button variant="default" c="var(--red)" onClick={() => setEnding('cancel')}>
          {t('Cancel the draft')}
        </Button>
      ) : null}
      {a.state === 'announced' && isAhead(a.effectiveAt, clock) && !a.approvalId ? (
        <Button variant="default" c="var(--red)" onClick={() => setEnding('withdraw')}>
          {t('Take the announcement back')}
        </Button>
      ) : null}
      {shown.map((one, index) => (
        <Button
          key={one.label}
          variant={index === shown.length - 1 ? 'filled' : 'default'}
          loading={action.busy}
          onClick={() => void run(one)}
        >
          {one.label}
        </Button>
      ))}
      <div style={{ flexBasis: '100%', maxWidth: 460 }}>
        <ProblemNotice error={action.error} />
      </div>
      <ReasonDialog
        about={`action.${a.id}.${ending}`}
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={verb}
        verb={verb}
        danger
        onConfirm={(reason) =>
          action.attempt<unknown>(() =>
            ending === 'cancel'
              ? api.POST('/api/v1/corporate-actions/{id}/cancel', { params, body: { reason } })
              : api.POST('/api/v1/corporate-actions/{id}/withdraw', { params, body: { reason } }),
          )
        }
      >
        {ending === 'cancel'
          ? t('Nobody was told yet. This cannot be undone.')
          : t('A second person decides; holders are told that it is taken back.')}
      </ReasonDialog>
    </>
  );
}
