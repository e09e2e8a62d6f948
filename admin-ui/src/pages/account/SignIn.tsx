import { Button, PasswordInput, TextInput } from '@mantine/core';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { api, body } from '../../api/client.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/i18n.ts';
import { termOf } from '../../i18n/terms.ts';
import { usePersonas, type Persona } from '../../session/demo.ts';
import { roleNames } from '../../session/role.ts';
import { begin } from '../../session/session.ts';
import { home } from '../../shell/places.ts';
import { Brand } from '../../shell/Brand.tsx';
import { LanguageSwitch } from '../../shell/LanguageSwitch.tsx';
import css from './account.module.css';

interface Credentials {
  email: string;
  password: string;
}

const route = getRouteApi('/sign-in');

/** The door: e-mail and password, and in the demonstration one click per person. */
export function SignIn() {
  const router = useRouter();
  const { next } = route.useSearch();
  const personas = usePersonas();
  const action = useAction();
  const [value, setValue] = useState<Credentials>({ email: '', password: '' });
  const [tried, setTried] = useState(false);
  const errors = tried ? mistakesOf(value) : {};

  useEffect(() => {
    document.title = `${t('Sign in')} · Cadastre`;
  }, []);

  const enter = (credentials: Credentials) =>
    action.run(async () => {
      const answer = await body(api.POST('/api/v1/auth/login', { body: credentials }));
      begin(answer);
      router.history.push(next ?? home[answer.user.role]);
    });

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(mistakesOf(value)).length === 0) void enter(value);
  };

  return (
    <div className={css.page}>
      <main className={css.form}>
        <div className={css.head}>
          <Brand />
          <LanguageSwitch />
        </div>
        <h1>{t('Sign in')}</h1>
        <form onSubmit={submit} noValidate>
          <TextInput
            label={t('E-mail')}
            type="email"
            autoComplete="username"
            error={errors.email}
            value={value.email}
            onChange={(event) => setValue({ ...value, email: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('Password')}
            mt="sm"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
            error={errors.password}
            value={value.password}
            onChange={(event) => setValue({ ...value, password: event.currentTarget.value })}
          />
          <div style={{ marginTop: 14 }}>
            <ProblemNotice error={action.error} />
          </div>
          <Button type="submit" mt="md" loading={action.busy}>
            {t('Sign in')}
          </Button>
        </form>
        <p className="muted" style={{ margin: 0 }}>
          {t('New here?')} <Link to="/register">{t('Register as an issuer or investor')}</Link>{' '}
          {t('or')} <Link to="/public">{t('read the published assets')}</Link>.
        </p>
      </main>
      <aside className={css.side} aria-label={t('About')}>
        <p className={css.intro}>
          {t('The register of real-world assets as tokens that regulated people can own.')}
        </p>
        {personas.length > 0 ? (
          <Personas personas={personas} busy={action.busy} onChoose={(p) => void enter(p)} />
        ) : null}
      </aside>
    </div>
  );
}

/** The door is the first page everybody loads: it does without the form library of the others. */
function mistakesOf({ email, password }: Credentials): { email?: string; password?: string } {
  return {
    ...(/^\S+@\S+\.\S+$/.test(email.trim())
      ? {}
      : { email: t('Write your e-mail address in full.') }),
    ...(password === '' ? { password: t('Write your password.') } : {}),
  };
}

function Personas({
  personas,
  busy,
  onChoose,
}: {
  personas: Persona[];
  busy: boolean;
  onChoose: (credentials: Credentials) => void;
}) {
  return (
    <section aria-label={t('Demonstration sign-ins')}>
      <h2>{t('This is a demonstration: sign in as')}</h2>
      <ul className={css.personas} style={{ marginTop: 10 }}>
        {personas.map((persona) => (
          <li key={persona.email}>
            <button
              type="button"
              className={css.persona}
              disabled={busy}
              onClick={() => onChoose({ email: persona.email, password: persona.password })}
            >
              <span>
                <strong>{persona.name}</strong>
                <small>{termOf(persona.about)}</small>
              </span>
              <span className="muted">{t(roleNames[persona.role])}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
