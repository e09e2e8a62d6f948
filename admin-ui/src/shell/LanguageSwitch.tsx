import { chooseLanguage, chosenLanguage, languageName, languages } from '../i18n/languages.ts';
import { t } from '../i18n/i18n.ts';
import css from './shell.module.css';

/** The counter's language; the choice stays on this machine. */
export function LanguageSwitch() {
  return (
    <select
      className={css.language}
      aria-label={t('Language')}
      value={chosenLanguage}
      onChange={(event) => chooseLanguage(event.currentTarget.value)}
    >
      {Object.keys(languages).map((tag) => (
        <option key={tag} value={tag} title={languageName(tag)}>
          {tag.toUpperCase()}
        </option>
      ))}
    </select>
  );
}
