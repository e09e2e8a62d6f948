import { z } from 'zod';
import { instant } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

/** A whole e-mail as it would go out. */
export const mail = z.object({
  messageId: z.string(),
  to: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});
export type Mail = z.output<typeof mail>;

export const capturedMail = mail.extend({ capturedAt: instant }).meta({ id: 'CapturedMail' });
export type CapturedMailView = z.output<typeof capturedMail>;
export const capturedMailPage = pageOf(capturedMail);
