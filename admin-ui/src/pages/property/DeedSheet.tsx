import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import { countryByNumeric } from '../../design/countries.ts';
import css from '../../design/design.module.css';
import { CopyText } from '../../design/CopyText.tsx';
import { DocumentPane } from '../../design/Documents.tsx';
import { formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { t } from '../../i18n/staff.ts';
import { DeedVerbs } from './DeedVerbs.tsx';
import type { Deed } from './property.ts';

/** The title: what it names, where it lies, and what comes next. */
export function DeedSheet({ deed }: { deed: Deed }) {
  return (
    <div className={css.stack}>
      {deed.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('It waits for a second person.')}
          action={
            <Button component={Link} to={`/approvals/${deed.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      {deed.failure ? (
        <TaskRow tone="bad" title={t('The last step failed.')} detail={deed.failure} />
      ) : null}
      {deed.state === 'recorded' ? (
        <TaskRow
          tone="quiet"
          title={
            deed.vaultReady
              ? t('Its holder locks it in the vault now.')
              : t('Its vault is being made ready; then its holder locks it there.')
          }
          detail={
            deed.vaultReady ? (
              <CopyText
                text={`${window.location.origin}/deeds/${deed.id}`}
                label={t('page on which the holder signs')}
              />
            ) : null
          }
        />
      ) : null}
      <div className={css.wide}>
        <Panel title={t('Title')} aside={<StateBadge state={deed.state} of="deed" />}>
          <Facts
            items={[
              [t('Country'), countryByNumeric(deed.country)],
              [t('Land register'), deed.register],
              [t('Entry'), deed.folio],
              [t('Title number'), <Hex key="i" value={deed.titleId} kind={t('hash')} />],
              [t('Holder'), <Hex key="h" value={deed.releasedTo ?? deed.holder} />],
              [t('Vault'), deed.vault ? <Hex key="v" value={deed.vault} /> : t('not launched yet')],
              [t('Paid in'), <Hex key="p" value={deed.paymentToken} name={deed.paymentSymbol} />],
              [t('Votes it takes'), `${formatUnits(String(deed.approvalBps), 2)} %`],
            ]}
          />
          <DeedVerbs deed={deed} />
        </Panel>
        <Panel title={t('Extract from the land register')}>
          <DocumentPane documentId={deed.documentId} name={t('Extract from the land register')} />
        </Panel>
      </div>
      {deed.operationId ? (
        <Panel title={t('On the chain')}>
          <Timeline operationId={deed.operationId} />
        </Panel>
      ) : null}
    </div>
  );
}
