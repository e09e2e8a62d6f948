import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import type { Token } from '../asset/useAsset.ts';

/** Stopping a token at once, and letting it go on a day after that was announced: two officers, on a paper. */
export function PauseControl({ token }: { token: Token }) {
  const action = useAction();
  const idempotent = useIdempotent();
  const [asking, setAsking] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const paused = token.state === 'paused';
  const verb = paused ? t('Announce the release') : t('Stop the token');

  const ask = async (reason: string) => {
    if (!file) throw new Error(t('Choose the order that is carried out.'));
    const document = await uploadDocument(file, 'asset');
    await api.POST('/api/v1/tokens/{id}/pauses', {
      params: { path: { id: token.id }, header: idempotent.header },
      body: { paused: !paused, documentId: document.id, reason },
    });
    idempotent.renew();
    setFile(null);
  };

  return (
    <Panel title={t('Stop and release')} aside={<StateBadge state={token.state} />}>
      <div className={css.tight}>
        <p style={{ margin: 0 }}>
          {paused
            ? t(
                'Nobody can transfer, and nothing is issued. A release is announced on the chain a day ahead, so that it surprises nobody; then it happens by itself.',
              )
            : t(
                'A stop holds at once, for everybody: no transfer, no issue. Letting it go on takes a second decision and a day’s notice.',
              )}
        </p>
        <div>
          <Button
            variant={paused ? 'filled' : 'default'}
            c={paused ? undefined : 'var(--red)'}
            disabled={token.state !== 'live' && !paused}
            onClick={() => setAsking(true)}
          >
            {verb}
          </Button>
        </div>
      </div>
      <ReasonDialog
        about={`token.${token.id}.${paused ? 'resume' : 'pause'}`}
        opened={asking}
        onClose={() => setAsking(false)}
        title={`${verb}: ${token.symbol}`}
        verb={t('Ask a second officer')}
        danger={!paused}
        onConfirm={(reason) => action.attempt(() => ask(reason), t('Another officer decides.'))}
      >
        <FileField
          label={t('Order that is carried out')}
          required
          value={file}
          onChange={setFile}
        />
      </ReasonDialog>
    </Panel>
  );
}
