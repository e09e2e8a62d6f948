import {
  addressOf,
  type Holder,
  type Investor,
  investorOf,
  passKyc,
  registerWallet,
  staffIsInvited,
  submitKyc,
  type World,
} from '@cadastre/api/demo';

/** Who buys, and who may not. */
export interface People {
  anna: Holder;
  ben: Holder;
  clara: Holder;
  dora: Holder;
  /** Known, of the lowest tier: not enough for any of the products. */
  rita: Holder;
  /** Bears a name of the sanctions list; compliance refused. */
  refused: Investor;
  /** Has handed papers in, and nobody has looked at them. */
  waiting: Investor;
}

const person = (
  name: string,
  mailbox: string,
  country: string,
  requestedTier: Investor['kyc']['requestedTier'],
  kind: Investor['kyc']['kind'] = 'person',
): Investor =>
  investorOf(name, `${mailbox}.lives@cadastre.example`, {
    kind,
    dateOfBirth: '1979-05-21',
    country,
    address: { line1: '1 Sample Street', city: 'Sampletown', postalCode: '10115', country },
    requestedTier,
    sourceOfFunds: 'Savings',
  });

/** Registers everybody, has their papers looked at and their wallets put on the register. */
export async function admitEverybody(world: World): Promise<People> {
  await staffIsInvited.run(world);
  const holder = async (investor: Investor): Promise<Holder> => {
    await passKyc(world, investor);
    return { investor, walletId: (await registerWallet(world, investor)).id };
  };
  const refused = person('Anglo-Caribbean Co., Ltd.', 'rafael', 'GB', 'qualified', 'entity');
  const waiting = person('Wanda Samplewait', 'wanda', 'GB', 'accredited');
  const [anna, ben, clara, dora, rita] = await Promise.all([
    holder(person('Anna Samplemann', 'anna', 'DE', 'accredited')),
    holder(person('Ben Sampleton', 'ben', 'GB', 'qualified')),
    holder(person('Clara Samplini', 'clara', 'CH', 'qualified')),
    holder(person('Dora Samplewood', 'dora', 'US', 'accredited')),
    holder(person('Rita Samplesmall', 'rita', 'DE', 'retail')),
    refuse(world, refused),
    submitKyc(world, waiting),
  ]);
  return { anna, ben, clara, dora, rita, refused, waiting };
}

async function refuse(world: World, investor: Investor): Promise<void> {
  const { id } = await submitKyc(world, investor);
  const officer = await world.as(world.cast.reviewer);
  await officer.post(`/kyc-cases/${id}/reject`, { reason: 'An entry of the sanctions list.' });
}

export const at = ({ investor }: Holder): string => addressOf(investor);
