import { describe, expect, it } from 'vitest';
import { reminderToTell } from '../../../src/domains/certifications/award-expiry.rules.ts';

describe('reminders of an end', () => {
  it.each([
    { _case: 'nothing is due', due: [], sent: null, told: null },
    { _case: 'the first is due', due: [90], sent: null, told: 90 },
    { _case: 'the next is due', due: [30], sent: 90, told: 30 },
    { _case: 'two were missed: the most urgent', due: [90, 30], sent: null, told: 30 },
    { _case: 'all were missed', due: [90, 30, 7], sent: null, told: 7 },
    { _case: 'a less urgent one comes late', due: [30], sent: 7, told: null },
  ])('$_case', ({ due, sent, told }) => {
    expect(reminderToTell({ due, sent })).toBe(told);
  });
});
