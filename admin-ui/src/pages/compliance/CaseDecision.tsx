import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { formatDate, words } from '../../design/format.ts';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import type { KycCase } from '../../api/types.ts';

const TIERS = ['retail', 'accredited', 'qualified'] as const;

export type Decision = 'approve' | 'reject' | 'ask' | 'revoke';

interface CaseDecisionProps {
  kycCase: KycCase;
  decision: Decision | null;
  onClose: () => void;
}

/** The dialog of each verb on a case; the button says what will happen. */
export function CaseDecision({ kycCase, decision, onClose }: CaseDecisionProps) {
  const action = useAction();
  const [tier, setTier] = useState<(typeof TIERS)[number]>(kycCase.requestedTier ?? 'retail');
  const [expiresOn, setExpiresOn] = useState(twoYearsAfter(kycCase.submittedAt));
  const params = { path: { id: kycCase.id } };

  return (
    <>
      <ReasonDialog
        opened={decision === 'approve'}
        onClose={onClose}
        title={`Approve ${kycCase.investorReference}`}
        verb={`Approve as ${tier} until ${expiresOn ? formatDate(expiresOn) : '…'}`}
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/kyc-cases/{id}/approve', {
                params,
                body: { tier, expiresOn, reason },
              }),
            'The case is approved.',
          )
        }
      >
        <Select
          label="Tier"
          allowDeselect={false}
          data={TIERS.map((t) => ({ value: t, label: words(t) }))}
          value={tier}
          onChange={(value) => setTier(TIERS.find((t) => t === value) ?? tier)}
        />
        <TextInput
          label="Holds until"
          type="date"
          mt="sm"
          required
          value={expiresOn}
          onChange={(event) => setExpiresOn(event.currentTarget.value)}
        />
      </ReasonDialog>
      <ReasonDialog
        opened={decision === 'reject'}
        onClose={onClose}
        title={`Refuse ${kycCase.investorReference}`}
        verb="Refuse this investor"
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/kyc-cases/{id}/reject', { params, body: { reason } }),
            'The case is refused.',
          )
        }
      >
        This cannot be undone: the investor would have to open a new case.
      </ReasonDialog>
      <ReasonDialog
        opened={decision === 'ask'}
        onClose={onClose}
        title={`Ask ${kycCase.investorReference} for more`}
        verb="Send the question"
        reasonLabel="What is missing"
        onConfirm={(message) =>
          action.attempt(
            () =>
              api.POST('/api/v1/kyc-cases/{id}/request-information', { params, body: { message } }),
            'The question is sent.',
          )
        }
      >
        The investor sees your words and may add papers and submit again.
      </ReasonDialog>
      <ReasonDialog
        opened={decision === 'revoke'}
        onClose={onClose}
        title={`Revoke ${kycCase.investorReference}`}
        verb="Revoke and close the wallets"
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/kyc-cases/{id}/revoke', { params, body: { reason } }),
            'The approval is revoked.',
          )
        }
      >
        Every registered wallet of this investor is closed on the chain. This cannot be undone.
      </ReasonDialog>
    </>
  );
}

/** The usual term: two years after submission. */
function twoYearsAfter(iso: string | null): string {
  const date = new Date(iso ?? Date.now());
  date.setUTCFullYear(date.getUTCFullYear() + 2);
  return date.toISOString().slice(0, 10);
}
