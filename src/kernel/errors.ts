/**
 * An expected refusal: a rule said no, nothing was written, and the caller can recover.
 * The API returns it as data, so its message and fields must hold nothing that the caller may not know.
 */
export abstract class Refusal extends Error {
  abstract readonly code: string;
}

/** The caller is known but may not do this. */
export class ForbiddenError extends Refusal {
  readonly code = 'FORBIDDEN';

  constructor(
    message = 'You do not have the permission that this needs. Ask an administrator of your account.',
  ) {
    super(message);
  }
}

/** The thing does not exist, or the caller may not know that it does: both answer alike. */
export class NotFoundError extends Refusal {
  readonly code = 'NOT_FOUND';
  readonly field: string | null;

  constructor(what: string, field: string | null = null) {
    super(`No ${what} with this id is visible to you. Check the id, or list what you can see.`);
    this.field = field;
  }
}

export type InvalidField = Readonly<{ field: string; code: string; message: string }>;

/** One or more input fields break a rule; all of them are listed so that a form can show them at once. */
export class InvalidInputError extends Refusal {
  readonly code = 'INVALID_INPUT';
  readonly fields: readonly InvalidField[];

  constructor(fields: readonly InvalidField[]) {
    super(fields.map(({ message }) => message).join(' '));
    this.fields = fields;
  }
}

/** The thing is in a state that does not allow the action now. */
export class InvalidStateError extends Refusal {
  readonly code = 'INVALID_STATE';
  readonly state: string;
  readonly allowedActions: readonly string[];

  constructor(action: string, state: string, allowedActions: readonly string[], because?: string) {
    const allowed = allowedActions.length > 0 ? allowedActions.join(', ') : 'none';
    super(
      `${action} is not possible in state ${state}${because ? `: ${because}` : '.'} Possible now: ${allowed}.`,
    );
    this.state = state;
    this.allowedActions = allowedActions;
  }
}

/** Somebody changed the thing since the caller read it. */
export class StaleVersionError extends Refusal {
  readonly code = 'STALE_VERSION';
  readonly currentVersion: number;

  constructor(currentVersion: number) {
    super(
      `This was changed since you read it; it is now version ${currentVersion}. Read it again and repeat your change.`,
    );
    this.currentVersion = currentVersion;
  }
}

/** Something with the same identity exists already, and the caller may know of it. */
export class ConflictError extends Refusal {
  readonly code = 'CONFLICT';
  readonly field: string | null;

  constructor(message: string, field: string | null = null) {
    super(message);
    this.field = field;
  }
}

/** The idempotency key was used before with other input. */
export class IdempotencyConflictError extends Refusal {
  readonly code = 'IDEMPOTENCY_CONFLICT';

  constructor() {
    super('This idempotency key was already used with other input. Send a new key for a new request.');
  }
}

/** The caller asks too often. */
export class RateLimitedError extends Refusal {
  readonly code = 'RATE_LIMITED';
  readonly retryAt: Date;

  constructor(retryAt: Date) {
    super(`Too many requests. Try again after ${retryAt.toISOString()}.`);
    this.retryAt = retryAt;
  }
}
