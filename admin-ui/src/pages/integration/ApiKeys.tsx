import { Button, MultiSelect } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useNow } from '../../app/now.ts';
import { Badge } from '../../design/Badge.tsx';
import { CopyText } from '../../design/CopyText.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Form } from '../../design/Form.tsx';
import { TextField } from '../../design/TextField.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';
import { wholeNumberOf } from '../wholeNumber.ts';

type Key = Answer<'/api/v1/api-keys', 'get'>['items'][number];

/** Keys for the person's own programs, each with its scopes and its end. */
export function ApiKeys() {
  useCrumbs({ label: t('API keys') });
  const now = useNow();
  const action = useAction();
  const keys = $api.useQuery('get', '/api/v1/api-keys', { params: { query: { limit: 100 } } });
  const revoke = (key: Key) =>
    void action.run(
      () => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id: key.id } } }),
      t('{{name}} can do nothing more.', { name: key.name }),
    );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('API keys')}
        sub={t('A program with a key may do what its scopes say, as you, and nothing else.')}
      />
      <NewKey />
      <Panel title={t('Keys')}>
        <div className={css.tight}>
          <ProblemNotice error={action.error} />
          <Loaded query={keys}>
            {({ items }) => (
              <DataTable
                label={t('API keys')}
                rows={items}
                columns={columns(now, revoke)}
                rowKey={(k) => k.id}
                empty={
                  <Empty title={t('No key yet')}>
                    {t('Create the first above; the API is described at')}{' '}
                    <a href="/api/docs">/api/docs</a>.
                  </Empty>
                }
              />
            )}
          </Loaded>
        </div>
      </Panel>
    </div>
  );
}

const EMPTY = { name: '', days: '90' };

function NewKey() {
  const action = useAction();
  const scopes = $api.useQuery('get', '/api/v1/api-keys/scopes');
  const [value, setValue] = useState(EMPTY);
  const [chosen, setChosen] = useState<string[]>([]);
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);

  const text = { value, onChange: setValue, required: true };

  const create = async (event: SyntheticEvent) => {
    event.preventDefault();
    const answer = await action.run(() =>
      body(
        api.POST('/api/v1/api-keys', {
          body: {
            name: value.name,
            scopes: chosen,
            expiresInDays: wholeNumberOf(t('Ends after, days'), value.days),
          },
        }),
      ),
    );
    if (answer) {
      setMade({ name: value.name, key: answer.key });
      setValue({ ...value, name: '' });
      setChosen([]);
    }
  };

  return (
    <Panel title={t('New key')}>
      <Form error={action.error} onSubmit={create} className={css.tight}>
        <div style={{ maxWidth: 420 }}>
          <TextField name="name" label={t('What the program is')} {...text} />
        </div>
        <MultiSelect
          label={t('What it may do')}
          description={t('Writing does not include reading.')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('Remove every scope') }}
          data={scopes.data?.scopes ?? []}
          value={chosen}
          onChange={setChosen}
        />
        <div style={{ maxWidth: 200 }}>
          <TextField
            name="days"
            as="expiresInDays"
            label={t('Ends after, days')}
            description={t('365 at most.')}
            type="number"
            {...text}
          />
        </div>
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" loading={action.busy} disabled={chosen.length === 0}>
            {t('Create the key')}
          </Button>
        </div>
        {made ? (
          <>
            <TaskRow
              tone="good"
              title={t('The key of {{name}} is shown once.', { name: made.name })}
              detail={t('Keep it where your program keeps its secrets.')}
            />
            <CopyText text={made.key} label={t('API key')} />
          </>
        ) : null}
      </Form>
    </Panel>
  );
}

const columns = (now: Date, revoke: (key: Key) => void): Column<Key>[] => [
  {
    id: 'name',
    header: t('Program'),
    cell: (k) => (
      <>
        <strong>{k.name}</strong> <span className="mono muted">{k.prefix}…</span>
      </>
    ),
    sort: (k) => k.name,
  },
  { id: 'scopes', header: t('May'), cell: (k) => k.scopes.join(', ') },
  {
    id: 'used',
    header: t('Last used'),
    cell: (k) => (k.lastUsedAt ? formatTime(k.lastUsedAt) : t('never')),
    sort: (k) => k.lastUsedAt ?? '',
  },
  { id: 'ends', header: t('Ends'), cell: (k) => formatTime(k.expiresAt), sort: (k) => k.expiresAt },
  {
    id: 'state',
    header: t('State'),
    cell: (k) =>
      k.revokedAt ? (
        <Badge tone="ink">{t('Revoked')}</Badge>
      ) : new Date(k.expiresAt) <= now ? (
        <Badge tone="ink">{t('Ended')}</Badge>
      ) : (
        <Badge tone="green">{t('Active')}</Badge>
      ),
  },
  {
    id: 'do',
    header: '',
    cell: (k) =>
      k.revokedAt ? null : (
        <Button
          size="compact-sm"
          variant="default"
          c="var(--red)"
          aria-label={t('Revoke {{name}}', { name: k.name })}
          onClick={() => revoke(k)}
        >
          {t('Revoke')}
        </Button>
      ),
  },
];
