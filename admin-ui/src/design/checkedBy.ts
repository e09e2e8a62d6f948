import { zodResolver } from '@hookform/resolvers/zod';
import { unfit } from '@cadastre/core';
import type { FieldValues, Resolver } from 'react-hook-form';
import type { z } from 'zod';
import { translateRefusal } from '../i18n/refusals.ts';
import { fieldWords } from './fieldWords.ts';

/**
 * Checks what stands in a form by a schema, before anything is sent. What the schema does not say in words of its own is
 * said as the register would.
 */
export function checkedBy<In extends FieldValues, Out>(
  schema: z.ZodType<Out, In>,
): Resolver<In, unknown, Out> {
  const check = zodResolver<In, unknown, Out>(schema, { error: unfit });
  return async (...asked) => {
    const found = await check(...asked);
    await say(found.errors);
    return found;
  };
}

/** Each message among the errors, however deep its field lies. */
async function say(errors: object): Promise<void> {
  for (const error of Object.values(errors) as unknown[]) {
    if (typeof error !== 'object' || error === null || error instanceof Element) continue;
    if ('message' in error && typeof error.message === 'string') {
      error.message = fieldWords(await translateRefusal(error.message));
    } else {
      await say(error);
    }
  }
}
