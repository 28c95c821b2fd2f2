import {
  ConflictError,
  ForbiddenError,
  IdempotencyConflictError,
  type InvalidField,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  RateLimitedError,
  type Refusal,
  StaleVersionError,
} from '../kernel/errors.ts';
import { builder } from './builder.ts';

export const ErrorInterface = builder.interfaceRef<Refusal>('Error').implement({
  description: 'A refusal: nothing was changed. Ask for the fields of its type to learn how to recover.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'A constant to branch on, such as `INVALID_STATE`.' }),
    message: t.exposeString('message', {
      description: 'For people, in English: what was wrong and what to do.',
    }),
  }),
});

builder.objectType(ForbiddenError, {
  name: 'ForbiddenError',
  description: 'You may not do this. Code `FORBIDDEN`.',
  interfaces: [ErrorInterface],
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'The thing does not exist or is hidden from you, alike. Code `NOT_FOUND`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', { nullable: true, description: 'The input field that named it.' }),
  }),
});

export const InvalidFieldType = builder.objectRef<InvalidField>('InvalidField').implement({
  description: 'One input field that breaks a rule.',
  fields: (t) => ({
    field: t.exposeString('field', {
      description: 'Path of the field within the input, such as `contact.email`.',
    }),
    code: t.exposeString('code', {
      description: 'A constant to branch on, such as `REQUIRED` or `TOO_LONG`.',
    }),
    message: t.exposeString('message', { description: 'What the field must look like.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'Input fields break rules; all of them are listed. Code `INVALID_INPUT`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    fields: t.field({
      type: [InvalidFieldType],
      description: 'Every field that breaks a rule.',
      resolve: (error) => [...error.fields],
    }),
  }),
});

builder.objectType(InvalidStateError, {
  name: 'InvalidStateError',
  description: 'The thing is in a state in which this cannot be done. Code `INVALID_STATE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    state: t.exposeString('state', { description: 'The state it is in.' }),
    allowedActions: t.stringList({
      description: 'What you can do with it now.',
      resolve: (error) => [...error.allowedActions],
    }),
  }),
});

builder.objectType(StaleVersionError, {
  name: 'StaleVersionError',
  description: 'It was changed since you read it: read it again and repeat. Code `STALE_VERSION`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    currentVersion: t.exposeInt('currentVersion', { description: 'The version it has now.' }),
  }),
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'It collides with something that exists and that you may know of. Code `CONFLICT`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', { nullable: true, description: 'The input field that collides.' }),
  }),
});

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description: 'The idempotency key was used with other input. Code `IDEMPOTENCY_CONFLICT`.',
  interfaces: [ErrorInterface],
});

builder.objectType(RateLimitedError, {
  name: 'RateLimitedError',
  description: 'Too many requests. Code `RATE_LIMITED`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAt: t.field({
      type: 'DateTime',
      description: 'From when on it can be tried again.',
      resolve: (error) => error.retryAt,
    }),
  }),
});

/** Every mutation can refuse for these; list what else it can refuse for after them. */
export const ALWAYS = [ForbiddenError, InvalidInputError] as const;
/** What changes something that exists can also find it gone, changed or in the wrong state. */
export const ON_CHANGE = [...ALWAYS, NotFoundError, InvalidStateError, StaleVersionError] as const;
/** What creates something can also collide, or repeat a key with other input. */
export const ON_CREATE = [...ALWAYS, NotFoundError, ConflictError, IdempotencyConflictError] as const;
