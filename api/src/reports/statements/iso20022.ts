import { type Cell, formatDecimal, writeTable } from '@cadastre/core';
import { decimalOf, type Money } from '../money.js';
import { type Posting, type PostingKind, postingsOf } from './postings.js';
import type { InvestorRecord, StatedAsset, StatedIncome } from './record.js';
import { isBy } from './statement.js';

/**
 * Columns are paths of message elements, without the message's root:
 * - semt.017 (SecuritiesTransactionPostingReport, `SctiesTxPstngRpt`): `AcctOwnr`, `SfkpgAcct/Id`,
 *   `FinInstrmId` (`OthrId/Id` holds the token's address, for there is no ISIN), per `Tx`:
 *   `AcctSvcrTxId`, `TxDtls/TxActvty/Cd`, `TxDtls/SttlmParams/SctiesTxTp/Cd`,
 *   `TxDtls/SctiesMvmntTp`, `TxDtls/Pmt`, `TxDtls/PstngQty/Qty/Unit`, `TxDtls/PstngAmt` and
 *   `TxDtls/FctvSttlmDt/DtTm`.
 * - camt.053 (BankToCustomerStatement, `BkToCstmrStmt/Stmt`), per `Ntry`: `NtryRef`, `Amt` with `@Ccy`,
 *   `CdtDbtInd`, `Sts/Cd`, `BookgDt/DtTm`, `AcctSvcrRef`, `BkTxCd/Domn` with its family and sub-family,
 *   `AddtlNtryInf`.
 */
export const ISO20022_COLUMNS = [
  'MsgDefIdr',
  'AcctOwnr/PrtryId/Id',
  'SfkpgAcct/Id',
  'FinInstrmId/OthrId/Id',
  'FinInstrmId/Desc',
  'Tx/AcctSvcrTxId',
  'TxDtls/TxActvty/Cd',
  'TxDtls/SttlmParams/SctiesTxTp/Cd',
  'TxDtls/SctiesMvmntTp',
  'TxDtls/Pmt',
  'TxDtls/PstngQty/Qty/Unit',
  'TxDtls/PstngAmt/Amt',
  'TxDtls/PstngAmt/Amt/@Ccy',
  'TxDtls/PstngAmt/CdtDbtInd',
  'TxDtls/FctvSttlmDt/DtTm',
  'Ntry/NtryRef',
  'Ntry/Amt',
  'Ntry/Amt/@Ccy',
  'Ntry/CdtDbtInd',
  'Ntry/Sts/Cd',
  'Ntry/BookgDt/DtTm',
  'Ntry/AcctSvcrRef',
  'Ntry/BkTxCd/Domn/Cd',
  'Ntry/BkTxCd/Domn/Fmly/Cd',
  'Ntry/BkTxCd/Domn/Fmly/SubFmlyCd',
  'Ntry/AddtlNtryInf',
] as const;

type Row = Partial<Record<(typeof ISO20022_COLUMNS)[number], Cell>>;

/** SecuritiesTransactionType: what a movement settles. OWNI: between own accounts. */
const TYPE: Record<PostingKind, string> = {
  issue: 'SUBS',
  redemption: 'REDM',
  redeemed: 'REDM',
  redeemed_instantly: 'REDM',
  delivered: 'REDM',
  transfer_in: 'TRAD',
  transfer_out: 'TRAD',
  between_own_wallets: 'OWNI',
  redemption_requested: 'OWNI',
  redemption_withdrawn: 'OWNI',
};

/** Sub-family of `SECU/CUST`: a coupon is interest, all else is a cash dividend. */
const INCOME = { income: 'DVCA', rent: 'DVCA', coupon: 'INTR' } as const;

/**
 * The period's transactions in CSV flavoured by ISO 20022: a `semt.017` row for each movement of
 * securities, a `camt.053` row for each one of money, oldest first. A payment token has no ISO 4217 code:
 * its symbol stands in `@Ccy`. Times are ISO 8601 in UTC.
 */
