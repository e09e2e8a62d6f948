import { Button } from '@mantine/core';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useSession } from '../session/session.ts';
import { Brand } from './Brand.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import css from './shell.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { t } from '../i18n/i18n.ts';

/** The frame of pages that anybody may read. */
export function PublicShell() {
  const person = useSession();
  const verifies = useLocation({ select: ({ pathname }) => pathname === '/verify' });
  return (
    <>
      <a className="skip" href="#content">
        {t('Skip to the content')}
      </a>
      <header className={css.publicHeader}>
        <Link
          to="/public"
          aria-label={t('Cadastre, published assets')}
          style={{ textDecoration: 'none' }}
        >
          <Brand />
        </Link>
        <nav aria-label={t('Account')}>
          <LanguageSwitch />
          <ThemeSwitch />
          {person ? (
            <Button component={Link} to="/" variant="default">
              {t('My places')}
            </Button>
          ) : (
            <Button component={Link} to="/sign-in">
              {t('Sign in')}
            </Button>
          )}
        </nav>
      </header>
      <main id="content" className={css.publicMain} tabIndex={-1}>
        <Outlet />
        {verifies ? null : (
          <p className={css.publicFoot}>
            <Link to="/verify">{t('Verify a proof of reserve')}</Link>
          </p>
        )}
      </main>
    </>
  );
}
