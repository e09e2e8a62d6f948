import { Controller, Get, Query } from '@nestjs/common';
import { Public } from '../platform/access.js';
import { Config } from '../platform/config.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { Returns } from '../platform/returns.js';
import { MailCapture } from '../notices/mail-capture.service.js';
import { capturedMailPage, type CapturedMailView } from '../notices/mail.schema.js';
import { demoView, type DemoView } from './demo.schema.js';
import { Users } from '../accounts/users.service.js';
import { castOf } from './people.js';
import { laterPersonas, personasOf } from './personas.js';

/** The sign-ins of the demonstration: there is such a thing only where it was asked for by name. */
@Controller('public/demo')
export class DemoController {
  constructor(
    private readonly config: Config,
    private readonly captured: MailCapture,
    private readonly users: Users,
  ) {}

  /** Who joins in a later chapter is listed once that has been played. */
  @Get()
  @Public()
  @Returns(200, demoView)
  async personas(): Promise<DemoView> {
    this.onlyInDemo();
    const { OPERATOR_EMAIL, OPERATOR_PASSWORD } = this.config.env;
    const operator = { name: 'Operator', email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD };
    const personas = personasOf(castOf(null, operator));
    for (const later of laterPersonas()) {
      if (await this.users.byEmail(later.email)) personas.push(later);
    }
    return { personas };
  }

  /** The letter box: what would have gone out by e-mail, the newest first. */
  @Get('mail')
  @Public()
  @Returns(200, capturedMailPage)
  mail(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<CapturedMailView>> {
    this.onlyInDemo();
    return this.captured.list(query);
  }

  private onlyInDemo(): void {
    if (!this.config.env.DEMO || this.config.production) throw new NotFound('demonstration');
  }
}
