import { type Investor, investorOf } from './people.js';

/** People of the demo beside the story: one waits for compliance, one was refused. */
export function neighboursOf(): { pending: Investor; refused: Investor } {
  return {
    pending: investorOf('Camila Duarte', 'camila.investor@cadastre.example', {
      kind: 'person',
      dateOfBirth: '1991-02-17',
      country: 'CH',
      address: { line1: 'Beispielweg 3', city: 'Zürich', postalCode: '8001', country: 'CH' },
      requestedTier: 'accredited',
      sourceOfFunds: 'Savings from self-employment as an architect',
    }),
    // The name stands on the sanctions list (entity 173 of the file): screening shows the hit.
    refused: investorOf('Rafael Mora', 'rafael.investor@cadastre.example', {
      kind: 'entity',
      fullName: 'Anglo-Caribbean Co., Ltd.',
      dateOfBirth: '1981-06-30',
      country: 'GB',
      address: {
        line1: 'Sample House, 4 Quay',
        city: 'London',
        postalCode: 'E1 6AA',
        country: 'GB',
      },
      requestedTier: 'qualified',
      sourceOfFunds: 'Trading income',
    }),
  };
}
