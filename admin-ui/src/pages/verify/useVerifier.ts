import type { Check, Verdict } from '@cadastre/verify';
import { useCallback, useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/i18n.ts';
import type { Asked, Told } from './verify.worker.ts';

export interface Verification {
  running: boolean;
  /** As they are made. */
  checks: Check[];
  verdict: Verdict | null;
  /** The verifier itself failed. */
  broken: string | null;
}

const NOTHING: Verification = { running: false, checks: [], verdict: null, broken: null };

/** Runs the verifier beside the page; starting again, or leaving, ends what runs. */
export function useVerifier() {
  const [state, setState] = useState(NOTHING);
  const worker = useRef<Worker | null>(null);
  const end = useCallback(() => {
    worker.current?.terminate();
    worker.current = null;
  }, []);
  useEffect(() => end, [end]);

  const start = useCallback(
    (asked: Asked) => {
      end();
      setState({ ...NOTHING, running: true });
      const made = new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' });
      worker.current = made;
      const broken = (why: string) => setState((now) => ({ ...now, running: false, broken: why }));
      made.onerror = (event) => broken(event.message || t('The verifier could not be loaded.'));
      made.onmessage = ({ data: told }: MessageEvent<Told>) => {
        if (told.kind === 'broken') broken(told.why);
        else if (told.kind === 'check') {
          setState((now) => ({ ...now, checks: [...now.checks, told.check] }));
        } else {
          const { verdict } = told;
          setState({ running: false, checks: verdict.checks, verdict, broken: null });
        }
      };
      made.postMessage(asked);
    },
    [end],
  );
  const cancel = useCallback(() => {
    end();
    setState(NOTHING);
  }, [end]);
  return { ...state, start, cancel };
}
