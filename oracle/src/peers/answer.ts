import { HttpException } from '@nestjs/common';
import { RpcError, RpcUnreachable } from '../chain/rpc.js';
import { Refusal } from '../platform/refusal.js';
import { MessageRefused } from './door.js';

type Schema<T> = {
  safeParse(given: unknown): { success: true; data: T } | { success: false; error: Error };
};

/** What was given, as its schema has it. @throws Refusal `MALFORMED` */
export function read<T>(schema: Schema<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Refusal('MALFORMED', parsed.error.message);
}

/** Refusals become answers that a node understands: `{code, reason}`. */
export async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      const status = error instanceof MessageRefused ? 403 : 409;
      const { code, message: reason, derived } = error;
      throw new HttpException({ code, reason, derived }, status);
    }
    if (error instanceof RpcUnreachable || error instanceof RpcError) {
      throw new HttpException({ code: 'CHAIN_UNREACHABLE', reason: error.message }, 503);
    }
    throw error;
  }
}
