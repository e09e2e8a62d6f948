import { Button } from '@mantine/core';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/staff.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { FileField } from '../../design/Documents.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useFiled } from '../../design/useFiled.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import form from './asset.module.css';

interface PaperFormProps<Made> {
  title: string;
  aside: string;
  /** What its button says. */
  verb: string;
  /** What it rests on; for the holders' eyes, too, where `access` says so. */
  paper: { label: string; access?: 'investors' };
  /** Whether all that is needed beside the paper is written. */
  complete: boolean;
  /** Asks the register for it; `paper` files the document and gives its id, once what was written can be read. */
  onSubmit: (paper: () => Promise<string>, header: { 'Idempotency-Key': string }) => Promise<Made>;
  /** What is said once it is made. */
  done: string;
  onMade: (made: Made) => Promise<void>;
  onClose: () => void;
  /** The fields, with that of the paper where it belongs among them. */
  children: (paper: ReactNode) => ReactNode;
}

/** A form that asks the register for something resting on a paper, once however often it is sent. */
export function PaperForm<Made>(props: PaperFormProps<Made>) {
  const { paper, complete, onSubmit, done, onMade, onClose } = props;
  const action = useAction();
  const { header } = useIdempotent();
  const filePaper = useFiled();
  const [file, setFile] = useState<File | null>(null);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file || !complete) return;
    const filed = () => filePaper(file, 'asset', paper.access && { access: paper.access });
    const made = await action.run(() => onSubmit(filed, header), done);
    if (!made) return;
    onClose();
    await onMade(made);
  };

  return (
    <Panel title={props.title} aside={props.aside}>
      <Form error={action.error} onSubmit={submit} className={css.tight}>
        <div className={form.form}>
          {props.children(
            <FileField label={paper.label} required value={file} onChange={setFile} />,
          )}
        </div>
        <p className="muted" style={{ margin: 0, fontSize: 13 }}>
          {t(
            'What you write is kept in this tab; a file is chosen anew when the page is loaded again.',
          )}
        </p>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!file || !complete}>
            {props.verb}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('Close')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
