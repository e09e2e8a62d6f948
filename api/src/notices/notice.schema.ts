import { z } from 'zod';
import { instant, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { sentenceView } from '../platform/sentence.js';
import { TOPICS } from './notice.rules.js';

const topic = z.enum(TOPICS);

export const noticesQuery = pageQuery.extend({
  unread: z.stringbool().optional().describe('`true` for what was not read yet only'),
});
export type NoticesQuery = z.output<typeof noticesQuery>;

export const noticeView = z
  .object({
    id: uuid,
    topic,
    action: z.string().describe('The deed it tells of, as in the audit log'),
    title: z.string(),
    about: sentenceView
      .nullable()
      .describe(
        'what the request it tells of would do, or what was done; null where the title is all',
      ),
    subject: z.object({ type: z.string(), id: z.string() }),
    link: z.string().describe('Path of the page about it, below the address of the UI'),
    createdAt: instant,
    readAt: instant.nullable(),
  })
  .meta({ id: 'Notice' });
export type NoticeView = z.output<typeof noticeView>;

export const noticePage = pageOf(noticeView);

export const unreadView = z.object({ unread: z.int() }).meta({ id: 'UnreadNotices' });
export type UnreadView = z.output<typeof unreadView>;

const preferences = z.array(z.strictObject({ topic, email: z.boolean() }));

export const preferencesBody = z.strictObject({ topics: preferences.min(1).max(TOPICS.length) });
export type PreferencesBody = z.output<typeof preferencesBody>;

export const preferencesView = z
  .object({
    topics: preferences.describe(
      'Every topic that can reach the person; by e-mail unless it was switched off',
    ),
  })
  .meta({ id: 'NoticePreferences' });
export type PreferencesView = z.output<typeof preferencesView>;

/** Proof that a person was told. */
export const deliveryView = z
  .object({
    action: z.string().describe('What was told'),
    investorReference: z.string(),
    toldAt: instant.describe('When it was in the inbox'),
    mailedAt: instant.nullable().describe('When the mail server took the letter'),
    readAt: instant.nullable(),
  })
  .meta({ id: 'NoticeDelivery' });
export type DeliveryView = z.output<typeof deliveryView>;
export const deliveryPage = pageOf(deliveryView);
