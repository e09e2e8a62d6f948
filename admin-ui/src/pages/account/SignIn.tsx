import { Button, PasswordInput, TextInput } from '@mantine/core';
import { zodResolver } from '@hookform/resolvers/zod';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { api, body } from '../../api/client.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/i18n.ts';
import { usePersonas, type Persona } from '../../session/demo.ts';
import { roleNames } from '../../session/role.ts';
import { begin } from '../../session/session.ts';
import { home } from '../../shell/places.ts';
import { Brand } from '../../shell/Brand.tsx';
import css from './account.module.css';

const form = z.object({
  email: z.email('Write your e-mail address in full.'),
  password: z.string().min(1, 'Write your password.'),
});
type Form = z.output<typeof form>;

const route = getRouteApi('/sign-in');

/** The door: e-mail and password, and in the demonstration one click per person. */
export function SignIn() {
  const router = useRouter();
  const { next } = route.useSearch();
  const personas = usePersonas();
  const action = useAction();
  const fields = useForm<Form>({
    resolver: zodResolver(form),
    defaultValues: { email: '', password: '' },
  });

  useEffect(() => {
    document.title = 'Sign in · Cadastre';
  }, []);

  const enter = (credentials: Form) =>
    action.run(async () => {
      const answer = await body(api.POST('/api/v1/auth/login', { body: credentials }));
      begin(answer);
      router.history.push(next ?? home[answer.user.role]);
    });

  return (
    <div className={css.page}>
      <main className={css.form}>
        <Brand />
        <h1>Sign in</h1>
        <form onSubmit={(event) => void fields.handleSubmit(enter)(event)} noValidate>
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            error={fields.formState.errors.email?.message}
            {...fields.register('email')}
          />
          <PasswordInput
            label="Password"
            mt="sm"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            error={fields.formState.errors.password?.message}
            {...fields.register('password')}
          />
          <div style={{ marginTop: 14 }}>
            <ProblemNotice error={action.error} />
          </div>
          <Button type="submit" mt="md" loading={action.busy}>
            Sign in
          </Button>
        </form>
        <p className="muted" style={{ margin: 0 }}>
          New here? <Link to="/register">Register as an issuer or investor</Link>, or{' '}
          <Link to="/public">read the published assets</Link>.
        </p>
      </main>
      <aside className={css.side} aria-label="About">
        <p className={css.intro}>
          The register of real-world assets as tokens that regulated people can own.
        </p>
        {personas.length > 0 ? (
          <Personas personas={personas} busy={action.busy} onChoose={(p) => void enter(p)} />
        ) : null}
      </aside>
    </div>
  );
}

function Personas({
  personas,
  busy,
  onChoose,
}: {
  personas: Persona[];
  busy: boolean;
  onChoose: (credentials: Form) => void;
}) {
  return (
    <section aria-label="Demonstration sign-ins">
      <h2>This is a demonstration: sign in as</h2>
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
                <small>{persona.about}</small>
              </span>
              <span className="muted">{t(roleNames[persona.role])}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
