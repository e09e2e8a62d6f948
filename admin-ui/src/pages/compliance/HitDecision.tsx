import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import type { ScreeningHit } from '../../api/types.ts';
import { t } from '../../i18n/staff.ts';

type Verb = 'true_match' | 'false_positive' | 'clear';

/** The verbs on a hit that has not lapsed, each with its reason. */
export function HitDecision({ hit }: { hit: ScreeningHit }) {
  const action = useAction();
  const [verb, setVerb] = useState<Verb | null>(null);
  const params = { path: { id: hit.id } };
  const close = () => setVerb(null);
  const decide = (decision: 'true_match' | 'false_positive', done: string) => (reason: string) =>
    action.attempt(
      () => api.POST('/api/v1/screening/hits/{id}/decide', { params, body: { decision, reason } }),
      done,
    );
  if (hit.state === 'lapsed' || hit.walletId) return null;
  return (
    <>
      <Group gap="sm" mt="sm">
        {hit.state === 'undecided' ? (
          <Button variant="default" onClick={() => setVerb('false_positive')}>
            {t('Somebody else')}
          </Button>
        ) : null}
        {hit.state === 'true_match' ? (
          <Button variant="default" onClick={() => setVerb('clear')}>
            {t('Take back the match')}
          </Button>
        ) : (
          <Button variant="default" c="var(--red)" onClick={() => setVerb('true_match')}>
            {t('Confirm the match')}
          </Button>
        )}
      </Group>
      <ReasonDialog
        about={`hit.${hit.id}.false_positive`}
        opened={verb === 'false_positive'}
        onClose={close}
        title={t('Somebody else')}
        verb={t('This is somebody else')}
        onConfirm={decide('false_positive', t('The hit is decided.'))}
      >
        {t('The decision holds until the entry or what the person says of itself changes.')}
      </ReasonDialog>
      <ReasonDialog
        about={`hit.${hit.id}.true_match`}
        opened={verb === 'true_match'}
        onClose={close}
        title={t('Confirm the match')}
        verb={t('Confirm and freeze the wallets')}
        danger
        onConfirm={decide('true_match', t('The match is confirmed.'))}
      >
        {t(
          'Every wallet of this investor is frozen on all tokens at once, and nothing more may be approved for it. Taking this back needs a second officer.',
        )}
      </ReasonDialog>
      <ReasonDialog
        about={`hit.${hit.id}.clear`}
        opened={verb === 'clear'}
        onClose={close}
        title={t('Take back the match')}
        verb={t('Ask a second officer')}
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/screening/hits/{id}/clear', { params, body: { reason } }),
            t('Another officer has to approve.'),
          )
        }
      >
        {t('Wallets stay frozen until they are released, each by two officers.')}
      </ReasonDialog>
    </>
  );
}
