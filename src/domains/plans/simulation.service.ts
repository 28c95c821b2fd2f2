import { ForbiddenError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './simulation.repo.ts';

export type { FrozenRow, NewLine, SimulationScope } from './simulation.repo.ts';
/** What a simulation reads and writes; only its workflow calls these, which speaks for staff or a job. */
export const { fail, finish, frozenOf, ordersWithin, partnersOfProgram, takeQueued } = repo;

/** How many orders one query simulates, and how many one request for a job. */
export const ORDERS_MAX = { query: 500, job: 100_000 } as const;

export type SimulationInput = Readonly<{
  planVersionId: string;
  programId?: string | null;
  fromOn: Date;
  untilOn: Date;
  idempotencyKey?: string | null;
}>;

/** @throws InvalidInputError where the period ends before it begins. */
export function assertPeriod({ fromOn, untilOn }: Readonly<{ fromOn: Date; untilOn: Date }>): void {
  if (untilOn > fromOn) return;
  const message = 'until is after from.';
  throw new InvalidInputError([{ field: 'until', code: 'ENDS_BEFORE_START', message }]);
}

/**
 * Queues a simulation for the partners of a program, or all: a job does it. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function requestSimulation(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: SimulationInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'SIMULATIONS_RUN');
  const requestedById = actor.personId;
  if (!requestedById) throw new ForbiddenError('Only a person requests a simulation.');
  const request = { mutation: 'commissionSimulationRequest', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { planVersionId, fromOn, untilOn } = input;
    const programId = input.programId ?? null;
    assertPeriod(input);
    if (!(await repo.findVersion(tx, planVersionId))) throw new NotFoundError('version', 'planVersionId');
    if (programId !== null && !(await repo.findProgram(tx, programId)))
      throw new NotFoundError('program', 'programId');
    const data = { planVersionId, programId, fromOn, untilOn, requestedById, requestedAt: now };
    const { id } = await repo.insertSimulation(tx, data);
    await appendEvents(tx, actor, [
      {
        ...{ type: 'commission_simulation.requested', subjectType: 'CommissionSimulation', subjectId: id },
        ...{ partnerId: null, occurredAt: now, data: { planVersionId, programId } },
      },
    ]);
    return id;
  });
}
