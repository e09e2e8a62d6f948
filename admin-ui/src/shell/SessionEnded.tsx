import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { api, body } from '../api/client.ts';
import { ProblemNotice } from '../design/Problem.tsx';
import { useAction } from '../design/useAction.ts';
import { t } from '../i18n/i18n.ts';
import { usePersonas } from '../session/demo.ts';
import { begin, type Person, signOut, useSessionEnded } from '../session/session.ts';

/** Over the page whose session has ended: the same person signs in, and goes on with what was written. */
export function SessionEnded({ person }: { person: Person }) {
  const ended = useSessionEnded();
  const navigate = useNavigate();
  const action = useAction();
  const known = usePersonas().find(({ email }) => email === person.email)?.password ?? '';
  const [written, setWritten] = useState<string | null>(null);
  const password = written ?? known;

  const enter = async (event: SyntheticEvent) => {
    event.preventDefault();
    await action.run(async () => {
      begin(
        await body(api.POST('/api/v1/auth/login', { body: { email: person.email, password } })),
      );
      setWritten(null);
    });
  };

  return (
    <Modal
      opened={ended}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      // Above a dialog in which somebody was just writing.
      zIndex={400}
      overlayProps={{ blur: 6 }}
      title={t('Your session has ended')}
    >
      <form onSubmit={(event) => void enter(event)}>
        <p style={{ marginTop: 0 }}>
          {t('Sign in again to go on where you were. What you have written is still here.')}
        </p>
        <PasswordInput
          label={t('Password of {{email}}', { email: person.email })}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          required
          data-autofocus
          value={password}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <div style={{ marginTop: 12 }}>
          <ProblemNotice error={action.error} />
        </div>
        <Group justify="flex-end" mt="md">
          <Button
            variant="default"
            onClick={() => void signOut().then(() => navigate({ to: '/sign-in' }))}
          >
            {t('Sign out')}
          </Button>
          <Button type="submit" loading={action.busy} disabled={password === ''}>
            {t('Sign in')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
