import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { MailCapture } from './mail-capture.service.js';
import { Mailer } from './mailer.service.js';
import { CapturedMail, Notice, NoticePreference } from './notice.entity.js';
import { NoticesController } from './notices.controller.js';
import { Notices } from './notices.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Notice, NoticePreference, CapturedMail]), AccountsModule],
  controllers: [NoticesController],
  providers: [Notices, Mailer, MailCapture],
  exports: [MailCapture],
})
export class NoticesModule {}
