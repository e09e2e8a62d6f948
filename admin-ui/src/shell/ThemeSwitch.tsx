import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import css from './shell.module.css';
import { t } from '../i18n/i18n.ts';

/** Paper or dark: both designed; the choice stays on this machine. */
export function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <button
      type="button"
      className={css.icon}
      aria-label={dark ? t('Use the light theme') : t('Use the dark theme')}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        aria-hidden
      >
        <circle cx="8" cy="8" r="6" />
        <path d="M8 2a6 6 0 010 12z" fill="currentColor" />
      </svg>
    </button>
  );
}
