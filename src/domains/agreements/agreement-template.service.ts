import { createHash } from 'node:crypto';
import { ConflictError, InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type {
  AgreementTemplate,
  AgreementTemplateVersion,
} from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './agreement-template.repo.ts';
import {
  readCode,
  readContent,
  type TemplateContentInput,
  type TemplateKind,
} from './agreement-template.rules.ts';
import {
  type TemplateVersionAction,
  type TemplateVersionStatus,
  templateVersionStates,
} from './agreement-template.states.ts';

const TITLE_LENGTH_MAX = 200;

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

export type TemplateInput = Readonly<{
  code: string;
  title: string;
  kind: TemplateKind;
  content: TemplateContentInput;
  idempotencyKey?: string | null;
}>;

/**
 * Makes a template with its first version as a draft. Answers its id.
 * @throws ForbiddenError, InvalidInputError, ConflictError, IdempotencyConflictError
 */
export async function createTemplate(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: TemplateInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const request = { mutation: 'agreementTemplateCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const code = readCode(fields, 'code', input.code);
    const title = fields.line('title', input.title, TITLE_LENGTH_MAX);
    const content = readContent(fields, input.content, sha256Of);
    fields.done();
    const template = await repo.insertTemplate(tx, { code, title, kind: input.kind, createdAt: now });
    if (!template) throw new ConflictError(`There is a template ${code} already; revise that one.`, 'code');
    await repo.insertVersion(tx, { ...content, templateId: template.id, number: 1 });
    await appendTemplateEvent(tx, actor, 'agreement_template.created', template, now, { number: 1 });
    return template.id;
  });
}

type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Writes the draft: changes the one there is, or begins the next version.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function reviseTemplate(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ title?: string | null; content: TemplateContentInput }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const { template, versions } = await lockCurrent(tx, input);
  const fields = new FieldReader();
  const title = input.title == null ? template.title : fields.line('title', input.title, TITLE_LENGTH_MAX);
  const content = readContent(fields, input.content, sha256Of);
  fields.done();
  const [latest] = versions;
  const draft =
    latest?.status === 'DRAFT'
      ? await repo.updateVersion(tx, latest.id, content)
      : await repo.insertVersion(tx, {
          ...content,
          templateId: template.id,
          number: (latest?.number ?? 0) + 1,
        });
  const revised = await repo.countUp(tx, template, title);
  await appendTemplateEvent(tx, actor, 'agreement_template.revised', revised, now, { number: draft.number });
}

/**
 * Publishes the draft for good, and retires the version that was offered until now. What was agreed to stays in force.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where there is no draft
 */
export async function publishTemplate(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const { template, versions } = await lockCurrent(tx, input);
  const draft = inStateFor('PUBLISH', actor, versions);
  const offered = versions.find(({ status }) => status === 'PUBLISHED');
  if (offered) await repo.updateVersion(tx, offered.id, { status: 'RETIRED', retiredAt: now });
  await repo.updateVersion(tx, draft.id, { status: 'PUBLISHED', publishedAt: now });
  const published = await repo.countUp(tx, template);
  await appendTemplateEvent(tx, actor, 'agreement_template.published', published, now, {
    number: draft.number,
    retiredNumber: offered?.number ?? null,
  });
}

/**
 * Stops offering a template; what was agreed to stays in force until it ends.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where none is offered
 */
export async function retireTemplate(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const { template, versions } = await lockCurrent(tx, input);
  const offered = inStateFor('RETIRE', actor, versions);
  await repo.updateVersion(tx, offered.id, { status: 'RETIRED', retiredAt: now });
  const retired = await repo.countUp(tx, template);
  await appendTemplateEvent(tx, actor, 'agreement_template.retired', retired, now, {
    number: offered.number,
  });
}

async function lockCurrent(tx: Tx, { id, version }: Versioned) {
  const template = await repo.lockTemplate(tx, id);
  if (!template) throw new NotFoundError('template', 'id');
  if (template.version !== version) throw new StaleVersionError(template.version);
  return { template, versions: await repo.versionsOf(tx, id) };
}

/** The version that the action starts from. */
function inStateFor(
  action: TemplateVersionAction,
  actor: Actor,
  versions: readonly AgreementTemplateVersion[],
): AgreementTemplateVersion {
  const statusOf = ({ status }: AgreementTemplateVersion) => status as TemplateVersionStatus;
  const found = versions.find((one) => templateVersionStates.isAllowed(statusOf(one), action, actor.roles));
  if (found) return found;
  const actions = versions.flatMap((one) => templateVersionStates.actionsFrom(statusOf(one), actor.roles));
  throw new InvalidStateError(action, versions[0]?.status ?? 'NONE', [...new Set(actions)]);
}

const appendTemplateEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, code, version }: AgreementTemplate,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'AgreementTemplate',
      subjectId: id,
      partnerId: null,
      occurredAt,
      data: { ...data, templateCode: code, version },
    },
  ]);
