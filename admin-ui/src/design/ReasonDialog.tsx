import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { Form } from './Form.tsx';
import { ProblemNotice } from './Problem.tsx';
import { useKept } from './useKept.ts';
import { t } from '../i18n/i18n.ts';

interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  /** What is decided on, and how: under this name the words are kept. */
  about: string;
  title: string;
  /** What happens, and whether it can be undone. */
  children?: ReactNode;
  /** The verb on the button: "Approve 250 000 shares". */
  verb: string;
  danger?: boolean;
  /** Label of the text: a reason, a question, a message. */
  reasonLabel?: string;
  minLength?: number;
  /** Whether what stands above the reason can be asked for. */
  ready?: boolean;
  onConfirm: (reason: string) => Promise<unknown>;
}

/**
 * A decision with its reason. Refusals of the API stay in the dialog, beside the words typed; the words outlive a
 * reload, and a step back.
 */
export function ReasonDialog(props: ReasonDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Decision key={props.about} {...props} />
    </Modal>
  );
}

function Decision(props: ReasonDialogProps) {
  const { about, onClose, children, verb, danger, onConfirm } = props;
  const { reasonLabel = t('Reason'), minLength = 3, ready = true } = props;
  const { value, change, clear } = useKept(`decision.${about}`, { reason: '' });
  const { reason } = value;
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const confirm = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onConfirm(reason.trim());
      clear();
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form error={error} onSubmit={confirm}>
      {children ? <div style={{ marginBottom: 14 }}>{children}</div> : null}
      <Textarea
        label={reasonLabel}
        description={t('Kept in the register with your name.')}
        autosize
        minRows={3}
        required
        data-autofocus
        value={reason}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
      <div style={{ marginTop: 12 }}>
        <ProblemNotice error={error} />
      </div>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button
          type="submit"
          color={danger ? 'oxide' : undefined}
          loading={busy}
          disabled={!ready || reason.trim().length < minLength}
        >
          {verb}
        </Button>
      </Group>
    </Form>
  );
}
