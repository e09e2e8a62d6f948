import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { formatDate, words } from '../../design/format.ts';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import type { KycCase } from '../../api/types.ts';
import { t } from '../../i18n/staff.ts';

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
        about={`kyc.${kycCase.id}.approve`}
        opened={decision === 'approve'}
        onClose={onClose}
        title={t('Approve {{investorReference}}', { investorReference: kycCase.investorReference })}
        verb={t('Approve as {{tier}} until {{value}}', {
          tier: words(tier),
          value: expiresOn ? formatDate(expiresOn) : '…',
        })}
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/kyc-cases/{id}/approve', {
                params,
                body: { tier, expiresOn, reason },
              }),
            t('The case is approved.'),
          )
        }
      >
        <Select
          label={t('Tier')}
          allowDeselect={false}
          data={TIERS.map((t) => ({ value: t, label: words(t) }))}
          value={tier}
          onChange={(value) => setTier(TIERS.find((t) => t === value) ?? tier)}
        />
        <TextInput
          label={t('Holds until')}
          type="date"
          mt="sm"
          required
          value={expiresOn}
          onChange={(event) => setExpiresOn(event.currentTarget.value)}
        />
      </ReasonDialog>
      <ReasonDialog
        about={`kyc.${kycCase.id}.reject`}
        opened={decision === 'reject'}
        onClose={onClose}
        title={t('Refuse {{investorReference}}', { investorReference: kycCase.investorReference })}
        verb={t('Refuse this investor')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/kyc-cases/{id}/reject', { params, body: { reason } }),
            t('The case is refused.'),
          )
        }
      >
        {t('This cannot be undone: the investor would have to open a new case.')}
      </ReasonDialog>
      <ReasonDialog
        about={`kyc.${kycCase.id}.ask`}
        opened={decision === 'ask'}
        onClose={onClose}
        title={t('Ask {{investorReference}} for more', {
          investorReference: kycCase.investorReference,
        })}
        verb={t('Send the question')}
        reasonLabel={t('What is missing')}
        onConfirm={(message) =>
          action.attempt(
            () =>
              api.POST('/api/v1/kyc-cases/{id}/request-information', { params, body: { message } }),
            t('The question is sent.'),
          )
        }
      >
        {t('The investor sees your words and may add papers and submit again.')}
      </ReasonDialog>
      <ReasonDialog
        about={`kyc.${kycCase.id}.revoke`}
        opened={decision === 'revoke'}
        onClose={onClose}
        title={t('Revoke {{investorReference}}', { investorReference: kycCase.investorReference })}
        verb={t('Revoke and close the wallets')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/kyc-cases/{id}/revoke', { params, body: { reason } }),
            t('The approval is revoked.'),
          )
        }
      >
        {t(
          'Every registered wallet of this investor is closed on the chain. This cannot be undone.',
        )}
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
