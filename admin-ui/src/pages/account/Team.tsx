import { Button, Code, Select, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import css from '../../design/design.module.css';
import { t } from '../../i18n/staff.ts';
import { roleNames, type Role } from '../../session/role.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';

type Member = Answer<'/api/v1/members', 'get'>['items'][number];

const columns: Column<Member>[] = [
  { id: 'name', header: t('Name'), cell: (m) => <strong>{m.name}</strong>, sort: (m) => m.name },
  { id: 'email', header: t('E-mail'), cell: (m) => m.email, sort: (m) => m.email },
  { id: 'role', header: t('Role'), cell: (m) => t(roleNames[m.role]), sort: (m) => m.role },
  { id: 'since', header: t('Since'), cell: (m) => formatTime(m.joinedAt), sort: (m) => m.joinedAt },
];

/** Whom somebody may invite; officers and auditors invite nobody. */
const INVITES: Partial<Record<Role, Exclude<Role, 'investor'>[]>> = {
  issuer: ['issuer'],
  operator: ['compliance', 'auditor', 'operator'],
};

/** Who acts for the organisation, and an invitation for the next one. */
export function Team() {
  const person = useSession();
  const operator = person?.role === 'operator';
  const invites = person && INVITES[person.role];
  const members = $api.useQuery('get', '/api/v1/members');
  useCrumbs({ label: operator ? t('Members') : t('Team') });
  return (
    <div className={css.stack}>
      <PageHead
        title={operator ? t('Members') : t('Team')}
        sub={
          operator
            ? t('The people of the platform: compliance officers, auditors and operators.')
            : t('Who acts for {{organisationName}}.', {
                organisationName: person?.organisationName ?? 'your organisation',
              })
        }
      />
      {invites ? <Invite roles={invites} /> : null}
      <Panel title={t('Members')}>
        <Loaded query={members}>
          {(page) => (
            <DataTable
              label={t('Members')}
              rows={page.items}
              columns={columns}
              rowKey={(m) => m.id}
              empty={
                <Empty title={t('Nobody yet')}>
                  {invites ? t('Invite the first colleague above.') : null}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

function Invite({ roles }: { roles: Exclude<Role, 'investor'>[] }) {
  const action = useAction();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Exclude<Role, 'investor'>>(roles[0] ?? 'issuer');
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);

  const invite = async (event: SyntheticEvent) => {
    event.preventDefault();
    const answer = await action.run(() =>
      body(api.POST('/api/v1/members', { body: { email, name, role } })),
    );
    if (answer) {
      setMade({ name, token: answer.invitationToken });
      setEmail('');
      setName('');
    }
  };

  return (
    <Panel title={t('Invite a colleague')}>
      <form
        onSubmit={(event) => void invite(event)}
        style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'flex-end' }}
      >
        <TextInput
          label={t('Name')}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('E-mail')}
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={t('Role')}
          allowDeselect={false}
          data={roles.map((r) => ({ value: r, label: t(roleNames[r]) }))}
          value={role}
          onChange={(value) => setRole(roles.find((r) => r === value) ?? role)}
        />
        <Button type="submit" loading={action.busy}>
          {t('Invite')}
        </Button>
      </form>
      <div style={{ marginTop: 12 }}>
        <ProblemNotice error={action.error} />
      </div>
      {made ? (
        <div style={{ marginTop: 12 }}>
          <TaskRow
            tone="good"
            title={t('The invitation of {{name}} is shown once.', { name: made.name })}
            detail={t(
              'Hand this link to the colleague; it opens the page where the password is chosen.',
            )}
          />
          <Code block mt="sm" aria-label={t('Invitation link')}>
            {`${window.location.origin}/invitation#${made.token}`}
          </Code>
        </div>
      ) : null}
    </Panel>
  );
}
