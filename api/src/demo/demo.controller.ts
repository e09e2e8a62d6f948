import { Controller, Get } from '@nestjs/common';
import { Public } from '../platform/access.js';
import { Config } from '../platform/config.js';
import { NotFound } from '../platform/problem.js';
import { Returns } from '../platform/returns.js';
import { demoView, type DemoView } from './demo.schema.js';
import { castOf } from './people.js';
import { personasOf } from './personas.js';

/** The sign-ins of the demonstration: there is such a thing only where it was asked for by name. */
@Controller('public/demo')
export class DemoController {
  constructor(private readonly config: Config) {}

  @Get()
  @Public()
  @Returns(200, demoView)
  personas(): DemoView {
    const { DEMO, OPERATOR_EMAIL, OPERATOR_PASSWORD } = this.config.env;
    if (!DEMO || this.config.production) throw new NotFound('demonstration');
    const operator = { name: 'Operator', email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD };
    return { personas: personasOf(castOf(null, operator)) };
  }
}
