import { Injectable } from '@nestjs/common';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { type CapturedMailView, type Mail, mail } from './mail.schema.js';
import { CapturedMail } from './notice.entity.js';

/** The letter box of the demonstration, which has no mail server. */
@Injectable()
export class MailCapture {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
  ) {}

  /** Keeps a message; the same one twice is one. */
  async keep(message: Mail): Promise<void> {
    const { messageId } = message;
    await this.db.em
      .createQueryBuilder()
      .insert()
      .into(CapturedMail)
      .values({
        id: this.db.newId(),
        messageId,
        messageSealed: this.crypto.seal(JSON.stringify(message), boundToMail(messageId)),
        capturedAt: new Date(),
      })
      .orIgnore()
      .execute();
  }

  /** What was kept, the newest first. */
  list(query: PageQuery): Promise<Page<CapturedMailView>> {
    return page(this.db.em, CapturedMail, query, {}, (rows) =>
      rows.map((row) => ({
        ...mail.parse(JSON.parse(this.crypto.open(row.messageSealed, boundToMail(row.messageId)))),
        capturedAt: row.capturedAt.toISOString(),
      })),
    );
  }
}

export const boundToMail = (messageId: string) => `captured_mail.message:${messageId}`;
