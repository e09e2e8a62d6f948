import { Hex } from '../../design/Hex.tsx';
import css from './compliance.module.css';
import { fieldWords, payloadRows } from './payload.ts';
import { t } from '../../i18n/staff.ts';

/** What is approved, line by line; where something changes, from what to what. */
export function PayloadDiff({ payload }: { payload: Record<string, unknown> }) {
  const rows = payloadRows(payload);
  const change = rows.some((row) => row.was !== null);
  return (
    <>
      <table className={css.diff} aria-label={t('What is approved')}>
        <thead>
          <tr>
            <th scope="col">{t('Field')}</th>
            {change ? <th scope="col">{t('Before')}</th> : null}
            <th scope="col">{change ? t('After') : t('Value')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{fieldWords(row.name)}</th>
              {change ? (
                <td className={row.was === row.becomes ? undefined : css.was}>{row.was ?? ''}</td>
              ) : null}
              <td className={row.was !== null && row.was !== row.becomes ? css.becomes : undefined}>
                {/^0x[0-9a-fA-F]{40,}$/.test(row.becomes) ? (
                  <Hex value={row.becomes} />
                ) : (
                  row.becomes
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <details style={{ marginTop: 12 }}>
        <summary className="muted">{t('The payload as it is hashed')}</summary>
        <pre className="mono" tabIndex={0} style={{ overflow: 'auto', maxHeight: 320 }}>
          {JSON.stringify(payload, null, 2)}
        </pre>
      </details>
    </>
  );
}
