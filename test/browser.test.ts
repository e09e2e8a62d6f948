/*
 * Every persona at the counter, against the whole product: the real API, chain, oracle and the
 * demonstration's world. The files are one story and run in this order: what the issuer proposes, the
 * officer approves.
 */
import './browser/visitor.ts';
import './browser/verify.ts';
import './browser/newcomer.ts';
import './browser/sale.ts';
import './browser/issuer.ts';
import './browser/compliance.ts';
import './browser/property.ts';
import './browser/investor.ts';
import './browser/casework.ts';
import './browser/keyboard.ts';
import './browser/rights.ts';
import './browser/income.ts';
import './browser/trouble.ts';
import './browser/staff.ts';
import './browser/gold.ts';
import './browser/redemption.ts';
import './browser/split.ts';
import './browser/actions.ts';
import './browser/exit.ts';
import './browser/lines.ts';
import './browser/pages.ts';
