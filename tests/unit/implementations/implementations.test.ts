import { describe, expect, it } from 'vitest';
import {
  checkTeam,
  isSameTeam,
  MEMBERS_MAX,
  type PlannedMember,
  planningBlock,
} from '../../../src/domains/implementations/implementation.rules.ts';
import { implementationStates } from '../../../src/domains/implementations/implementation.states.ts';
import { answerFrom, isSameAnswer } from '../../../src/domains/implementations/satisfaction.rules.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const lead = (membershipId: string): PlannedMember => ({ membershipId, role: 'LEAD' });
const member = (membershipId: string): PlannedMember => ({ membershipId, role: 'MEMBER' });
const many = (count: number) => [
  lead('0'),
  ...Array.from({ length: count - 1 }, (_, at) => member(`${at + 1}`)),
];

describe('the states', () => {
  it.each([
    { state: 'PLANNED', role: 'PARTNER_ADMIN', actions: ['EDIT', 'GO_LIVE', 'CANCEL'] },
    { state: 'LIVE', role: 'PARTNER_ADMIN', actions: ['CANCEL'] },
    { state: 'LIVE', role: 'CHANNEL_MANAGER', actions: ['SIGN_OFF', 'CANCEL'] },
    { state: 'SIGNED_OFF', role: 'ADMIN', actions: [] },
    { state: 'CANCELLED', role: 'ADMIN', actions: [] },
    { state: 'PLANNED', role: 'PARTNER_MEMBER', actions: [] },
    { state: 'LIVE', role: 'FINANCE', actions: [] },
  ] as const)('let $role do $actions from $state', ({ state, role, actions }) => {
    expect(implementationStates.actionsFrom(state, [role])).toEqual(actions);
  });
});

describe('a team', () => {
  it.each([
    { _case: 'a lead alone', team: [lead('a')], codes: [] },
    { _case: 'as many as can be', team: many(MEMBERS_MAX), codes: [] },
    { _case: 'one too many', team: many(MEMBERS_MAX + 1), codes: ['TOO_MANY'] },
    { _case: 'nobody', team: [], codes: ['ONE_LEAD'] },
    { _case: 'nobody who leads', team: [member('a')], codes: ['ONE_LEAD'] },
    { _case: 'two who lead', team: [lead('a'), lead('b')], codes: ['ONE_LEAD'] },
    { _case: 'somebody twice', team: [lead('a'), member('a')], codes: ['TWICE'] },
  ])('of $_case is refused for $codes', ({ team, codes }) => {
    const fields = new FieldReader();
    checkTeam(fields, team);
    expect(fields.invalid.map(({ code }) => code)).toEqual(codes);
  });

  it('is the same in whatever order', () => {
    expect(isSameTeam([lead('a'), member('b')], [member('b'), lead('a')])).toBe(true);
    expect(isSameTeam([lead('a'), member('b')], [lead('b'), member('a')])).toBe(false);
    expect(isSameTeam([lead('a')], [lead('a'), member('b')])).toBe(false);
  });

  it.each(['ONBOARDING', 'ACTIVE', 'SUSPENDED', 'APPROVED'])('begins at a partner that is %s', (status) => {
    expect(planningBlock(status)).toBeNull();
  });

  it.each(['APPLIED', 'DECLINED', 'TERMINATED'])('does not begin at a partner that is %s', (status) => {
    expect(planningBlock(status)).toContain(status);
  });
});

const NOW = new Date('2026-06-15T12:00:00Z');
const ID = '00000000-0000-7000-8000-000000000001';
const ANSWER = { sourceId: 'a-1', partnerId: `Partner_${ID}`, score: 5, answeredAt: NOW };

describe('an answer', () => {
  it.each([
    { _case: 'of this very instant', change: {}, codes: [] },
    { _case: 'of the least score', change: { score: 1 }, codes: [] },
    { _case: 'of no score', change: { score: 0 }, codes: ['score OUT_OF_RANGE'] },
    { _case: 'above the scale', change: { score: 6 }, codes: ['score OUT_OF_RANGE'] },
    {
      _case: 'of a moment to come',
      change: { answeredAt: new Date(NOW.getTime() + 1) },
      codes: ['answeredAt IN_THE_FUTURE'],
    },
    { _case: 'without an id', change: { sourceId: ' ' }, codes: ['sourceId REQUIRED'] },
    { _case: 'about no partner', change: { partnerId: ID }, codes: ['partnerId WRONG_TYPE'] },
    {
      _case: 'about a product',
      change: { implementationId: `Product_${ID}`, score: 9 },
      codes: ['implementationId WRONG_TYPE', 'score OUT_OF_RANGE'],
    },
  ])('$_case is refused for $codes', ({ change, codes }) => {
    const { errors } = answerFrom({ ...ANSWER, ...change }, NOW);
    expect(errors.map(({ field, code }) => `${field} ${code}`)).toEqual(codes);
  });

  it('is another where anything of it differs', () => {
    const { answer } = answerFrom(ANSWER, NOW);
    expect(isSameAnswer(answer, { ...answer, answeredAt: new Date(NOW) })).toBe(true);
    for (const other of [
      { score: 4 },
      { implementationId: ID },
      { partnerId: '' },
      { answeredAt: new Date(0) },
    ])
      expect(isSameAnswer(answer, { ...answer, ...other })).toBe(false);
  });
});