export function transactionsCsv(record: InvestorRecord): string {
  const { opening, closing } = record.period;
  const dated = [
    ...record.assets.flatMap((asset) =>
      postingsOf(record, asset)
        .filter((posting) => isBy(posting, closing) && !isBy(posting, opening))
        .flatMap((posting) => rowsOf(asset, posting).map((row) => ({ at: posting.at, row }))),
    ),
    ...record.income.flatMap((one) => {
      const { paidBlock, paidAt } = one;
      const after = opening === null || (paidBlock ?? 0) > opening.number;
      if (paidBlock === null || !paidAt || paidBlock > closing.number || !after) return [];
      return incomeRows(one, paidAt).map((row) => ({ at: paidAt, row }));
    }),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  return writeTable(
    ISO20022_COLUMNS,
    dated.map(({ row }) => {
      const whole: Row = { 'AcctOwnr/PrtryId/Id': record.reference, ...row };
      return ISO20022_COLUMNS.map((column) => whole[column] ?? null);
    }),
  );
}

function rowsOf(asset: StatedAsset, posting: Posting): Row[] {
  const { kind, id, at, wallet, quantity, change, money, fee, transaction } = posting;
  const receives = change > 0n || kind === 'redemption_withdrawn';
  const account: Row = {
    'SfkpgAcct/Id': wallet,
    'FinInstrmId/OthrId/Id': asset.address,
    'FinInstrmId/Desc': `${asset.symbol} ${asset.name}`,
  };
  const securities: Row = {
    MsgDefIdr: 'semt.017',
    ...account,
    'Tx/AcctSvcrTxId': id,
    'TxDtls/TxActvty/Cd': 'SETT',
    'TxDtls/SttlmParams/SctiesTxTp/Cd': TYPE[kind],
    'TxDtls/SctiesMvmntTp': receives ? 'RECE' : 'DELI',
    'TxDtls/Pmt': money ? 'APMT' : 'FREE',
    'TxDtls/PstngQty/Qty/Unit': formatDecimal(quantity, asset.decimals),
    'TxDtls/PstngAmt/Amt': money && decimalOf(money),
    'TxDtls/PstngAmt/Amt/@Ccy': money?.currency ?? null,
    'TxDtls/PstngAmt/CdtDbtInd': money && (receives ? 'DBIT' : 'CRDT'),
    'TxDtls/FctvSttlmDt/DtTm': at.toISOString(),
  };
  const booked = (what: Money, credit: boolean, sub: string, note: string): Row => ({
    ...account,
    ...entry({ ref: `${id}:${sub}`, what, credit, at, transaction, note }),
    'Ntry/BkTxCd/Domn/Fmly/Cd': 'SETT',
    'Ntry/BkTxCd/Domn/Fmly/SubFmlyCd': sub,
  });
  return [
    securities,
    ...(money ? [booked(money, !receives, TYPE[kind], kind)] : []),
    ...(fee ? [booked(fee, false, 'FEES', 'kept back from the payment')] : []),
  ];
}

function incomeRows(one: StatedIncome, at: Date): Row[] {
  const account: Row = { 'SfkpgAcct/Id': one.wallet };
  const ref = `${one.distributionId}:${one.wallet}`;
  const booked = (what: Money, credit: boolean, sub: string, note: string): Row => ({
    ...account,
    ...entry({ ref: `${ref}:${sub}`, what, credit, at, transaction: one.transaction, note }),
    'Ntry/BkTxCd/Domn/Fmly/Cd': 'CUST',
    'Ntry/BkTxCd/Domn/Fmly/SubFmlyCd': sub,
  });
  const about = `${one.kind}, record date ${one.recordDate}`;
  return [
    booked(one.gross, true, INCOME[one.kind], about),
    ...(one.withheld.amount > 0n
      ? [booked(one.withheld, false, 'TAXE', `tax withheld at source on ${about}`)]
      : []),
  ];
}

function entry(about: {
  ref: string;
  what: Money;
  credit: boolean;
  at: Date;
  transaction: string | null;
  note: string;
}): Row {
  return {
    MsgDefIdr: 'camt.053',
    'Ntry/NtryRef': about.ref,
    'Ntry/Amt': decimalOf(about.what),
    'Ntry/Amt/@Ccy': about.what.currency,
    'Ntry/CdtDbtInd': about.credit ? 'CRDT' : 'DBIT',
    'Ntry/Sts/Cd': 'BOOK',
    'Ntry/BookgDt/DtTm': about.at.toISOString(),
    'Ntry/AcctSvcrRef': about.transaction,
    'Ntry/BkTxCd/Domn/Cd': 'SECU',
    'Ntry/AddtlNtryInf': about.note,
  };
}
