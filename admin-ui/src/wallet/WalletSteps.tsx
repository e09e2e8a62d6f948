import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { Badge } from '../design/Badge.tsx';
import css from '../design/design.module.css';
import { words } from '../design/format.ts';
import { Hex } from '../design/Hex.tsx';
import { ProblemNotice } from '../design/Problem.tsx';
import type { SigningWallet } from './providers.ts';
import { alone, readSent, writeSent } from './sent.ts';
import { useSigningWallets } from './useSigningWallets.ts';
import { t } from '../i18n/i18n.ts';

export interface WalletStep {
  /** What it does, in words: "let the sale take USDC". */
  what: string;
  to: string;
  data: string;
  chainId: number;
}

interface WalletStepsProps {
  /** Names the thing and its state: a reload finds what was sent already. */
  id: string;
  /** In the order to be signed. */
  steps: readonly WalletStep[];
  /** Whose signature it takes. */
  address: string;
  /** The verb on the button: "Pay 25,000.00 USDC". */
  verb: string;
  /** Said once the last one is in a block. */
  done: string;
  /** The same can be done again afterwards: what was sent is forgotten once it is in a block. */
  repeatable?: boolean;
  /** Once the last one is in a block. */
  onDone?: () => void;
}

const POLL_MS = 700;

/**
 * Transactions that the person's wallet signs one after the other, each waited for in its block
 * before the next is offered. What was sent is never sent again: after a refusal or a reload the
 * person goes on with the step that is missing.
 */
export function WalletSteps(props: WalletStepsProps) {
  const { id, address, verb, done, onDone, repeatable = false } = props;
  const signers = useSigningWallets();
  const client = useQueryClient();
  // What was begun is finished as it was shown, whatever the register proposes meanwhile.
  const [begunWith, setBegunWith] = useState<readonly WalletStep[] | null>(null);
  const steps = begunWith ?? props.steps;
  const [sent, setSent] = useState(() => readSent(id));
  const [signing, setSigning] = useState<number | null>(null);
  const [mined, setMined] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const finished = steps.length > 0 && mined === steps.length;

  const keep = (next: Record<string, string>) => {
    setSent(next);
    writeSent(id, next);
  };

  /** Waits for the block. @returns whether it succeeded there */
  const follow = async (signer: SigningWallet, step: WalletStep, hash: string) => {
    for (;;) {
      const succeeded = await signer.mined(hash, step.chainId);
      if (succeeded !== null) return succeeded;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };

  const run = async (signer: SigningWallet) => {
    if (!signer.send) return;
    // At once, not when the wallet has answered: a second click must find the button busy.
    setSigning(0);
    setError(null);
    setBegunWith(steps);
    setMined(0);
    const ran = await alone(id, () => signAll(signer));
    if (!ran) {
      setError(unsent('other_tab', t('Another tab of this browser is signing this: go on there.')));
    }
    setSigning(null);
  };

  /** Looked at before each step: the account may be switched between two. */
  const sendAsOwner = async (
    send: NonNullable<SigningWallet['send']>,
    signer: SigningWallet,
    step: WalletStep,
  ) => {
    const own = await signer.address();
    if (own.toLowerCase() !== address.toLowerCase()) {
      throw new Error(
        t('The wallet is {{own}}. Choose the account {{address}} in it.', { own, address }),
      );
    }
    return send(step);
  };

  const signAll = async (signer: SigningWallet) => {
    if (!signer.send) return;
    const known = readSent(id);
    try {
      for (const [index, step] of steps.entries()) {
        setSigning(index);
        const hash = known[step.what] ?? (await sendAsOwner(signer.send, signer, step));
        known[step.what] = hash;
        keep({ ...known });
        if (!(await follow(signer, step, hash))) {
          // Only what certainly did not happen may be sent again.
          keep(Object.fromEntries(Object.entries(known).filter(([what]) => what !== step.what)));
          throw new Error(
            t('The chain reverted “{{what}}”. Nothing moved: look again, and retry.', {
              what: words(step.what),
            }),
          );
        }
        setMined(index + 1);
      }
      onDone?.();
      if (repeatable) writeSent(id, {});
      // Not waited for: another tab may go on as soon as it is in its block.
      void client.invalidateQueries();
    } catch (thrown) {
      setError(wordsOf(thrown));
      // It may be done, or over: then the page has something else to say.
      void client.invalidateQueries();
    }
  };

  const begun = Object.keys(sent).length > 0;
  useEffect(() => {
    if (!finished) return undefined;
    // The ledger reads the block a moment later.
    const timer = setInterval(() => void client.invalidateQueries(), 1_500);
    return () => clearInterval(timer);
  }, [finished, client]);

  return (
    <div className={css.tight}>
      <ol className={css.timeline} aria-label={t('What your wallet signs')}>
        {steps.map((step, index) => (
          <li key={step.what} data-failed={error !== null && signing === null && index === mined}>
            <strong>{words(step.what)}</strong>{' '}
            <Progress index={index} mined={mined} signing={signing} sent={sent[step.what]} />
            {sent[step.what] ? (
              <div>
                <Hex value={sent[step.what] ?? ''} kind={t('transaction')} />
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      <div aria-live="polite">
        {finished ? <p style={{ margin: 0 }}>{done}</p> : null}
        <ProblemNotice error={error} />
      </div>
      {finished ? null : (
        <div className={css.actions}>
          {signers.map((signer) => (
            <Button
              key={signer.id}
              disabled={!signer.send || steps.length === 0}
              loading={signing !== null}
              onClick={() => void run(signer)}
            >
              {begun
                ? t('Go on with {{name}}', { name: signer.name })
                : t('{{verb}} with {{name}}', { verb, name: signer.name })}
            </Button>
          ))}
        </div>
      )}
      {signers.length === 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          {t(
            'No wallet was found in this browser: install one that announces itself (EIP-6963), unlock it and open this page again.',
          )}
        </p>
      ) : null}
    </div>
  );
}

function Progress(props: {
  index: number;
  mined: number;
  signing: number | null;
  sent: string | undefined;
}) {
  const { index, mined, signing, sent } = props;
  if (index < mined) return <Badge tone="green">{t('In a block')}</Badge>;
  if (sent) return <Badge tone="blue">{t('Sent, waits for its block')}</Badge>;
  if (signing === index) return <Badge tone="amber">{t('Sign in your wallet')}</Badge>;
  return <Badge tone="ink">{t('Not signed yet')}</Badge>;
}

/** Wallets refuse with codes (EIP-1193); people get words. */
function wordsOf(thrown: unknown): unknown {
  const code =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null;
  if (code === 'ACTION_REJECTED' || code === 4001) {
    return unsent(
      'refused_in_wallet',
      t('You refused it in the wallet. Nothing was sent; go on when you are ready.'),
    );
  }
  if (code === 'INSUFFICIENT_FUNDS') {
    return unsent(
      'no_fee',
      t(
        'The wallet has too little of the chain’s own coin for the fee: put some there, then go on.',
      ),
    );
  }
  if (code === 'CALL_EXCEPTION') {
    return unsent(
      'chain_refuses',
      t(
        'The chain would refuse it now: it may be done already, or its time is over. Where this page still offers it, see that the wallet holds the money.',
      ),
    );
  }
  return thrown;
}

/** What was not sent, and why. */
const unsent = (code: string, detail: string) =>
  new ApiProblem(0, code, t('Nothing was sent'), detail);
