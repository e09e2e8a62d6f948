import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { api, body } from '../../api/client.ts';
import { PageHead } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { begin } from '../../session/session.ts';
import { Brand } from '../../shell/Brand.tsx';
import { home } from '../../shell/places.ts';
import css from './account.module.css';
import { t } from '../../i18n/i18n.ts';

/** An invited colleague chooses a password. The token comes in the link's fragment, never in a log. */
export function Invitation() {
  const router = useRouter();
  const action = useAction();
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  const [password, setPassword] = useState('');

  const accept = async (event: SyntheticEvent) => {
    event.preventDefault();
    await action.run(async () => {
      const answer = await body(
        api.POST('/api/v1/auth/invitations/accept', { body: { token, password } }),
      );
      begin(answer);
      router.history.push(home[answer.user.role]);
    });
  };

  return (
    <main className={css.alone}>
      <Brand />
      <PageHead
        title={t('Accept an invitation')}
        sub={t('Choose the password of your new account.')}
      />
      <form onSubmit={(event) => void accept(event)}>
        <TextInput
          label={t('Invitation')}
          required
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('Password')}
          description={t('At least 12 characters; a sentence is good.')}
          mt="sm"
          required
          minLength={12}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <div style={{ marginTop: 14 }}>
          <ProblemNotice error={action.error} />
        </div>
        <Button type="submit" mt="md" loading={action.busy}>
          {t('Accept')}
        </Button>
      </form>
      <p className="muted">
        {t('Already registered?')} <Link to="/sign-in">{t('Sign in')}</Link>.
      </p>
    </main>
  );
}
