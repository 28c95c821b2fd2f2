import { describe, expect, it } from 'vitest';
import {
  addressesOf,
  effectiveDayOf,
  partnerActionsAvailable,
  partnerDetailsOf,
  transitionTextsOf,
} from '../../../src/domains/partners/partner.rules.ts';
import { PARTNER_ACTIONS, partnerStates } from '../../../src/domains/partners/partner.states.ts';
import { STAFF_ROLES } from '../../../src/kernel/roles.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const refusalOf = (work: () => unknown) => {
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

describe('the day from which a status holds', () => {
  const today = day('2026-05-10');
  const since = day('2026-05-01');

  it.each([
    ['left out is today', null, '2026-05-10'],
    ['can be today', '2026-05-10', '2026-05-10'],
    ['can be the day of the step before', '2026-05-01', '2026-05-01'],
  ])('%s', (_case, wanted, effective) => {
    expect(effectiveDayOf(wanted ? day(wanted) : null, today, since)).toEqual(day(effective));
  });

  it('is refused from tomorrow on and before the step before', () => {
    expect(refusalOf(() => effectiveDayOf(day('2026-05-11'), today, since))).toEqual([
      ['effectiveOn', 'IN_THE_FUTURE'],
    ]);
    expect(refusalOf(() => effectiveDayOf(day('2026-04-30'), today, since))).toEqual([
      ['effectiveOn', 'BEFORE_LAST_CHANGE'],
    ]);
  });

  it('never lies before the step before, though the vendor moved its clocks back a day', () => {
    expect(effectiveDayOf(null, day('2026-04-30'), since)).toEqual(since);
    expect(effectiveDayOf(since, day('2026-04-30'), since)).toEqual(since);
  });
});

describe('actions', () => {
  it('are for partner operations and administrators alone', () => {
    for (const state of partnerStates.states) {
      for (const role of STAFF_ROLES) {
        const isAllowed = role === 'PARTNER_OPERATIONS' || role === 'ADMIN';
        const actions = partnerActionsAvailable(state, [role], null);
        expect(actions.length > 0).toBe(isAllowed && state !== 'DECLINED');
      }
    }
  });

  it('that bring a sub-account to life are blocked while its master is terminated, and no others', () => {
    const blocked = partnerStates.states
      .flatMap((state) => partnerActionsAvailable(state, ['ADMIN'], 'TERMINATED'))
      .filter(({ available }) => !available)
      .map(({ action }) => action);
    expect(new Set(blocked)).toEqual(new Set(['ACTIVATE', 'RESUME', 'REINSTATE']));
    expect(
      partnerStates.states
        .flatMap((state) => partnerActionsAvailable(state, ['ADMIN'], 'SUSPENDED'))
        .every(({ available }) => available),
    ).toBe(true);
  });
});

describe('texts', () => {
  it.each(PARTNER_ACTIONS)('of %s need a reason, and an agreement only where it is a new one', (action) => {
    expect(refusalOf(() => transitionTextsOf(action, { reason: '' }))).toEqual(
      action === 'REINSTATE'
        ? [
            ['reason', 'REQUIRED'],
            ['agreementReference', 'REQUIRED'],
          ]
        : [['reason', 'REQUIRED']],
    );
  });

  it('leave out what was not given and keep what is cleared', () => {
    expect(partnerDetailsOf({ regionId: null })).toEqual({ regionId: null });
    expect(partnerDetailsOf({ name: ' Pied  Piper, Inc. ' })).toEqual({
      name: 'Pied Piper, Inc.',
      nameKey: 'pied piper',
    });
    expect(refusalOf(() => partnerDetailsOf({ name: 'x'.repeat(201) }))).toEqual([['name', 'TOO_LONG']]);
    expect(refusalOf(() => partnerDetailsOf({ currency: null }))).toEqual([['currency', 'REQUIRED']]);
  });

  it('of addresses name every mistake by its place', () => {
    const address = { kind: 'BILLING', line1: 'PO Box 1', city: 'Oslo', countryCode: 'NO' } as const;
    expect(addressesOf([address])).toEqual([{ ...address, line2: null, state: null, postalCode: null }]);
    expect(refusalOf(() => addressesOf([address, { ...address, line1: '' }]))).toEqual([
      ['addresses.1.kind', 'DUPLICATE'],
      ['addresses.1.line1', 'REQUIRED'],
    ]);
  });
});
