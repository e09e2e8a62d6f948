import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import css from '../../design/design.module.css';
import { t } from '../../i18n/staff.ts';
import { roleNames, type Role } from '../../session/role.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { Colleagues } from './Colleagues.tsx';

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
      {invites ? <Colleagues roles={invites} /> : null}
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
