import { type Message, t } from '../i18n/i18n.ts';
import { Badge } from './Badge.tsx';
import type { Tone } from './states.ts';

/** What a proof of reserve concludes, as its document writes it. */
export type ReportVerdict = 'PASS' | 'FAIL' | 'DO NOT RELY';

const LOOKS: Record<ReportVerdict, { label: Message; tone: Tone }> = {
  PASS: { label: 'Covered', tone: 'green' },
  FAIL: { label: 'Not covered', tone: 'red' },
  'DO NOT RELY': { label: 'Do not rely on it', tone: 'amber' },
};

/** The verdict in the reader's words. */
export function VerdictBadge({ verdict }: { verdict: ReportVerdict }) {
  const { label, tone } = LOOKS[verdict];
  return <Badge tone={tone}>{t(label)}</Badge>;
}
