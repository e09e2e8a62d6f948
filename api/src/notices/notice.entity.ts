import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { Topic } from './notice.rules.js';

/** One thing one person should know. */
@Entity({ name: 'notice', schema: 'api' })
export class Notice {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'user_id' })
  userId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  topic: Topic;

  /** The deed it tells of, as the audit log names it. */
  @Column({ type: 'text' })
  action: string;

  @Column({ name: 'subject_type', type: 'text' })
  subjectType: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'read_at', nullable: true })
  readAt: Date | null;

  /** When the mail server took the letter; null where none was sent. */
  @InstantColumn({ name: 'mailed_at', nullable: true })
  mailedAt: Date | null;
}

@Entity({ name: 'notice_preference', schema: 'api' })
export class NoticePreference {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  @PrimaryColumn({ type: 'text' })
  topic: Topic;

  @Column({ type: 'boolean' })
  email: boolean;
}

/** A letter of the demonstration. */
@Entity({ name: 'captured_mail', schema: 'api' })
export class CapturedMail {
  @IdColumn()
  id: string;

  @Column({ name: 'message_id', type: 'text' })
  messageId: string;

  @BytesColumn({ name: 'message_sealed' })
  messageSealed: Buffer;

  @InstantColumn({ name: 'captured_at' })
  capturedAt: Date;
}
