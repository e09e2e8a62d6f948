import { Button, FileInput, TextInput } from '@mantine/core';
import { useState, type DragEvent, type SyntheticEvent } from 'react';
import css from '../../design/design.module.css';
import { PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { t } from '../../i18n/i18n.ts';
import { CheckList } from './CheckList.tsx';
import { useVerifier } from './useVerifier.ts';
import { VerdictPanel } from './VerdictPanel.tsx';
import own from './verify.module.css';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/** Takes a proof of reserve apart in this browser: no account, and nothing is sent to us. */
export function Verify() {
  const [file, setFile] = useState<File | null>(null);
  const [rpcUrl, setRpcUrl] = useState('');
  const [holder, setHolder] = useState('');
  const [custodian, setCustodian] = useState('');
  const [unreadable, setUnreadable] = useState<Error | null>(null);
  const { start, cancel, running, checks, verdict, broken } = useVerifier();
  const nodeError =
    rpcUrl === '' || isHttp(rpcUrl) ? null : t('An address that begins with https://');
  const addressError = (text: string) =>
    text === '' || ADDRESS.test(text) ? null : t('An address: 0x and 40 hexadecimal digits');

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file || [nodeError, ...[holder, custodian].map(addressError)].some(Boolean)) return;
    setUnreadable(null);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const custodians = custodian ? [custodian] : [];
      const options = { ...(rpcUrl && { rpcUrl }), ...(holder && { holder }), custodians };
      start({ bytes, options });
    } catch (error) {
      setUnreadable(error instanceof Error ? error : new Error(String(error)));
    }
  };

  return (
    <div className={css.stack}>
      <PageHead
        title={t('Verify a proof of reserve')}
        sub={t(
          'Everything is computed in this browser. The file is not uploaded; only the node you name is asked, about the chain.',
        )}
      />
      <Panel title={t('Evidence')}>
        <form onSubmit={(event) => void submit(event)}>
          <FileDrop file={file} onFile={setFile} />
          <div className={own.form}>
            <TextInput
              label={t('Node of the chain')}
              description={t('Optional. The URL of a JSON-RPC node that you trust.')}
              placeholder="https://"
              type="url"
              value={rpcUrl}
              onChange={(event) => setRpcUrl(event.currentTarget.value.trim())}
              error={nodeError}
            />
            <TextInput
              label={t('Your address')}
              description={t('Optional. Proves that your balance is counted.')}
              placeholder="0x"
              value={holder}
              onChange={(event) => setHolder(event.currentTarget.value.trim())}
              error={addressError(holder)}
            />
            <TextInput
              label={t('Custodian’s key')}
              description={t(
                'Optional. The address the custodian told you: what another key attests is not true.',
              )}
              placeholder="0x"
              value={custodian}
              onChange={(event) => setCustodian(event.currentTarget.value.trim())}
              error={addressError(custodian)}
            />
          </div>
          <div className={own.buttons}>
            <Button type="submit" disabled={!file} loading={running}>
              {t('Verify')}
            </Button>
            {running ? (
              <Button variant="default" onClick={cancel}>
                {t('Cancel')}
              </Button>
            ) : null}
          </div>
        </form>
      </Panel>
      <ProblemNotice error={unreadable ?? (broken === null ? null : new Error(broken))} />
      <div role="status" aria-live="polite">
        {verdict ? <VerdictPanel verdict={verdict} /> : null}
      </div>
      {checks.length > 0 ? <CheckList checks={checks} /> : null}
    </div>
  );
}

/** Dropped here, or chosen. */
function FileDrop({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    setOver(isOver);
  };
  const drop = (event: DragEvent) => {
    drag(event, false);
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <div
      className={own.drop}
      data-over={over}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={drop}
    >
      <FileInput
        label={t('Evidence bundle, report or PDF')}
        description={t(
          'Drop the file here or choose it: the zip has everything, a report.json or the PDF less.',
        )}
        placeholder={t('Choose a file')}
        accept=".zip,.json,.pdf,application/zip,application/json,application/pdf"
        clearable
        clearButtonProps={{ 'aria-label': t('Remove the file') }}
        value={file}
        onChange={onFile}
      />
    </div>
  );
}

function isHttp(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}
