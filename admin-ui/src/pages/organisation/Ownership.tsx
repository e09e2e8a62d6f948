import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import { asProblem } from '../../api/problem.ts';
import type { KybCase } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { OwnersForm } from './OwnersForm.tsx';
import { t } from '../../i18n/i18n.ts';

const TYPES = [
  'company_register',
  'ownership_chart',
  'articles',
  'owner_identity',
  'other',
] as const;

/** Who owns the organisation: said by itself, with papers, reviewed by compliance. */
export function Ownership() {
  const query = $api.useQuery('get', '/api/v1/organisations/me/kyb', undefined, { retry: false });
  const none = query.isError && asProblem(query.error).status === 404;
  if (none) return <OwnersForm kybCase={null} />;
  return (
    <Loaded query={query}>
      {(kybCase) => (
        <>
          <OwnershipState kybCase={kybCase} />
          {kybCase.state === 'in_review' ? null : (
            <OwnersForm key={kybCase.updatedAt} kybCase={kybCase} />
          )}
          {kybCase.allowedEvents.includes('submit') ? <HandIn kybCase={kybCase} /> : null}
        </>
      )}
    </Loaded>
  );
}

function OwnershipState({ kybCase }: { kybCase: KybCase }) {
  return (
    <Panel title={t('Owners')} aside={<StateBadge state={kybCase.state} />}>
      <Facts
        items={[
          [t('Organisation'), `${kybCase.legalName}, ${kybCase.lei}`],
          [t('Owners named'), String(kybCase.owners.length)],
          [t('Compliance'), kybCase.decisionReason],
        ]}
      />
    </Panel>
  );
}

function HandIn({ kybCase }: { kybCase: KybCase }) {
  const action = useAction();
  const [file, setFile] = useState<File | null>(null);
  const [type, setType] = useState<(typeof TYPES)[number]>('company_register');
  const add = async () => {
    if (!file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'kyc');
      await api.POST('/api/v1/organisations/me/kyb/documents', {
        body: { documentId: document.id, type },
      });
      return true;
    }, t('The paper is added.'));
    if (done) setFile(null);
  };
  return (
    <Panel title={t('Papers of the organisation')} aside={t('kept encrypted')}>
      <div className={css.tight}>
        <p className="muted" style={{ margin: 0 }}>
          {kybCase.documents.length === 0
            ? t('No paper yet.')
            : t('Given: {{value}}.', {
                value: kybCase.documents.map((d) => words(d.type).toLowerCase()).join(', '),
              })}
        </p>
        <Select
          label={t('Kind of organisation paper')}
          allowDeselect={false}
          data={TYPES.map((t) => ({ value: t, label: words(t) }))}
          value={type}
          onChange={(value) => setType(TYPES.find((t) => t === value) ?? type)}
        />
        <FileField label={t('Organisation file')} value={file} onChange={setFile} />
        <ProblemNotice error={action.error} />
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
          <Button
            variant="default"
            disabled={!file}
            loading={action.busy}
            onClick={() => void add()}
          >
            {t('Add the organisation paper')}
          </Button>
          <Button
            disabled={kybCase.missing.length > 0}
            loading={action.busy}
            onClick={() =>
              void action.run(
                () => api.POST('/api/v1/organisations/me/kyb/submit'),
                t('The owners are with compliance.'),
              )
            }
          >
            {t('Submit the owners')}
          </Button>
        </div>
        {kybCase.missing.length > 0 ? (
          <p className="muted" style={{ margin: 0 }}>
            {t('Still missing:')} {kybCase.missing.map((m) => words(m).toLowerCase()).join(', ')}.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}
