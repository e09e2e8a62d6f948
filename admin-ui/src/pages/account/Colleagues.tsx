import { Button, Code, Select } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Badge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel, TaskRow } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import { roleNames, type Role } from '../../session/role.ts';
import form from '../asset/asset.module.css';

type Invited = Exclude<Role, 'investor'>;
type Waiting = Answer<'/api/v1/invitations', 'get'>['items'][number];

/** The link of an invitation, which nobody is told again. */
interface Link {
  name: string;
  token: string;
}

/** Asking colleagues in, and those who have not come yet. */
export function Colleagues({ roles }: { roles: Invited[] }) {
  const [link, setLink] = useState<Link | null>(null);
  return (
    <>
      <Invite roles={roles} onMade={setLink} />
      {link ? (
        <div>
          <TaskRow
            tone="good"
            title={t('The invitation of {{name}} is shown once.', { name: link.name })}
            detail={t(
              'Hand this link to the colleague; it opens the page where the password is chosen.',
            )}
          />
          <Code block mt="sm" aria-label={t('Invitation link')}>
            {`${window.location.origin}/invitation#${link.token}`}
          </Code>
        </div>
      ) : null}
      <WaitingTable onMade={setLink} onWithdrawn={() => setLink(null)} />
    </>
  );
}

function Invite({ roles, onMade }: { roles: Invited[]; onMade: (link: Link) => void }) {
  const action = useAction();
  const [value, setValue] = useState({ name: '', email: '' });
  const [role, setRole] = useState<Invited>(roles[0] ?? 'issuer');
  const text = { value, onChange: setValue, required: true };

  const invite = async (event: SyntheticEvent) => {
    event.preventDefault();
    const asked = { name: value.name.trim(), email: value.email.trim(), role };
    const answer = await action.run(() => body(api.POST('/api/v1/members', { body: asked })));
    if (!answer) return;
    onMade({ name: asked.name, token: answer.invitationToken });
    setValue({ name: '', email: '' });
  };

  return (
    <Panel title={t('Invite a colleague')}>
      <Form error={action.error} onSubmit={invite} className={css.tight}>
        <div className={form.form}>
          <TextField name="name" label={t('Name')} {...text} />
          <TextField name="email" label={t('E-mail')} type="email" {...text} />
          <Select
            label={t('Role')}
            allowDeselect={false}
            data={roles.map((r) => ({ value: r, label: t(roleNames[r]) }))}
            value={role}
            onChange={(chosen) => setRole(roles.find((r) => r === chosen) ?? role)}
          />
        </div>
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" loading={action.busy}>
            {t('Invite')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

interface WaitingTableProps {
  onMade: (link: Link) => void;
  onWithdrawn: () => void;
}

function WaitingTable({ onMade, onWithdrawn }: WaitingTableProps) {
  const action = useAction();
  const pages = usePages();
  const waiting = $api.useQuery('get', '/api/v1/invitations', { params: { query: pages.query } });
  const renew = async ({ id, name }: Waiting) => {
    const params = { path: { id } };
    const answer = await action.run(() =>
      body(api.POST('/api/v1/invitations/{id}/renew', { params })),
    );
    if (answer) onMade({ name, token: answer.invitationToken });
  };
  const withdraw = async ({ id, name }: Waiting) => {
    const done = await action.run(
      () => api.DELETE('/api/v1/invitations/{id}', { params: { path: { id } } }),
      t('The link of {{name}} opens nothing any more.', { name }),
    );
    if (done) onWithdrawn();
  };
  return (
    <Panel title={t('Waiting invitations')} aside={t('asked in and not come yet')}>
      <ProblemNotice error={action.error} />
      <Loaded query={waiting} lines={2}>
        {({ items }) => (
          <DataTable
            label={t('Waiting invitations')}
            rows={items}
            columns={columns(
              (one) => void renew(one),
              (one) => void withdraw(one),
            )}
            rowKey={(one) => one.id}
            empty={<Empty title={t('Nobody is waited for')} />}
          />
        )}
      </Loaded>
      <Pager pages={pages} next={waiting.data?.nextCursor ?? null} />
    </Panel>
  );
}

const columns = (
  renew: (one: Waiting) => void,
  withdraw: (one: Waiting) => void,
): Column<Waiting>[] => [
  { id: 'name', header: t('Name'), cell: (w) => <strong>{w.name}</strong>, sort: (w) => w.name },
  { id: 'email', header: t('E-mail'), cell: (w) => w.email, sort: (w) => w.email },
  { id: 'role', header: t('Role'), cell: (w) => t(roleNames[w.role]), sort: (w) => w.role },
  {
    id: 'ends',
    header: t('Open until'),
    cell: (w) => (
      <>
        {formatTime(w.expiresAt)} {w.expired ? <Badge tone="ink">{t('Ended')}</Badge> : null}
      </>
    ),
    sort: (w) => w.expiresAt,
  },
  {
    id: 'do',
    header: '',
    end: true,
    cell: (w) => (
      <div className={css.actions} style={{ justifyContent: 'flex-end' }}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('Make a new link for {{name}}', { name: w.name })}
          onClick={() => renew(w)}
        >
          {t('New link')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          c="var(--red)"
          aria-label={t('Take back the invitation of {{name}}', { name: w.name })}
          onClick={() => withdraw(w)}
        >
          {t('Take back')}
        </Button>
      </div>
    ),
  },
];
