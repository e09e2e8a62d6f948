import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { t } from '../i18n/i18n.ts';
import type { Person } from '../session/session.ts';
import { places } from './places.ts';
import css from './shell.module.css';
import { type Finding, useFindings } from './useFindings.ts';

const MOST_SHOWN = 40;

/** Everything one can go to, by a few letters of its name: pages, assets, people, operations. */
export function Palette({ person, asked }: { person: Person; asked: number }) {
  const navigate = useNavigate();
  const findings = useFindings(person.role);
  // Loaded when it is first asked for, and opened each time it is asked for again.
  useEffect(() => spotlight.open(), [asked]);

  const group = (name: string, found: readonly Finding[]): SpotlightActionGroupData => ({
    group: name,
    actions: found.map(({ to, label, detail, keywords }) => ({
      id: to,
      label,
      description: detail,
      keywords,
      onClick: () => void navigate({ to }),
    })),
  });
  const pages = places[person.role]
    .flatMap((part) => part.places)
    .map(({ to, label }): Finding => ({ to, label: t(label) }));
  return (
    <Spotlight
      shortcut={null}
      scrollable
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      attributes={{ content: { 'aria-label': t('Search') } }}
      classNames={{ action: css.found, actionsGroup: css.foundGroup }}
      maxHeight={420}
      limit={MOST_SHOWN}
      highlightQuery
      nothingFound={t('Nothing of that name')}
      searchProps={{
        placeholder: t('Pages, assets, people, operations'),
        'aria-label': t('Search'),
      }}
      actions={[
        group(t('Pages'), pages),
        group(t('Assets'), findings.assets),
        group(t('People'), findings.people),
        group(t('Operations'), findings.operations),
      ].filter(({ actions }) => actions.length > 0)}
    />
  );
}
