import { Module } from '@nestjs/common';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLetters } from './dead-letters.service.js';

/** The operator's view of the jobs; `platform/jobs` is what everybody enqueues with. */
@Module({ controllers: [DeadLettersController], providers: [DeadLetters] })
export class JobsModule {}
