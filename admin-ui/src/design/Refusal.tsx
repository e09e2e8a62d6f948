import { useQuery } from '@tanstack/react-query';
import { translateRefusal } from '../i18n/refusals.ts';
import css from './design.module.css';

interface RefusalProps {
  reason: { code: string; sentence: string; cure?: string };
}

/** Why the contract refuses, and what cures it: said before anybody pays, and where it refused all the same. */
export function Refusal({ reason: { code, sentence, cure } }: RefusalProps) {
  // As the register said it until the person's words for it are loaded.
  const said = useQuery({
    queryKey: ['refusal', sentence, cure],
    queryFn: () => Promise.all([translateRefusal(sentence), translateRefusal(cure ?? '')]),
    placeholderData: [sentence, cure ?? ''],
    staleTime: Infinity,
  });
  const [what, helps] = said.data ?? [sentence, cure ?? ''];
  return (
    <div className={css.notice} role="status">
      <strong>{what}</strong>
      {helps ? <div>{helps}</div> : null}
      <div className="mono muted">{code}</div>
    </div>
  );
}
