import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import type { Deed } from './property.ts';

type Verb = 'cancel' | 'release' | 'strike';

const SAID: Record<Verb, { verb: string; detail: string; done: string }> = {
  cancel: {
    verb: t('Cancel the draft'),
    detail: t('Nothing reached the chain. This cannot be undone.'),
    done: t('The draft is cancelled.'),
  },
  release: {
    verb: t('Hand the title over'),
    detail: t(
      'Only while no fraction exists: the vault hands the title to the wallet. Compliance decides.',
    ),
    done: t('The handover is with compliance.'),
  },
  strike: {
    verb: t('Strike the title'),
    detail: t('It leaves the platform for good. Compliance decides on the paper you add.'),
    done: t('The strike is with compliance.'),
  },
};

/** The next step of a title, as the issuer's verbs. */
export function DeedVerbs({ deed }: { deed: Deed }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const [verb, setVerb] = useState<Verb | null>(null);
  const [to, setTo] = useState('');
  const [file, setFile] = useState<File | null>(null);
  if (!issues || deed.approvalId) return null;
  const params = { path: { id: deed.id } };

  const ask = async (chosen: Verb, reason: string) => {
    if (chosen === 'cancel')
      return api.POST('/api/v1/deeds/{id}/cancel', { params, body: { reason } });
    if (chosen === 'release') {
      return api.POST('/api/v1/deeds/{id}/release', { params, body: { to: to.trim(), reason } });
    }
    if (!file) throw new Error(t('Choose the paper that shows it.'));
    const { id: documentId } = await uploadDocument(file, 'asset');
    return api.POST('/api/v1/deeds/{id}/strike', { params, body: { documentId, reason } });
  };

  return (
    <div className={css.tight} style={{ marginTop: 14 }}>
      <div className={css.actions}>
        {deed.state === 'draft' ? (
          <>
            <Button
              loading={action.busy}
              onClick={() =>
                void action.run(
                  () => api.POST('/api/v1/deeds/{id}/submit', { params }),
                  t('The title is with compliance.'),
                )
              }
            >
              {t('Submit to compliance')}
            </Button>
            <Button variant="default" c="var(--red)" onClick={() => setVerb('cancel')}>
              {SAID.cancel.verb}
            </Button>
          </>
        ) : null}
        {deed.state === 'vaulted' ? (
          <Button variant="default" onClick={() => setVerb('release')}>
            {SAID.release.verb}
          </Button>
        ) : null}
        {deed.state === 'released' ? (
          <Button variant="default" c="var(--red)" onClick={() => setVerb('strike')}>
            {SAID.strike.verb}
          </Button>
        ) : null}
      </div>
      <ProblemNotice error={action.error} />
      {verb ? (
        <ReasonDialog
          about={`deed.${deed.id}.${verb}`}
          opened
          onClose={() => setVerb(null)}
          title={SAID[verb].verb}
          verb={SAID[verb].verb}
          danger={verb !== 'release'}
          onConfirm={(reason) => action.attempt<unknown>(() => ask(verb, reason), SAID[verb].done)}
        >
          <div className={css.tight}>
            <p style={{ margin: 0 }}>{SAID[verb].detail}</p>
            {verb === 'release' ? (
              <TextInput
                label={t('To the wallet, address')}
                description={t('A registered wallet.')}
                required
                value={to}
                onChange={(event) => setTo(event.currentTarget.value)}
              />
            ) : null}
            {verb === 'strike' ? (
              <FileField
                label={t('Why it leaves the platform')}
                required
                value={file}
                onChange={setFile}
              />
            ) : null}
          </div>
        </ReasonDialog>
      ) : null}
    </div>
  );
}
