import { Button, FileInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ACCEPTED, fetchDocument } from '../api/documents.ts';
import { saveBlob } from './csv.ts';
import { fileProblem } from './fileProblem.ts';
import { formatBytes } from './format.ts';
import { Loaded } from './Loaded.tsx';
import { ProblemNotice } from './Problem.tsx';
import { useAction } from './useAction.ts';
import { t } from '../i18n/i18n.ts';

interface FileFieldProps {
  label: string;
  value: File | null;
  onChange: (file: File | null) => void;
  required?: boolean;
  /** Only a table is taken. */
  csv?: boolean;
}

/** Picks one file of a kind the register takes. */
export function FileField({ label, value, onChange, required, csv = false }: FileFieldProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const newest = useRef<File | null>(null);
  const take = async (file: File | null) => {
    newest.current = file;
    const refusal = file && (await fileProblem(file));
    // Another one was chosen while this one was looked at.
    if (newest.current !== file) return;
    setRefused(refusal);
    onChange(refusal ? null : file);
  };
  return (
    <FileInput
      label={label}
      description={
        csv ? t('CSV, up to 20 MiB.') : t('PDF, PNG, JPEG, CSV, TXT or JSON, up to 20 MiB.')
      }
      placeholder={t('Choose a file')}
      accept={csv ? '.csv,text/csv' : ACCEPTED}
      clearable
      clearButtonProps={{ 'aria-label': t('Remove the file') }}
      required={required}
      value={value}
      error={refused}
      onChange={(file) => void take(file)}
    />
  );
}

/** The document itself, opened in the page beside the decision. */
export function DocumentPane({ documentId, name }: { documentId: string; name: string }) {
  const query = useQuery({
    queryKey: ['document', documentId],
    queryFn: () => fetchDocument(documentId),
    staleTime: Infinity,
  });
  return <Loaded query={query}>{(blob) => <BlobView blob={blob} name={name} />}</Loaded>;
}

function BlobView({ blob, name }: { blob: Blob; name: string }) {
  const [url, setUrl] = useState<string | null>(null);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    if (/^(text|application\/json)/.test(blob.type)) void blob.text().then(setText);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (!url) return null;
  return (
    <div>
      {blob.type.startsWith('image/') ? (
        <img src={url} alt={name} style={{ maxWidth: '100%', border: '1px solid var(--line)' }} />
      ) : text !== null ? (
        <pre
          className="mono"
          tabIndex={0}
          aria-label={name}
          style={{ maxHeight: 460, overflow: 'auto', margin: 0, whiteSpace: 'pre-wrap' }}
        >
          {text.slice(0, 20_000)}
        </pre>
      ) : blob.type === 'application/pdf' && !navigator.pdfViewerEnabled ? (
        <p className="muted">
          {name}, {formatBytes(blob.size)}
          {t('. This browser does not show PDF files inside a page: download it to read.')}
        </p>
      ) : (
        <iframe
          src={url}
          title={name}
          style={{ width: '100%', height: 520, border: '1px solid var(--line)' }}
        />
      )}
      <Button variant="default" size="compact-sm" mt="sm" onClick={() => saveBlob(name, blob)}>
        {t('Download')}
      </Button>
    </div>
  );
}

/** Fetches bytes that need the bearer token and gives them to the person. */
export function DownloadButton({
  load,
  fileName,
  label,
  disabled = false,
  children,
}: {
  load: () => Promise<Blob>;
  fileName: string;
  /** Says which paper, where the button shows its format only. */
  label?: string;
  disabled?: boolean;
  children: string;
}) {
  const action = useAction();
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        loading={action.busy}
        disabled={disabled}
        aria-label={label}
        onClick={() =>
          void action.run(async () => {
            saveBlob(fileName, await load());
          })
        }
      >
        {children}
      </Button>
      <ProblemNotice error={action.error} />
    </>
  );
}
