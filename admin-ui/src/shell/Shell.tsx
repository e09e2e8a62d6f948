import { AppShell, Burger, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { chooseLanguage, chosenLanguage, languageName, languages } from '../i18n/languages.ts';
import { t } from '../i18n/i18n.ts';
import { roleNames } from '../session/role.ts';
import { signOut, useSession, type Person } from '../session/session.ts';
import { Brand } from './Brand.tsx';
import { Crumbs } from './Crumbs.tsx';
import { Messages } from './Messages.tsx';
import { places } from './places.ts';
import { SessionEnded } from './SessionEnded.tsx';
import css from './shell.module.css';
import { Search } from './Search.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { useWaiting } from './useWaiting.ts';

/** The frame around every page of a signed-in person: places left, where and who on top. */
export function Shell() {
  const person = useSession();
  const [opened, drawer] = useDisclosure(false);
  if (!person) return null;
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      layout="alt"
      padding={0}
    >
      <a className="skip" href="#content">
        {t('Skip to the content')}
      </a>
      <AppShell.Navbar className={css.navbar}>
        <Places person={person} onVisit={drawer.close} />
      </AppShell.Navbar>
      <AppShell.Header className={css.header}>
        <div className={css.headerLeft}>
          <Burger
            opened={opened}
            onClick={drawer.toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={opened ? t('Close the places') : t('Open the places')}
          />
          <span className={css.headerBrand}>
            <Brand />
          </span>
          <Crumbs />
        </div>
        <div className={css.right}>
          <Search person={person} />
          <Messages />
          <ThemeSwitch />
          <Who person={person} />
        </div>
      </AppShell.Header>
      <AppShell.Main>
        <div id="content" className={css.main} tabIndex={-1}>
          <Outlet />
        </div>
      </AppShell.Main>
      <SessionEnded person={person} />
    </AppShell>
  );
}

function Places({ person, onVisit }: { person: Person; onVisit: () => void }) {
  const waiting = useWaiting(person);
  return (
    <>
      <div className={css.navbarBrand}>
        <Link to="/" onClick={onVisit} aria-label={t('Cadastre, first page')}>
          <Brand />
        </Link>
        <Burger
          opened
          onClick={onVisit}
          hiddenFrom="sm"
          size="sm"
          aria-label={t('Close the places')}
          style={{ float: 'right' }}
        />
      </div>
      <nav aria-label={t('Places')}>
        {places[person.role].map((group) => (
          <div key={group.label ?? 'first'}>
            {group.label ? <p className={css.groupLabel}>{t(group.label)}</p> : null}
            <ul className={css.places}>
              {group.places.map((place) => {
                const count = place.waits ? waiting[place.waits] : 0;
                return (
                  <li key={place.to}>
                    <Link to={place.to} className={css.place} onClick={onVisit}>
                      {t(place.label)}
                      {count > 0 ? (
                        <span
                          className={css.count}
                          aria-label={t('{{number}} waiting', { number: count })}
                        >
                          {count}
                        </span>
                      ) : null}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </nav>
    </>
  );
}

function Who({ person }: { person: Person }) {
  const navigate = useNavigate();
  const standing = [t(roleNames[person.role]), person.organisationName].filter(Boolean).join(' · ');
  const initials = person.name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('');
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <button type="button" className={css.whoButton}>
          <span className="visually-hidden">{t('Account of')} </span>
          <span className={css.who}>
            <span className={css.whoName}>{person.name}</span>
            <span className={css.whoOrg}>{standing}</span>
          </span>
          <span className={css.initials} aria-hidden>
            {initials}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.email}
          <br />
          {standing}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('Language')}</Menu.Label>
        {Object.keys(languages).map((tag) => (
          <Menu.Item
            key={tag}
            lang={tag}
            aria-current={tag === chosenLanguage ? 'true' : undefined}
            fw={tag === chosenLanguage ? 600 : undefined}
            onClick={() => chooseLanguage(tag)}
          >
            {languageName(tag)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          onClick={() => {
            void signOut().then(() => navigate({ to: '/sign-in' }));
          }}
        >
          {t('Sign out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
