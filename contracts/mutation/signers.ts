import { on, type Mutation } from './table.ts';

const TESTS = [
  'test/OracleCommittee.t.sol',
  'test/FeedFaces.t.sol',
  'test/ReserveFeed.t.sol',
  'test/NetIncome.t.sol',
];
const signers = on('contracts/oracle/CommitteeSigners.sol', TESTS);
const committee = on('contracts/oracle/OracleCommittee.sol', TESTS);

const ELECTION =
  'count < 2 || count > MAX_SIGNERS || newThreshold > count || uint256(newThreshold) * 2 <= count';

/** Every guard around signatures: who may be a signer, what a proof must be, what was signed. */
export const SIGNERS: readonly Mutation[] = [
  signers(ELECTION, ELECTION.replace('count < 2 || ', ''), 0, 'more than one signer'),
  signers(ELECTION, ELECTION.replace('count > MAX_SIGNERS || ', ''), 0, 'at most 32 signers'),
  signers(ELECTION, ELECTION.replace('newThreshold > count || ', ''), 0, 'threshold to be met'),
  signers(ELECTION, ELECTION.replace(/ \|\| uint256.*/, ''), 0, 'a majority'),
  signers(ELECTION, ELECTION.replace('<= count', '< count'), 0, 'more than half'),
  signers('newSigners[i] == address(0)', 'false', 0, 'no signer is nobody'),
  signers('newSigners[i] == newSigners[j]', 'false', 0, 'no signer twice'),
  signers('statementEpoch != _epoch(set)', 'false', 0, 'statement of this epoch'),
  signers('uint192(commitment) != uint192(set)', 'false', 0, 'signed by the signers'),
  signers('gt(s, HALF_ORDER)', '0', 0, 'no malleable signature'),
  signers('iszero(returndatasize())', '0', 0, 'a signature recovers somebody'),
  signers('xor(walked, expected)', '0', 0, 'as many signatures as the threshold'),
  signers('xor(proof.length, expected)', '0', 0, 'nothing behind the proof'),
  signers('bitmap >> count != 0', 'false', 0, 'why: a signer who is none'),
  signers('signed != _threshold(set)', 'false', 0, 'why: fewer or more signatures'),
  signers('length != expected', 'false', 0, 'why: another length'),
  committee('given != _epoch(set)', 'false', 0, 'report of this epoch'),
  committee('foreign != 0 && i < count', 'false', 0, 'each report of a batch of this epoch'),
  committee('count == 0 || count > 256', 'count > 256', 0, 'no empty batch'),
  committee('count == 0 || count > 256', 'count == 0', 0, 'bounded batch'),
];
