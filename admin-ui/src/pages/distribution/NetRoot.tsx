import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { hasCome, isAhead, useClock } from '../../app/now.ts';
import css from '../../design/design.module.css';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import type { Distribution } from './distribution.ts';

/**
 * The root of the net lines where tax is withheld at source: asked for by the issuer, signed by the
 * oracle committee, and open to compliance's refusal until it pays.
 */
export function NetRoot({ d }: { d: Distribution }) {
  const role = useSession()?.role;
  const clock = useClock();
  const action = useAction();
  const idempotent = useIdempotent();
  const [refusing, setRefusing] = useState(false);
  if (d.taxation !== 'at_source') return null;
  const { root } = d;
  const params = { path: { id: d.id }, header: idempotent.header };
  const stands = root !== null && root.rejectedAt === null;
  const asks = role === 'issuer' && !stands && d.state === 'payable';
  const refuses =
    role === 'compliance' &&
    stands &&
    root.effectiveAt !== null &&
    isAhead(root.effectiveAt, clock);
  const ask = async () => {
    const asked = await action.run(
      () => api.POST('/api/v1/distributions/{id}/root', { params }),
      t('The committee is asked to sign the net lines.'),
    );
    if (asked) idempotent.renew();
  };
  return (
    <Panel title={t('Net lines, signed')} aside={t('tax is withheld at source')}>
      <div className={css.tight}>
        <p style={{ margin: 0 }}>
          {root === null
            ? t('Each node of the oracle derives the lines again before it signs their root.')
            : root.rejectedAt
              ? t('Compliance refused the root on {{time}}.', { time: formatTime(root.rejectedAt) })
              : root.effectiveAt
                ? hasCome(root.effectiveAt, clock)
                  ? t('It pays since {{time}}.', { time: formatTime(root.effectiveAt) })
                  : t('It pays from {{time}}; until then compliance may refuse it.', {
                      time: formatTime(root.effectiveAt),
                    })
                : t('The root is on its way to the chain.')}
        </p>
        {root ? <Hex value={root.root} kind={t('hash')} /> : null}
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          {asks ? (
            <Button loading={action.busy} onClick={() => void ask()}>
              {root ? t('Ask for another root') : t('Ask for the root')}
            </Button>
          ) : null}
          {refuses ? (
            <Button variant="default" c="var(--red)" onClick={() => setRefusing(true)}>
              {t('Refuse the root')}
            </Button>
          ) : null}
        </div>
      </div>
      <ReasonDialog
        about={`distribution.${d.id}.root.reject`}
        opened={refusing}
        onClose={() => setRefusing(false)}
        title={t('Refuse the root')}
        verb={t('Refuse the root')}
        danger
        onConfirm={async (reason) => {
          await action.attempt(
            () => api.POST('/api/v1/distributions/{id}/root/reject', { params, body: { reason } }),
            t('The refusal is on its way to the chain.'),
          );
          idempotent.renew();
        }}
      >
        {t('Nobody is paid under it. The issuer sees your words and asks for another.')}
      </ReasonDialog>
    </Panel>
  );
}
