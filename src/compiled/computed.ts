import type { Asking } from '../kernel/computed-rule.ts';
import { Refusal } from '../kernel/errors.ts';
import type { FiscalCalendar } from '../kernel/fiscal-calendar.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { CompiledOperation, Computed } from './compiled-operation.ts';
import { COMPUTED_RULES } from './computed-rules.ts';
import { givenBy, NOT_PLAIN, valueRead } from './reading.ts';
import type { Variables } from './variables.ts';

export type Given = Readonly<Record<string, unknown>>;

/** What a computed field is given, and what its queries are; null where a variable leaves the field out. */
export type Computing = Readonly<{ given: Given; terms: Readonly<Record<string, unknown>> }> | null;
export type ComputingByKey = Readonly<Record<string, Computing>>;

export const askingOf = (
  { personId, membership, scope }: Pick<Actor, 'personId' | 'membership' | 'scope'>,
  now: Date,
  calendar: FiscalCalendar | null,
): Asking => ({ now, personId, membership, isMember: scope.role === 'portal_member', calendar });

const ruleOf = ({ rule }: Computed) => {
  const found = COMPUTED_RULES[rule];
  if (!found) throw new RangeError(`There is no rule ${rule}`);
  return found;
};

/** What an operation's computed fields are asked; null where only the ordinary way can answer, or say why not. */
export function computingOf(
  { computed }: Pick<CompiledOperation, 'computed'>,
  variables: Variables,
  asking: Asking,
): ComputingByKey | null {
  const found: Record<string, Computing> = {};
  for (const [key, field] of Object.entries(computed)) {
    const isAsked = isThere(field, variables);
    const given = isAsked ? givenTo(field, variables) : null;
    if (isAsked && !given) return null;
    const terms = given && unlessRefused(() => ruleOf(field).terms(given as never, asking));
    if (given && !terms) return null;
    found[key] = given && terms && { given, terms };
  }
  return found;
}

function givenTo({ arguments: sources }: Computed, variables: Variables): Given | null {
  const given: Record<string, unknown> = {};
  for (const [name, { from, reads }] of Object.entries(sources)) {
    given[name] = valueRead(reads, givenBy(from, variables));
    if (given[name] === NOT_PLAIN) return null;
  }
  return given;
}

/** Null where the rule refuses: the ordinary way refuses alike, and says so. */
export function unlessRefused<Value>(decide: () => Value): Value | null {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** @throws Refusal */
export const computedValue = (field: Computed, rows: unknown, given: Given, asking: Asking): unknown =>
  ruleOf(field).value(rows as never, given as never, asking);

/** Whether a rule that has to know the vendor's calendar is asked. */
export const isCalendarAsked = ({ computed }: Pick<CompiledOperation, 'computed'>, variables: Variables) =>
  Object.values(computed).some((field) => field.asksCalendar === true && isThere(field, variables));

const isThere = ({ includedBy }: Computed, variables: Variables): boolean =>
  includedBy === undefined || variables[includedBy] === true;
