import css from '../../design/design.module.css';
import { PageHead } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { PublishedAssets } from '../public/PublicAssets.tsx';
import { OpenOfferings } from './OpenOfferings.tsx';
import { t } from '../../i18n/i18n.ts';

/** What can be bought now, then everything that is published. */
export function Market() {
  useCrumbs({ label: t('Market') });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Market')}
        sub={t('What is on sale now, and everything the register publishes.')}
      />
      <OpenOfferings />
      <PublishedAssets />
    </div>
  );
}
