import { id } from 'ethers';
import { toAddress, toBytes } from '../bytes.js';
import type { Fact } from './fact.js';

/** Nine of ten logs are one of these: read by hand, without the ABI, and kept in as little. */
export interface Transfer {
  blockNumber: number;
  blockHash: string;
  logIndex: number;
  transactionHash: string;
  /** 0x-hex, lower case. */
  token: string;
  /** 0x-hex; the last twenty bytes are the address. */
  sender: string;
  receiver: string;
  /** Base units. */
  amount: bigint;
}

/** The log as the node's JSON has it. */
export interface RawLog {
  address: string;
  topics: string[];
  data: string;
  blockNumber: string;
  blockHash: string;
  transactionHash: string;
  logIndex: string;
}

export const TRANSFER_TOPIC = id('Transfer(address,address,uint256)');
/** One word. */
const DATA_LENGTH = 66;

/** Reads a token's log, or null where it is not an ERC-20 transfer. */
export function readTransfer(token: string, log: RawLog): Transfer | null {
  const [topic, sender, receiver, more] = log.topics;
  if (topic !== TRANSFER_TOPIC || !sender || !receiver || more !== undefined) return null;
  if (log.data.length !== DATA_LENGTH) return null;
  return {
    blockNumber: Number(log.blockNumber),
    blockHash: log.blockHash,
    logIndex: Number(log.logIndex),
    transactionHash: log.transactionHash,
    token,
    sender,
    receiver,
    amount: BigInt(log.data),
  };
}

/** The transfer as domains and outside consumers know it. */
export function transferFact(transfer: Transfer, blockTime: Date, commandId: string | null): Fact {
  const { blockNumber, blockHash, logIndex, transactionHash, amount } = transfer;
  return {
    contract: 'AssetToken',
    address: addressOf(transfer.token),
    event: 'Transfer',
    args: { from: addressOf(transfer.sender), to: addressOf(transfer.receiver), value: amount },
    blockNumber,
    blockHash,
    blockTime,
    logIndex,
    transactionHash,
    commandId,
  };
}

/** Checksummed address of the last twenty bytes of a word or an address. */
const addressOf = (word: string): string => toAddress(toBytes(`0x${word.slice(-40)}`));
