import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import type { Asset } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

type Verb = 'approve' | 'reject' | 'request-changes' | 'suspend' | 'resume';

const SAID: Record<Verb, { verb: string; detail: string; danger: boolean; done: string }> = {
  approve: {
    verb: t('Approve this asset'),
    detail: t('The issuer may then design and deploy its token. You vouch for the papers.'),
    danger: false,
    done: t('The asset is approved.'),
  },
  reject: {
    verb: t('Refuse this asset'),
    detail: t('This cannot be undone: the issuer would have to bring it anew.'),
    danger: true,
    done: t('The asset is refused.'),
  },
  'request-changes': {
    verb: t('Ask for changes'),
    detail: t('The asset goes back to the issuer with your words.'),
    danger: false,
    done: t('The asset is back with the issuer.'),
  },
  suspend: {
    verb: t('Suspend this asset'),
    detail: t('Nothing new is issued until it is resumed. Holders keep what they hold.'),
    danger: true,
    done: t('The asset is suspended.'),
  },
  resume: {
    verb: t('Resume this asset'),
    detail: t('It is live again.'),
    danger: false,
    done: t('The asset is live again.'),
  },
};

/** What the person may do with the asset now, as verbs. */
export function AssetActions({ asset }: { asset: Asset }) {
  const role = useSession()?.role;
  const action = useAction();
  const [verb, setVerb] = useState<Verb | null>(null);
  const params = { path: { id: asset.id } };
  const may = (event: string) => asset.allowedEvents.includes(event);
  const decide = (chosen: Verb, reason: string) => {
    const init = { params, body: { reason } };
    switch (chosen) {
      case 'approve':
        return api.POST('/api/v1/assets/{id}/approve', init);
      case 'reject':
        return api.POST('/api/v1/assets/{id}/reject', init);
      case 'request-changes':
        return api.POST('/api/v1/assets/{id}/request-changes', init);
      case 'suspend':
        return api.POST('/api/v1/assets/{id}/suspend', init);
      case 'resume':
        return api.POST('/api/v1/assets/{id}/resume', init);
    }
  };

  return (
    <>
      {role === 'issuer' && may('submit') ? (
        <div>
          <Button
            loading={action.busy}
            onClick={() =>
              void action.run(
                () => api.POST('/api/v1/assets/{id}/submit', { params }),
                t('The asset is with compliance.'),
              )
            }
          >
            {t('Submit for review')}
          </Button>
          <div style={{ maxWidth: 420, marginTop: 8 }}>
            <ProblemNotice error={action.error} />
          </div>
        </div>
      ) : null}
      {role === 'compliance' ? (
        <>
          {may('request_changes') ? (
            <Button variant="default" onClick={() => setVerb('request-changes')}>
              {t('Ask for changes')}
            </Button>
          ) : null}
          {may('reject') ? (
            <Button variant="default" c="var(--red)" onClick={() => setVerb('reject')}>
              {t('Refuse')}
            </Button>
          ) : null}
          {may('approve') ? (
            <Button onClick={() => setVerb('approve')}>{t('Approve')}</Button>
          ) : null}
          {may('suspend') ? (
            <Button variant="default" c="var(--red)" onClick={() => setVerb('suspend')}>
              {t('Suspend')}
            </Button>
          ) : null}
          {may('resume') ? <Button onClick={() => setVerb('resume')}>{t('Resume')}</Button> : null}
        </>
      ) : null}
      {verb ? (
        <ReasonDialog
          about={`asset.${asset.id}.${verb}`}
          opened
          onClose={() => setVerb(null)}
          title={asset.name}
          verb={SAID[verb].verb}
          danger={SAID[verb].danger}
          onConfirm={(reason) => action.attempt(() => decide(verb, reason), SAID[verb].done)}
        >
          {SAID[verb].detail}
        </ReasonDialog>
      ) : null}
    </>
  );
}
