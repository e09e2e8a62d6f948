import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Config } from '../platform/config.js';
import type { Mail } from './mail.schema.js';
import { MailCapture } from './mail-capture.service.js';

const PATIENCE_MS = 20_000;

/** Hands messages to the mail server, or to the demonstration's letter box where there is none. */
@Injectable()
export class Mailer implements OnModuleDestroy {
  private readonly transport;

  constructor(
    private readonly config: Config,
    private readonly capture: MailCapture,
  ) {
    const { SMTP_URL } = config.env;
    this.transport = SMTP_URL
      ? createTransport({
          url: SMTP_URL,
          connectionTimeout: PATIENCE_MS,
          greetingTimeout: PATIENCE_MS,
          socketTimeout: PATIENCE_MS,
        })
      : null;
  }

  /** Whether there is anywhere to send to. */
  get ready(): boolean {
    return this.transport !== null || this.config.env.DEMO;
  }

  /** @throws Error where the server did not take it */
  async send(message: Mail): Promise<void> {
    if (!this.transport) return this.capture.keep(message);
    const from = { name: 'Cadastre', address: this.config.env.MAIL_FROM };
    await this.transport.sendMail({ ...message, from });
  }

  onModuleDestroy(): void {
    this.transport?.close();
  }
}
