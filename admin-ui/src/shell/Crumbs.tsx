import { Link } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import css from './shell.module.css';
import { t } from '../i18n/i18n.ts';

export interface Crumb {
  label: string;
  to?: string;
}

let trail: Crumb[] = [];
const listeners = new Set<() => void>();

/** A page says where it is; the top bar shows it. */
export function useCrumbs(...crumbs: Crumb[]): void {
  const key = JSON.stringify(crumbs);
  useEffect(() => {
    trail = JSON.parse(key) as Crumb[];
    listeners.forEach((listener) => listener());
  }, [key]);
}

export function Crumbs() {
  const crumbs = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => trail,
  );
  return (
    <nav aria-label={t('Where you are')}>
      <ol className={css.crumbs}>
        {crumbs.map((crumb, index) => (
          <li key={crumb.label} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
            {crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
          </li>
        ))}
      </ol>
    </nav>
  );
}
