import { Injectable } from '@nestjs/common';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { type CapturedMailView, type Mail, mail } from './mail.schema.js';
import { CapturedMail } from './notice.entity.js';

const SHOWN = 100;

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
        messageSealed: this.crypto.seal(JSON.stringify(message), boundTo(messageId)),
        capturedAt: new Date(),
      })
      .orIgnore()
      .execute();
  }

  /** The last hundred, the newest first. */
  async newest(): Promise<CapturedMailView[]> {
    const rows = await this.db.em.find(CapturedMail, { order: { id: 'DESC' }, take: SHOWN });
    return rows.map((row) => ({
      ...mail.parse(JSON.parse(this.crypto.open(row.messageSealed, boundTo(row.messageId)))),
      capturedAt: row.capturedAt.toISOString(),
    }));
  }
}

const boundTo = (messageId: string) => `captured_mail.message:${messageId}`;
