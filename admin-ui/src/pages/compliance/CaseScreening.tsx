import { Checkbox } from '@mantine/core';
import css from '../../design/design.module.css';
import { countryName, formatDate, words } from '../../design/format.ts';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import type { KycCase } from '../../api/types.ts';
import own from './compliance.module.css';

interface CaseScreeningProps {
  kycCase: KycCase;
  /** Hits the officer found to be somebody else. */
  dismissed: string[];
  onDismissed: ((ids: string[]) => void) | null;
}

/** Every possible match with the person on one side and the list's entry on the other. */
export function CaseScreening({ kycCase, dismissed, onDismissed }: CaseScreeningProps) {
  const hits = kycCase.screening?.hits;
  if (!hits) {
    return (
      <Panel title="Screening">
        <Empty title="The matches are sealed">Your role sees their number only.</Empty>
      </Panel>
    );
  }
  if (hits.length === 0) {
    return (
      <Panel title="Screening">
        <Empty title="No match">No name on the lists equals the names given.</Empty>
      </Panel>
    );
  }
  const personal = kycCase.personal;
  return (
    <Panel
      title={hits.length === 1 ? 'Possible match' : 'Possible matches'}
      aside="tick each that is somebody else; only then can you approve"
    >
      <div className={css.tight}>
        {hits.map((hit) => (
          <div key={hit.id}>
            <div className={own.sides}>
              <div>
                <strong>This person</strong>
                <Facts
                  items={[
                    ['Name', <mark key="name">{personal?.fullName}</mark>],
                    ['Born', personal?.dateOfBirth ? formatDate(personal.dateOfBirth) : null],
                    ['Country', personal?.country ? countryName(personal.country) : null],
                  ]}
                />
              </div>
              <div>
                <strong>List entry</strong>
                <Facts
                  items={[
                    ['Name', <mark key="name">{hit.name}</mark>],
                    ['List', `${hit.list}, ${hit.asOf}, entry ${hit.entryNumber}`],
                    ['Type', hit.type],
                    ['Program', hit.program],
                    ['Remarks', hit.remarks],
                    ['Match', words(hit.match)],
                  ]}
                />
              </div>
            </div>
            {onDismissed ? (
              <Checkbox
                mt="sm"
                label="Not the same person"
                checked={dismissed.includes(hit.id)}
                onChange={(event) =>
                  onDismissed(
                    event.currentTarget.checked
                      ? [...dismissed, hit.id]
                      : dismissed.filter((id) => id !== hit.id),
                  )
                }
              />
            ) : null}
          </div>
        ))}
      </div>
    </Panel>
  );
}
