import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ProblemNotice } from './Problem.tsx';
import { t } from '../i18n/i18n.ts';

interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
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

/** A decision with its reason. Refusals of the API stay in the dialog, beside the words typed. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { opened, onClose, title, children, verb, danger, onConfirm } = props;
  const { reasonLabel = t('Reason'), minLength = 3, ready = true } = props;
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(reason.trim());
      setReason('');
      close();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        {children ? <div style={{ marginBottom: 14 }}>{children}</div> : null}
        <Textarea
          label={reasonLabel}
          description={t('Kept in the register with your name.')}
          autosize
          minRows={3}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div style={{ marginTop: 12 }}>
          <ProblemNotice error={error} />
        </div>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
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
      </form>
    </Modal>
  );
}
