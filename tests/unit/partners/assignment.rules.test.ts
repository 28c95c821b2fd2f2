import { describe, expect, it } from 'vitest';
import { assignmentOf, reassignmentOf } from '../../../src/domains/partners/assignment.rules.ts';

const now = new Date('2026-05-10T12:00:00Z');
const later = new Date('2026-06-01T00:00:00Z');
const input = { partnerId: 'p', function: 'CHANNEL_MANAGER', staffId: 'a' } as const;
const fieldsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { fields: { field: string; code: string }[] }).fields.map(({ field, code }) => [
      field,
      code,
    ]);
  }
  return null;
};

describe('an assignment', () => {
  it('begins now and has no end where nothing else is said', () => {
    expect(assignmentOf(input, now)).toEqual({ ...input, backupId: null, validFrom: now, validTo: null });
    expect(assignmentOf({ ...input, from: later }, now).validFrom).toBe(later);
  });

  it('never begins in the past, ends before it begins, or backs itself up', () => {
    const past = new Date(now.getTime() - 1);
    expect(fieldsOf(() => assignmentOf({ ...input, from: past }, now))).toEqual([['from', 'IN_THE_PAST']]);
    expect(fieldsOf(() => assignmentOf({ ...input, from: later, until: later, backupId: 'a' }, now))).toEqual(
      [
        ['until', 'NOT_AFTER_FROM'],
        ['backupId', 'SAME_PERSON'],
      ],
    );
  });
});

describe('a reassignment', () => {
  it('is of everything where nothing else is said', () => {
    expect(reassignmentOf({ fromStaffId: 'a', toStaffId: 'b' }, now)).toEqual({
      fromStaffId: 'a',
      toStaffId: 'b',
      functions: null,
      partnerIds: null,
      from: now,
    });
  });

  it('goes to somebody else, for a bounded list of partners', () => {
    const partnerIds = Array.from({ length: 1_001 }, String);
    expect(fieldsOf(() => reassignmentOf({ fromStaffId: 'a', toStaffId: 'a', partnerIds }, now))).toEqual([
      ['toStaffId', 'SAME_PERSON'],
      ['partnerIds', 'TOO_MANY'],
    ]);
  });
});
