import { Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import css from './design.module.css';
import { shortHex } from './format.ts';
import { t } from '../i18n/i18n.ts';

interface HexProps {
  value: string;
  /** Shown first where a name is known. */
  name?: string | null;
  /** What it is, for people who listen: "address", "transaction", "hash". */
  kind?: string;
}

/** An address or a hash: name first, then the readable ends, copied in full with one click. */
export function Hex({ value, name, kind = t('address') }: HexProps) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <span className={css.hex}>
      {name ? <strong>{name}</strong> : null}
      <span>
        <Tooltip label={value} multiline maw={420} style={{ overflowWrap: 'anywhere' }}>
          <span className="mono muted">{shortHex(value)}</span>
        </Tooltip>
        <button
          type="button"
          className={css.copy}
          aria-label={
            clipboard.copied
              ? t('Copied')
              : t('Copy {{kind}} {{value}}', { kind, value: shortHex(value) })
          }
          onClick={() => clipboard.copy(value)}
        >
          <svg
            width="13"
            height="13"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            aria-hidden
          >
            {clipboard.copied ? (
              <path d="M3 8.5l3.2 3.2L13 5" />
            ) : (
              <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
            )}
          </svg>
        </button>
      </span>
    </span>
  );
}
