import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { InvestorsModule } from '../investors/investors.module.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { HolderNotices } from './holder-notices.service.js';
import { MailCapture } from './mail-capture.service.js';
import { Mailer } from './mailer.service.js';
import { CapturedMail, Notice, NoticePreference } from './notice.entity.js';
import { NoticesController } from './notices.controller.js';
import { NoticeSubjects } from './notice-subjects.service.js';
import { Notices } from './notices.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Notice, NoticePreference, CapturedMail]),
    AccountsModule,
    InvestorsModule,
    WalletsModule,
  ],
  controllers: [NoticesController],
  providers: [Notices, NoticeSubjects, HolderNotices, Mailer, MailCapture],
  exports: [MailCapture, HolderNotices, NoticeSubjects],
})
export class NoticesModule {}
