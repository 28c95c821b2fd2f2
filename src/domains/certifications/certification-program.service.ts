import { ConflictError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { CertificationProgram } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './certification-program.repo.ts';
import { type CertificationAudience, NAME_LENGTH_MAX } from './certification-program.rules.ts';
import { readCode } from './certification-requirement.rules.ts';
import * as versions from './certification-version.repo.ts';
import {
  readVersionContent,
  type VersionContent,
  type VersionContentInput,
} from './certification-version.rules.ts';

export type ProgramInput = Readonly<{
  code: string;
  name: string;
  audience: CertificationAudience;
  productId?: string | null;
  parentId?: string | null;
  content: VersionContentInput;
  idempotencyKey?: string | null;
}>;

/**
 * Makes a program with its first version as a draft. Answers its id.
 * @throws ForbiddenError, InvalidInputError, ConflictError, IdempotencyConflictError
 */
export async function createProgram(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: ProgramInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'CERTIFICATIONS_WRITE');
  const request = { mutation: 'certificationProgramCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { audience, productId = null, parentId = null } = input;
    const fields = new FieldReader();
    const code = readCode(fields, 'code', input.code);
    const name = fields.line('name', input.name, NAME_LENGTH_MAX);
    const content = await readKnownContent(tx, fields, input.content);
    await refuseUnknown(tx, fields, { productId, parentId });
    fields.done();
    const data = { code, name, audience, productId, parentId, createdAt: now };
    const program = await repo.insertProgram(tx, data);
    if (!program)
      throw new ConflictError(`There is a certification ${code} already; revise that one.`, 'code');
    await versions.insertDraft(tx, program.id, 1, content);
    await appendProgramEvent(tx, actor, 'certification_program.created', program, now, { number: 1 });
    return program.id;
  });
}

export type Versioned = Readonly<{ id: string; version: number }>;

export type ProgramChange = Readonly<{
  name?: string | null;
  audience?: CertificationAudience | null;
  productId?: string | null;
  parentId?: string | null;
}>;

/**
 * Changes what a program is called and where it belongs; what is left out stays. What already is as asked writes
 * nothing and keeps the version.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function updateProgram(
  tx: Tx,
  actor: Actor,
  { id, version, ...change }: Versioned & ProgramChange,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'CERTIFICATIONS_WRITE');
  if (change.parentId) await repo.lockProgramGraph(tx);
  const program = await lockCurrent(tx, { id, version });
  const fields = new FieldReader();
  const after = {
    name: change.name === undefined ? program.name : fields.line('name', change.name, NAME_LENGTH_MAX),
    audience: change.audience === undefined ? program.audience : (change.audience ?? ''),
    productId: change.productId === undefined ? program.productId : change.productId,
    parentId: change.parentId === undefined ? program.parentId : change.parentId,
  };
  if (after.audience === '')
    fields.refuse('audience', 'REQUIRED', 'audience is required; leave it out to keep it.');
  await refuseUnknown(tx, fields, after);
  if (change.parentId && (await repo.isAncestor(tx, id, change.parentId)))
    fields.refuse(
      'parentId',
      'CYCLE',
      'parentId is not the certification itself, nor one that specializes it.',
    );
  fields.done();
  const keys = Object.keys(after) as (keyof typeof after)[];
  const changed = keys.filter((key) => after[key] !== program[key]);
  if (changed.length === 0) return;
  const updated = await repo.updateProgram(tx, program, after);
  await appendProgramEvent(tx, actor, 'certification_program.updated', updated, now, { changed });
}

async function refuseUnknown(
  tx: Tx,
  fields: FieldReader,
  { productId, parentId }: Readonly<{ productId: string | null; parentId: string | null }>,
) {
  if (productId && !(await repo.productExists(tx, productId)))
    fields.refuse('productId', 'NOT_FOUND', 'productId is the id of a product; list them with products.');
  if (parentId && !(await repo.programsAmong(tx, [parentId])).has(parentId))
    fields.refuse('parentId', 'NOT_FOUND', 'parentId is the id of a certification.');
}

/** Reads what a version asks for, and refuses what it names and is not there. */
export async function readKnownContent(
  tx: Tx,
  fields: FieldReader,
  input: VersionContentInput,
): Promise<VersionContent> {
  const content = readVersionContent(fields, 'content', input);
  const { prerequisiteIds, groups } = content;
  const known = await repo.programsAmong(tx, prerequisiteIds);
  if (prerequisiteIds.some((id) => !known.has(id)))
    fields.refuse(
      'content.prerequisiteIds',
      'NOT_FOUND',
      'content.prerequisiteIds are ids of certifications; list them with certificationPrograms.',
    );
  const templateIds = groups.flatMap(({ requirements }) => requirements.map(({ templateId }) => templateId));
  const templates = await versions.templatesAmong(
    tx,
    templateIds.filter((id) => id !== null),
  );
  groups.forEach(({ requirements }, group) => {
    requirements.forEach(({ templateId }, index) => {
      const field = `content.groups.${group}.requirements.${index}.templateId`;
      if (templateId && !templates.has(templateId))
        fields.refuse(
          field,
          'NOT_FOUND',
          `${field} is the id of a template; list them with agreementTemplates.`,
        );
    });
  });
  return content;
}

/** @throws NotFoundError, StaleVersionError */
export async function lockCurrent(tx: Tx, { id, version }: Versioned): Promise<CertificationProgram> {
  const program = await repo.lockProgram(tx, id);
  if (!program) throw new NotFoundError('certification', 'id');
  if (program.version !== version) throw new StaleVersionError(program.version);
  return program;
}

export const appendProgramEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, code, version }: CertificationProgram,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'CertificationProgram',
      subjectId: id,
      partnerId: null,
      occurredAt,
      data: { ...data, programCode: code, version },
    },
  ]);
