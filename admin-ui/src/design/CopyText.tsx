import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { t } from '../i18n/i18n.ts';

/** A text to be taken elsewhere as it stands: a payment reference, a secret. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <span style={{ display: 'inline-flex', gap: 10, flexWrap: 'wrap', alignItems: 'center' }}>
      <output
        className="mono"
        style={{ overflowWrap: 'anywhere', fontWeight: 600 }}
        aria-label={label}
      >
        {text}
      </output>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={
          clipboard.copied
            ? t('Copied the {{label}}', { label })
            : t('Copy the {{label}}', { label })
        }
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? t('Copied') : t('Copy')}
      </Button>
    </span>
  );
}
