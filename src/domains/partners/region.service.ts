import { ConflictError, InvalidInputError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './partner.repo.ts';

export type RegionInput = Readonly<{ code: string; name: string; idempotencyKey?: string | null }>;

/** @throws ForbiddenError, InvalidInputError, ConflictError, IdempotencyConflictError */
export async function createRegion(tx: Tx, actor: Actor, input: RegionInput, now: Date): Promise<string> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  const { idempotencyKey, ...content } = input;
  return await once(
    tx,
    actor,
    { mutation: 'regionCreate', key: idempotencyKey, input: content },
    async () => {
      const region = regionOf(content);
      const id = await repo.insertRegion(tx, region);
      if (!id) throw new ConflictError(`There is a region with the code ${region.code} already.`, 'code');
      await appendEvents(tx, actor, [
        {
          type: 'region.created',
          subjectType: 'Region',
          subjectId: id,
          partnerId: null,
          occurredAt: now,
          data: { code: region.code },
        },
      ]);
      return id;
    },
  );
}

function regionOf(input: Readonly<{ code: string; name: string }>) {
  const fields = new FieldReader();
  const region = {
    code: fields.line('code', input.code, 40).toUpperCase(),
    name: fields.line('name', input.name, 100),
  };
  fields.done();
  if (/^[A-Z0-9][A-Z0-9_-]*$/.test(region.code)) return region;
  const message = 'code is letters, digits, _ and -, such as EMEA-NORTH.';
  throw new InvalidInputError([{ field: 'code', code: 'NOT_A_CODE', message }]);
}
