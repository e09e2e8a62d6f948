import { on, type Mutation } from './table.ts';

const tests = [
  'test/TokenBadInput.t.sol',
  'test/TokenEnforcement.t.sol',
  'test/TokenPositions.t.sol',
  'test/TokenRegister.t.sol',
  'test/TokenRules.t.sol',
];
const token = on('contracts/token/AssetToken.sol', tests);
const orders = on('contracts/token/TokenEnforcement.sol', tests);
const transfers = on('contracts/token/TokenTransfers.sol', tests);
const permits = on('contracts/token/TokenExtension.sol', tests);
const allowances = on('contracts/token/Allowances.sol', tests);
const ledger = on('contracts/token/TokenLedger.sol', tests);

/** Every guard of a token beside its rules. */
export const TOKEN: readonly Mutation[] = [
  token('_assetId != 0', 'false', 0, 'set up once'),
  token('init.assetId == 0 || init.decimals > 18', 'init.decimals > 18', 0, 'for an asset'),
  token('init.assetId == 0 || init.decimals > 18', 'init.assetId == 0', 0, 'decimals'),
  token('amount > _accounts[from].balance()', 'false', 0, 'burnt beyond the balance'),
  token('_supply.total != 0', 'false', 0, 'ledger of an empty register'),
  token('reason != Reason.OK', 'false', 0, 'refused mint'),
  token('word & bit != 0', 'false', 0, 'operation once'),
  token('(policy & PolicyWord.PAUSED != 0) == on', 'false', 0, 'paused twice'),
  token('country == 0 || country > 999', 'country > 999', 0, 'no country zero'),
  token('country == 0 || country > 999', 'country == 0', 0, 'no country beyond the codes'),
  token('max < _supply.total', 'false', 0, 'cap above the supply'),
  token('max < _supply.total', 'max <= _supply.total', 0, 'cap of exactly the supply'),
  orders(
    'REGISTRY.identity(newWallet) != investorOnchainID',
    'false',
    0,
    'recovery names the investor',
  ),
  orders('first != second', 'false', 0, 'lists of one length'),
  orders('from == to', 'false', 0, 'order to oneself'),
  orders('reason != Reason.OK', 'false', 0, 'refused order'),
  orders('lostWallet == newWallet', 'false', 0, 'recovery to itself'),
  orders(
    '!REGISTRY.sameInvestor(lostWallet, newWallet)',
    'false',
    0,
    'recovery to the same investor',
  ),
  orders('reason != Reason.OK', 'false', 1, 'recovery to one who may receive'),
  orders('amount > free', 'false', 0, 'frozen beyond the free'),
  orders('amount > free', 'amount >= free', 0, 'all that is free is frozen'),
  orders('amount > frozen', 'false', 0, 'released beyond the frozen'),
  permits('block.timestamp > deadline', 'false', 0, 'permit in time'),
  permits(
    'block.timestamp > deadline',
    'block.timestamp >= deadline',
    0,
    'last second of a permit',
  ),
  permits('signer != owner', 'false', 0, 'permit of the owner'),
  permits(
    '!SignatureChecker.isValidSignatureNow(owner, digest, signature)',
    'false',
    0,
    'permit of the owner, key or contract',
  ),
  transfers('reason != Reason.OK', 'false', 0, 'refused transfer'),
  transfers('spender != from', 'false', 0, 'allowance is spent'),
  transfers('allowed != type(uint256).max', 'true', 0, 'an infinite allowance stays'),
  allowances('owner == address(0)', 'false', 0, 'nobody approves'),
  allowances('spender == address(0)', 'false', 0, 'nobody is approved'),
  ledger('frozenTogether > type(uint112).max', 'false', 0, 'frozen amounts together'),
  ledger('amount > type(uint112).max', 'false', 0, 'frozen amount'),
  ledger('id > type(uint24).max', 'false', 0, 'last record date'),
  ledger('id == 0 || id > _policy.recordDates()', 'id > _policy.recordDates()', 0, 'date zero'),
  ledger('id == 0 || id > _policy.recordDates()', 'id == 0', 0, 'a date to come'),
];
