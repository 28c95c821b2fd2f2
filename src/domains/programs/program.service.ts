import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import {
  ConflictError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { PartnerProgram } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './program.repo.ts';
import { PROGRAM_NAME_LENGTH_MAX, readProgramCode } from './program.rules.ts';
import * as versions from './program-version.repo.ts';
import {
  certificationsNamed,
  readVersionContent,
  type VersionContent,
  type VersionContentInput,
} from './program-version.rules.ts';
import { programVersionStates } from './program-version.states.ts';

export type ProgramInput = VersionContentInput &
  Readonly<{ code: string; name: string; currency: string; idempotencyKey?: string | null }>;

/**
 * Makes a program with its first version as a draft. Answers its id.
 * @throws ForbiddenError, InvalidInputError, ConflictError where the code is taken, IdempotencyConflictError
 */
export async function createProgram(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: ProgramInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PROGRAMS_WRITE');
  const request = { mutation: 'partnerProgramCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const code = readProgramCode(fields, 'code', input.code, 'REFERRAL_PROGRAM');
    const name = fields.line('name', input.name, PROGRAM_NAME_LENGTH_MAX);
    const currency = currencyCodeOf(input.currency);
    const content = await readContent(tx, fields, input, currency, true);
    fields.done();
    const program = await repo.insertProgram(tx, { code, name, currency, createdAt: now });
    if (!program) throw new ConflictError(`There is a program ${code} already; revise that one.`, 'code');
    const of = { programId: program.id, number: 1, createdById: actor.personId };
    await versions.insertDraft(tx, of, content);
    await appendProgramEvent(tx, actor, 'program.created', program, now, { number: 1 });
    return program.id;
  });
}

type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Writes the draft as a whole: changes the one there is, or begins the next version. What is published stays as it is.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function reviseProgram(
  tx: Tx,
  actor: Actor,
  input: Versioned & VersionContentInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PROGRAMS_WRITE');
  const program = await lockCurrent(tx, input);
  const fields = new FieldReader();
  const content = await readContent(tx, fields, input, currencyCodeOf(program.currency), false);
  fields.done();
  const [latest] = await repo.versionsOf(tx, program.id);
  const isDraft = latest?.status === 'DRAFT';
  const of = {
    ...{ programId: program.id, createdById: actor.personId },
    number: (latest?.number ?? 0) + 1,
  };
  const draft = isDraft
    ? await versions.replaceDraft(tx, latest.id, content)
    : await versions.insertDraft(tx, of, content);
  const revised = await repo.countUp(tx, program);
  await appendProgramEvent(tx, actor, 'program.revised', revised, now, { number: draft.number });
}

/**
 * Publishes the draft for good from a day on, today or later, on which the version before ends.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where there is no draft, InvalidInputError,
 * ConflictError where another version begins on that day or later
 */
export async function publishProgram(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ validFrom?: Date | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PROGRAMS_WRITE');
  const program = await lockCurrent(tx, input);
  const [latest] = await repo.versionsOf(tx, program.id);
  if (latest?.status !== 'DRAFT') {
    const state = latest ? 'PUBLISHED' : 'NONE';
    const allowed = latest ? programVersionStates.actionsFrom('PUBLISHED', actor.roles) : [];
    throw new InvalidStateError(
      'PUBLISH',
      state,
      allowed,
      'write the next version first: partnerProgramRevise.',
    );
  }
  const today = await repo.vendorDayOf(tx, now);
  const validFrom = input.validFrom ?? today;
  if (validFrom < today)
    throw refused('validFrom', 'IN_THE_PAST', 'validFrom is today or later: nobody can meet it in the past.');
  const endedNumber = await versions.endVersionBefore(tx, program.id, validFrom);
  await versions.publishDraft(tx, latest.id, validFrom, now);
  const published = await repo.countUp(tx, program);
  await appendProgramEvent(tx, actor, 'program.published', published, now, {
    ...{ number: latest.number, endedNumber },
    validFrom: validFrom.toISOString().slice(0, 10),
  });
}

/**
 * Renames a program. What already is as asked writes nothing.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function renameProgram(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ name: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PROGRAMS_WRITE');
  const program = await lockCurrent(tx, input);
  const fields = new FieldReader();
  const name = fields.line('name', input.name, PROGRAM_NAME_LENGTH_MAX);
  fields.done();
  if (name === program.name) return;
  const renamed = await repo.countUp(tx, program, name);
  await appendProgramEvent(tx, actor, 'program.updated', renamed, now, { changed: ['name'] });
}

async function lockCurrent(tx: Tx, { id, version }: Versioned): Promise<PartnerProgram> {
  const program = await repo.lockProgram(tx, id);
  if (!program) throw new NotFoundError('program', 'id');
  if (program.version !== version) throw new StaleVersionError(program.version);
  return program;
}

/** Reads all that can be wrong at once; a new program's own currency is one that the vendor deals in. */
async function readContent(
  tx: Tx,
  fields: FieldReader,
  input: VersionContentInput,
  currency: CurrencyCode,
  isNew: boolean,
): Promise<VersionContent> {
  const vendorCurrencies = await repo.vendorCurrencies(tx);
  if (isNew && !vendorCurrencies.includes(currency))
    fields.refuse('currency', 'NOT_DEALT_IN', "currency is one of the vendor's currencies.");
  const content = readVersionContent(fields, input, { currency, vendorCurrencies });
  const named = certificationsNamed(content.tiers);
  const known = await repo.certificationProgramsAmong(
    tx,
    named.map(({ id }) => id),
  );
  for (const { field, id } of named)
    if (!known.has(id)) fields.refuse(field, 'NOT_FOUND', `${field} is the id of a certification program.`);
  return content;
}

const refused = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

const appendProgramEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, code, version }: PartnerProgram,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'PartnerProgram', subjectId: id, partnerId: null, occurredAt },
      data: { ...data, programCode: code, version },
    },
  ]);
