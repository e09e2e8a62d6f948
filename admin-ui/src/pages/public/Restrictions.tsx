import { useNow } from '../../app/now.ts';
import type { Answer } from '../../api/types.ts';
import { Panel } from '../../design/Page.tsx';
import { type Message, t } from '../../i18n/i18n.ts';
import own from '../asset/asset.module.css';
import { ruleSentences } from '../asset/rules.ts';

type View = Answer<'/api/v1/public/assets/{id}', 'get'>;

/** Who may hold it: the rules the contract keeps, as sentences. */
export function Restrictions({ asset }: { asset: View }) {
  const now = useNow();
  return (
    <Panel title={t('Who may hold it')} aside={t('kept by the contract')}>
      <List sentences={ruleSentences(asset.rules, asset.decimals, now)} />
    </Panel>
  );
}

const RISKS: Record<View['kind'], readonly Message[]> = {
  treasury: [
    'When interest rates rise, bills and notes are worth less until they mature.',
    'A redemption is paid at the next NAV, and may wait or be paid in part while money is short.',
  ],
  real_estate: [
    'The value is an appraisal: what a buyer pays may be less, and a sale may take long.',
    'Rent can fail, and repairs, taxes and vacancies come out of it.',
  ],
  commodity: [
    'The price of the metal moves daily, and it pays no income.',
    'The bars lie with a custodian: storage costs, and its failure delays delivery.',
  ],
};
const ALWAYS: readonly Message[] = [
  'You can lose what you pay in. Only registered wallets can take it over, so a buyer may be hard to find.',
  'Who loses the key of a wallet needs compliance to replace it.',
];

/** What can go wrong with what is of its kind; the issuer's papers say it in full. */
export function Risks({ kind }: { kind: View['kind'] }) {
  return (
    <Panel title={t('What can go wrong')} aside={t('in plain words')}>
      <List sentences={[...RISKS[kind], ...ALWAYS].map((risk) => t(risk))} />
    </Panel>
  );
}

const List = ({ sentences }: { sentences: string[] }) => (
  <ul className={own.rules}>
    {sentences.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
);
