import { type CurrencyCode, isCurrencyCode } from '../../kernel/currency.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { parseMoney } from '../../kernel/money.ts';
import { plainDateOf } from '../../kernel/time.ts';
import { mayBeRead, refuseRepeated, TITLE_LENGTH_MAX } from '../programs/program.rules.ts';
import { FORMULAS, type FormulaCode, formulaTermsOf } from './formula-catalogue.rules.ts';
import { type FormulaArgumentsInput, readArguments } from './formula-input.rules.ts';
import { readPlanCode } from './plan-code.rules.ts';
import type { OrderType } from './plan-line.rules.ts';
import type { CustomerKind, PlanRuleContent, RuleConditions } from './plan-rule-content.rules.ts';

export const RULES_MAX = 100;
export const CONDITION_VALUES_MAX = 200;
const VALUE_LENGTH_MAX = 200;

type Optional<T> = T | null | undefined;

export type RuleConditionsInput = Readonly<{
  productCodes?: Optional<readonly string[]>;
  productFamilies?: Optional<readonly string[]>;
  orderTypes?: Optional<readonly OrderType[]>;
  /** In major units of the rule's currency. */
  sizeMin?: Optional<string>;
  sizeMax?: Optional<string>;
  segments?: Optional<readonly string[]>;
  regions?: Optional<readonly string[]>;
  tierCodes?: Optional<readonly string[]>;
  customerKind?: Optional<CustomerKind>;
  orderedFrom?: Optional<Date>;
  orderedUntil?: Optional<Date>;
}>;

export type PlanRuleInput = Readonly<{
  code: string;
  title: string;
  group: string;
  formula: FormulaCode;
  arguments: FormulaArgumentsInput;
  conditions?: Optional<RuleConditionsInput>;
  cap?: Optional<string>;
  floor?: Optional<string>;
  currency?: Optional<string>;
  isHidden?: Optional<boolean>;
}>;

/** Refuses into `fields` every part that is wrong, by its path; what it answers then is not to be used. */
export function readRules(fields: FieldReader, rules: readonly PlanRuleInput[]): PlanRuleContent[] {
  if (!mayBeRead(fields, 'rules', rules, [1, RULES_MAX])) return [];
  const codes = rules.map(({ code }) => code);
  refuseRepeated(fields, codes, (place) => `rules.${place}.code`);
  return rules.flatMap((rule, place) => readRule(fields, rule, place) ?? []);
}

function readRule(fields: FieldReader, rule: PlanRuleInput, place: number): PlanRuleContent | null {
  const path = `rules.${place}`;
  const before = fields.invalid.length;
  const code = readPlanCode(fields, `${path}.code`, rule.code);
  const title = fields.line(`${path}.title`, rule.title, TITLE_LENGTH_MAX);
  const groupCode = readPlanCode(fields, `${path}.group`, rule.group);
  const currency = rule.currency != null && isCurrencyCode(rule.currency) ? rule.currency : null;
  const amounts = amountReader(fields, currency);
  const args = readArguments(fields, `${path}.arguments`, rule.formula, rule.arguments, amounts);
  const conditions = readConditions(fields, `${path}.conditions`, rule.conditions ?? {}, amounts);
  const capMinor = amounts(`${path}.cap`, rule.cap);
  const floorMinor = amounts(`${path}.floor`, rule.floor);
  if (capMinor !== null && floorMinor !== null && floorMinor > capMinor)
    fields.refuse(`${path}.floor`, 'ABOVE_CAP', `${path}.floor is at most the cap.`);
  const hasAmount =
    FORMULAS[rule.formula].hasAmounts ||
    [rule.cap, rule.floor, rule.conditions?.sizeMin, rule.conditions?.sizeMax].some(
      (amount) => amount != null,
    );
  if (hasAmount && currency === null)
    fields.refuse(
      `${path}.currency`,
      'REQUIRED',
      `${path}.currency says what the amounts of the rule are in.`,
    );
  if (fields.invalid.length > before) return null;
  return {
    position: place + 1,
    ...{ code, title, groupCode, conditions, capMinor, floorMinor },
    currency: hasAmount ? currency : null,
    isHidden: rule.isHidden ?? false,
    ...formulaTermsOf(rule.formula, args),
  };
}

export type AmountReader = (field: string, text: Optional<string>) => bigint | null;

/** Reads amounts in major units of the rule's currency; null where there is none, or it was refused. */
const amountReader =
  (fields: FieldReader, currency: CurrencyCode | null): AmountReader =>
  (field, text) => {
    if (text == null || currency === null) return null;
    const money = parseMoney(text, currency);
    if (money.ok && money.value.amountMinor >= 0n) return money.value.amountMinor;
    const code = money.ok ? 'NEGATIVE' : money.reason;
    fields.refuse(
      field,
      code,
      `${field} is an amount of ${currency} from 0, with no more digits than it has.`,
    );
    return null;
  };

function readConditions(
  fields: FieldReader,
  path: string,
  input: RuleConditionsInput,
  amounts: AmountReader,
): RuleConditions {
  const texts = (name: 'productCodes' | 'productFamilies' | 'segments' | 'regions' | 'tierCodes') => {
    const values = input[name];
    if (values == null) return {};
    if (!mayBeRead(fields, `${path}.${name}`, values, [0, CONDITION_VALUES_MAX])) return {};
    return {
      [name]: values.map((value, place) => fields.line(`${path}.${name}.${place}`, value, VALUE_LENGTH_MAX)),
    };
  };
  const amount = (name: string, text: Optional<string>) => {
    const minor = amounts(`${path}.${name}`, text);
    return minor === null ? {} : { [`${name}Minor`]: minor };
  };
  const day = (name: string, date: Optional<Date>) =>
    date == null ? {} : { [name]: plainDateOf(date).toString() };
  return {
    ...texts('productCodes'),
    ...texts('productFamilies'),
    ...(input.orderTypes == null ? {} : { orderTypes: [...new Set(input.orderTypes)] }),
    ...amount('sizeMin', input.sizeMin),
    ...amount('sizeMax', input.sizeMax),
    ...texts('segments'),
    ...texts('regions'),
    ...texts('tierCodes'),
    ...(input.customerKind == null ? {} : { customerKind: input.customerKind }),
    ...day('orderedFrom', input.orderedFrom),
    ...day('orderedUntil', input.orderedUntil),
  };
}
