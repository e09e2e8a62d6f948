import { Button } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Badge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatCount } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';

type Key = Answer<'/api/v1/document-keys', 'get'>['keys'][number];

/** Master keys by name, and how many documents each still opens. */
export function DocumentKeys() {
  const action = useAction();
  const [asked, setAsked] = useState(false);
  const query = $api.useQuery('get', '/api/v1/document-keys', undefined, {
    refetchInterval: asked ? 2_000 : 30_000,
  });
  const rotate = async () => {
    const begun = await action.run(
      () => api.POST('/api/v1/document-keys/rotate'),
      t('The documents are being brought under the current key.'),
    );
    if (begun) setAsked(true);
  };
  return (
    <Panel title={t('Document keys')} aside={t('a key may go once it opens nothing any more')}>
      <ProblemNotice error={action.error} />
      <Loaded query={query}>
        {({ current, keys }) => (
          <>
            <DataTable
              label={t('Document keys')}
              rows={keys}
              columns={columns(current)}
              rowKey={(key) => key.name}
              empty={<Empty title={t('No document is kept yet')} />}
            />
            {keys.some((key) => key.name !== current && key.contents > 0) ? (
              <Button variant="default" mt="sm" loading={action.busy} onClick={() => void rotate()}>
                {t('Bring everything under {{key}}', { key: current })}
              </Button>
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const columns = (current: string): Column<Key>[] => [
  {
    id: 'name',
    header: t('Key'),
    cell: (key) => <strong>{key.name}</strong>,
    sort: (key) => key.name,
  },
  {
    id: 'contents',
    header: t('Documents'),
    end: true,
    cell: (key) => formatCount(key.contents),
    sort: (key) => key.contents,
  },
  {
    id: 'current',
    header: t('State'),
    cell: (key) =>
      key.name === current ? (
        <Badge tone="green">{t('Current')}</Badge>
      ) : key.contents > 0 ? (
        <Badge tone="blue">{t('Still needed')}</Badge>
      ) : (
        <Badge tone="ink">{t('May go')}</Badge>
      ),
  },
];
