import { Button } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { useSession } from '../session/session.ts';
import { Brand } from './Brand.tsx';
import css from './shell.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';

/** The frame of pages that anybody may read. */
export function PublicShell() {
  const person = useSession();
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className={css.publicHeader}>
        <Link
          to="/public"
          aria-label="Cadastre, published assets"
          style={{ textDecoration: 'none' }}
        >
          <Brand />
        </Link>
        <nav aria-label="Account">
          <Link to="/verify" style={{ whiteSpace: 'nowrap' }}>
            Verify
          </Link>
          <ThemeSwitch />
          {person ? (
            <Button component={Link} to="/" variant="default">
              My places
            </Button>
          ) : (
            <Button component={Link} to="/sign-in">
              Sign in
            </Button>
          )}
        </nav>
      </header>
      <main id="content" className={css.publicMain} tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
