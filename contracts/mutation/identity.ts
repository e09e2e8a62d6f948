import { on, type Mutation } from './table.ts';

const registry = on('contracts/registry/InvestorRegistry.sol', ['test/InvestorRegistry.t.sol']);
const word = on('contracts/registry/RecordWord.sol', ['test/InvestorRegistry.t.sol']);
const hub = on('contracts/access/AccessHub.sol', ['test/AccessHub.t.sol']);
const managed = on('contracts/access/HubManaged.sol', ['test/AccessHub.t.sol']);

/** Every guard of the register of investors and of the roles. */
export const IDENTITY: readonly Mutation[] = [
  registry('!_agents[msg.sender]', 'false', 0, 'registrars only'),
  registry('wallets.length != records.length', 'false', 0, 'lists of one length'),
  registry(
    'attestation.issuedAt > block.timestamp || attestation.deadline < block.timestamp',
    'attestation.deadline < block.timestamp',
    0,
    'attestation from the future',
  ),
  registry(
    'attestation.issuedAt > block.timestamp || attestation.deadline < block.timestamp',
    'attestation.issuedAt > block.timestamp',
    0,
    'attestation too late',
  ),
  registry(
    'attestation.issuedAt > block.timestamp || attestation.deadline < block.timestamp',
    'attestation.issuedAt > block.timestamp || attestation.deadline <= block.timestamp',
    0,
    'last second of an attestation',
  ),
  registry('attestation.issuedAt <= updatedAt', 'false', 0, 'attestation superseded'),
  registry(
    'attestation.issuedAt <= updatedAt',
    'attestation.issuedAt < updatedAt',
    0,
    'attestation used twice in its second',
  ),
  registry(
    'provider == 0 || _providers[attestor] != provider',
    '_providers[attestor] != provider',
    0,
    'attestor of no provider',
  ),
  registry(
    'provider == 0 || _providers[attestor] != provider',
    'provider == 0',
    0,
    'attestor of that provider',
  ),
  registry(
    '!SignatureChecker.isValidSignatureNow(attestor, digest, signature)',
    'false',
    0,
    'signed by the attestor',
  ),
  registry('_entries[newWallet].word != 0', 'false', 0, 'linked wallet is new'),
  registry('lostWallet == newWallet', 'false', 0, 'replaced by another wallet'),
  registry('agent == address(0)', 'false', 0, 'no registrar zero'),
  registry('attestor == address(0)', 'false', 0, 'no attestor zero'),
  registry(
    'id != 0 && id == _entries[b].word.investorId()',
    'id == _entries[b].word.investorId()',
    0,
    'nobody is the same as nobody',
  ),
  registry('id != 0 && id == _entries[b].word.investorId()', 'id != 0', 0, 'the same investor'),
  registry('wallet - 1 > type(uint160).max - 1', 'false', 0, 'an address'),
  registry('record & ~RecordWord.GIVEN != 0', 'false', 0, 'only what a caller may give'),
  registry('record.country() - 1 > 998', 'false', 0, 'a country of the table'),
  registry('record & RecordWord.INVESTOR == 0', 'false', 0, 'an investor'),
  registry('record.expiry() <= block.timestamp', 'false', 0, 'not expired'),
  registry(
    'record.expiry() <= block.timestamp',
    'record.expiry() < block.timestamp',
    0,
    'not expired this second',
  ),
  registry('present & RecordWord.SUSPENDED != 0', 'false', 0, 'suspended stays suspended'),
  registry('present & RecordWord.REPLACED != 0', 'false', 0, 'replaced stays replaced'),
  registry('(present ^ record) & RecordWord.INVESTOR != 0', 'false', 0, 'one investor for ever'),
  registry('word & RecordWord.SUSPENDED != 0', 'false', 0, 'suspended passes nothing on'),
  registry('word & RecordWord.REVOKED != 0', 'false', 0, 'revoked passes nothing on'),
  registry('word & RecordWord.REPLACED != 0', 'false', 0, 'replaced passes nothing on'),
  registry('word == 0', 'false', 0, 'known wallet'),
  word('word & STATUS == 0', 'true', 0, 'no stop'),
  word('expiry(word) > block.timestamp', 'true', 0, 'expiry'),
  word('expiry(word) > block.timestamp', 'expiry(word) >= block.timestamp', 0, 'the very second'),
  hub('!holds(Roles.PLATFORM, Roles.FACTORY, msg.sender)', 'false', 0, 'the factory enrols'),
  hub('_known[assetId]', 'false', 0, 'an asset once'),
  hub('enrolment == 0', 'false', 0, 'contracts that are not enrolled'),
  hub('role == 0', 'false', 0, 'functions without a role are the administrators'),
  hub('assetId == Roles.PLATFORM || kind == 0', 'kind == 0', 0, 'enrolled for an asset'),
  hub(
    'assetId == Roles.PLATFORM || kind == 0',
    'assetId == Roles.PLATFORM',
    0,
    'enrolled with a kind',
  ),
  hub('_enrolments[target] != 0', 'false', 0, 'one asset for ever'),
  managed('hub.code.length == 0', 'false', 0, 'a hub'),
  managed('immediate', 'true', 1, 'who may'),
  managed('delay == 0', 'false', 0, 'who may not, is told so'),
];
