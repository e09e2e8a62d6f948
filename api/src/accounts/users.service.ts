import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { Role } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { Conflict } from '../platform/problem.js';
import { Membership, Organisation, type OrganisationKind, User } from './account.entity.js';
import type { UserView } from './account.schema.js';
import { boundTo, emailIndexOf } from './sealed.js';

export interface NewUser {
  email: string;
  name: string;
  passwordHash: string;
}

/** A person in one of their organisations. */
export interface Member {
  userId: string;
  organisationId: string;
}

/** People and the organisations they belong to. E-mails and names are sealed at rest. */
@Injectable()
export class Users {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly clock: Clock,
  ) {}

  emailIndex(email: string): Buffer {
    return emailIndexOf(this.crypto, email);
  }

  byEmail(email: string): Promise<User | null> {
    return this.db.em.findOneBy(User, { emailIndex: this.emailIndex(email) });
  }

  /** @throws Conflict `email_taken` */
  async create({ email, name, passwordHash }: NewUser): Promise<User> {
    const id = this.db.newId();
    const emailIndex = this.emailIndex(email);
    const user = this.db.em.create(User, {
      id,
      emailSealed: this.crypto.seal(email.trim(), boundTo.email(id)),
      emailIndex,
      nameSealed: this.crypto.seal(name, boundTo.name(id)),
      passwordHash,
      createdAt: this.clock.now(),
    });
    const inserted = await this.db.em
      .createQueryBuilder()
      .insert()
      .into(User)
      .values(user)
      .orIgnore()
      .returning('id')
      .execute();
    if ((inserted.raw as unknown[]).length === 0) {
      const detail = 'This e-mail address has an account: sign in instead.';
      throw new Conflict('email_taken', detail, { errors: [{ pointer: '/email', detail }] });
    }
    return user;
  }

  async createOrganisation(kind: OrganisationKind, name: string | null): Promise<Organisation> {
    const id = this.db.newId();
    const row = this.db.em.create(Organisation, { id, kind, name, createdAt: this.clock.now() });
    await this.db.em.insert(Organisation, row);
    return row;
  }

  async join(user: User, organisation: { id: string }, role: Role): Promise<Membership> {
    const row = this.db.em.create(Membership, {
      id: this.db.newId(),
      userId: user.id,
      organisationId: organisation.id,
      role,
      createdAt: this.clock.now(),
    });
    await this.db.em.insert(Membership, row);
    return row;
  }

  /** The membership a person acts in; the first one joined. */
  membershipOf(userId: string): Promise<Membership | null> {
    return this.db.em.findOne(Membership, { where: { userId }, order: { id: 'ASC' } });
  }

  /** The memberships of a person, a role or an organisation, the oldest first. */
  async members(where: Partial<Member> & { role?: Role }): Promise<Member[]> {
    const found = await this.db.em.find(Membership, { where, order: { id: 'ASC' } });
    return found.map(({ userId, organisationId }) => ({ userId, organisationId }));
  }

  /** How to write to a person. */
  async address(userId: string): Promise<{ name: string; address: string }> {
    const user = await this.db.em.findOneByOrFail(User, { id: userId });
    return { name: this.name(user), address: this.email(user) };
  }

  email(user: User): string {
    return this.crypto.open(user.emailSealed, boundTo.email(user.id));
  }

  name(user: User): string {
    return this.crypto.open(user.nameSealed, boundTo.name(user.id));
  }

  /** Names by user id, for showing who asked or decided. */
  async names(ids: string[]): Promise<Map<string, string>> {
    const users = await this.db.em.findBy(User, { id: In([...new Set(ids)]) });
    return new Map(users.map((user) => [user.id, this.name(user)]));
  }

  /** Name of an organisation; a private investor's is the person's own. */
  async organisationName(id: string): Promise<string> {
    const organisation = await this.db.em.findOneByOrFail(Organisation, { id });
    if (organisation.name !== null) return organisation.name;
    const [member] = await this.db.em.find(Membership, {
      where: { organisationId: id },
      order: { id: 'ASC' },
      take: 1,
    });
    if (!member) return '';
    return this.name(await this.db.em.findOneByOrFail(User, { id: member.userId }));
  }

  async view({ userId, organisationId, role }: Membership): Promise<UserView> {
    const user = await this.db.em.findOneByOrFail(User, { id: userId });
    return {
      id: user.id,
      name: this.name(user),
      email: this.email(user),
      role,
      organisationId,
      organisationName: await this.organisationName(organisationId),
    };
  }
}
