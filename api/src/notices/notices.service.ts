import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { z } from 'zod';
import { type Member, Users } from '../accounts/users.service.js';
import { Approvals } from '../approvals/approvals.service.js';
import { Audit, type Deed } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { actorOf, type Ctx, type Role } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { page, type Page } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import type { Sentence } from '../platform/sentence.js';
import { letterOf } from './mail.template.js';
import { Mailer } from './mailer.service.js';
import { Notice, NoticePreference } from './notice.entity.js';
import { NoticeSubjects } from './notice-subjects.service.js';
import { placeOf } from './notice.places.js';
import { type Rule, RULES, type Topic, topicsOf } from './notice.rules.js';
import type {
  NoticesQuery,
  NoticeView,
  PreferencesBody,
  PreferencesView,
  UnreadView,
} from './notice.schema.js';

/** With doubling waits from a minute: for a day and a half. */
const RETRIES = 12;
const FIRST_WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 6 * 3_600;

/**
 * Each person's inbox. A notice is made of a deed in the audit log, in the deed's own transaction:
 * domains need not know who wants to hear of what they do.
 */
@Injectable()
export class Notices implements OnModuleInit {
  private mail: Job<{ noticeId: string }>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly approvals: Approvals,
    private readonly subjects: NoticeSubjects,
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.audit.listen((ctx, deed) => this.heard(ctx, deed));
    this.subjects.says('approval', (ids) => this.approvals.sentences(ids));
    this.mail = this.jobs.define({
      name: 'notice.mail',
      schema: z.strictObject({ noticeId: uuid }),
      handle: (_, { noticeId }) => this.send(noticeId),
      retries: RETRIES,
      retryDelaySeconds: FIRST_WAIT_SECONDS,
      retryDelayMaxSeconds: LONGEST_WAIT_SECONDS,
    });
  }

  /** The actor's own, the newest first. */
  list(ctx: Ctx, { unread, ...query }: NoticesQuery): Promise<Page<NoticeView>> {
    const where = { ...mine(ctx), ...(unread && { readAt: IsNull() }) };
    return page(this.db.em, Notice, query, where, (rows) => this.views(rows, actorOf(ctx).role));
  }

  async unread(ctx: Ctx): Promise<UnreadView> {
    return { unread: await this.db.em.countBy(Notice, { ...mine(ctx), readAt: IsNull() }) };
  }

  /** Marks one as read; twice is once. @throws NotFound */
  async read(ctx: Ctx, id: string): Promise<void> {
    const notice = await this.db.em.findOneBy(Notice, { id, ...mine(ctx) });
    if (!notice) throw new NotFound('notice');
    await this.db.em.update(Notice, { id, readAt: IsNull() }, { readAt: this.clock.now() });
  }

  async readAll(ctx: Ctx): Promise<void> {
    const unread = { ...mine(ctx), readAt: IsNull() };
    await this.db.em.update(Notice, unread, { readAt: this.clock.now() });
  }

  async preferences(ctx: Ctx): Promise<PreferencesView> {
    const { userId, role } = actorOf(ctx);
    const set = await this.db.em.findBy(NoticePreference, { userId });
    const email = (topic: Topic) => set.find((one) => one.topic === topic)?.email ?? true;
    return { topics: topicsOf(role).map((topic) => ({ topic, email: email(topic) })) };
  }

  /** Sets the topics named; the others stay. */
  async prefer(ctx: Ctx, { topics }: PreferencesBody): Promise<PreferencesView> {
    const { userId } = actorOf(ctx);
    const rows = topics.map((one) => ({ userId, ...one }));
    await this.db.em.upsert(NoticePreference, rows, ['userId', 'topic']);
    return this.preferences(ctx);
  }

  private async heard(ctx: Ctx, deed: Deed): Promise<void> {
    const rule = RULES[deed.action];
    if (!rule) return;
    const people = (await this.audience(rule, deed)).filter(
      ({ userId }) => userId !== ctx.actor?.userId,
    );
    if (people.length === 0) return;
    const notices = people.map((person) => ({
      ...person,
      id: this.db.newId(),
      topic: rule.topic,
      action: deed.action,
      subjectType: deed.subject.type,
      subjectId: deed.subject.id,
      createdAt: this.clock.now(),
      readAt: null,
      mailedAt: null,
    }));
    await this.db.em.insert(Notice, notices);
    if (!this.mailer.ready) return;
    const silent = await this.db.em.findBy(NoticePreference, {
      userId: In(people.map(({ userId }) => userId)),
      topic: rule.topic,
      email: false,
    });
    for (const { id, userId } of notices) {
      if (silent.some((one) => one.userId === userId)) continue;
      await this.mail.enqueue(ctx, { noticeId: id });
    }
  }

  private async views(rows: Notice[], role: Role): Promise<NoticeView[]> {
    const about = await this.subjects.about(
      rows.map(({ subjectType, subjectId }) => ({ type: subjectType, id: subjectId })),
    );
    return rows.map((row) => view(row, role, about.get(row.subjectId) ?? null));
  }

  private async audience({ audience }: Rule, { organisationId, data }: Deed): Promise<Member[]> {
    const own = organisationId === null ? null : { organisationId };
    const said = (data ?? {}) as { requiredRole?: Role; requestedBy?: string };
    switch (audience.of) {
      case 'organisation':
        return own ? this.users.members(own) : [];
      case 'role':
        return this.users.members({ role: audience.role });
      case 'requester':
        return said.requestedBy ? this.users.members({ userId: said.requestedBy }) : [];
      case 'deciders': {
        const role = said.requiredRole;
        if (role === undefined) return [];
        const tenant = role === 'issuer' || role === 'investor';
        return this.users.members({ role, ...(tenant && own) });
      }
    }
  }

  private async send(noticeId: string): Promise<void> {
    const notice = await this.db.em.findOneByOrFail(Notice, { id: noticeId });
    const member = await this.users.membershipOf(notice.userId);
    // Who has left since is not written to.
    if (!member) return;
    const at = (path: string) => new URL(path, this.config.env.PUBLIC_URL).href;
    await this.mailer.send(
      letterOf({
        noticeId,
        to: await this.users.address(notice.userId),
        title: titleOf(notice),
        link: at(placeOf(notice.subjectType, notice.subjectId, member.role)),
        settings: at('/messages'),
      }),
    );
    await this.db.em.update(Notice, { id: noticeId }, { mailedAt: this.clock.now() });
  }
}

const mine = (ctx: Ctx) => {
  const { userId, organisationId } = actorOf(ctx);
  return { userId, organisationId };
};

/** A version that no longer has the rule still shows what was told by it. */
const titleOf = ({ action }: Notice): string => RULES[action]?.title ?? action;

const view = (row: Notice, role: Role, about: Sentence | null): NoticeView => ({
  id: row.id,
  topic: row.topic,
  action: row.action,
  title: titleOf(row),
  about,
  subject: { type: row.subjectType, id: row.subjectId },
  link: placeOf(row.subjectType, row.subjectId, role),
  createdAt: row.createdAt.toISOString(),
  readAt: row.readAt?.toISOString() ?? null,
});
