import { describe, expect, it } from 'vitest';
import {
  changedSettings,
  monthBefore,
  type Settings,
  type SettingsChange,
  settingsAfter,
} from '../../../src/domains/settings/settings.rules.ts';
import { InvalidInputError } from '../../../src/kernel/errors.ts';

const SETTINGS: Settings = {
  name: 'Vendor',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  fiscalCalendar: { yearNamedBy: 'END', layout: { kind: 'MONTHS', startMonth: 7 } },
  businessHours: [{ weekday: 'MONDAY', opens: '09:00', closes: '17:00' }],
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
  currencies: ['EUR', 'USD'],
  responseStandards: [{ subject: 'REFERRAL_DECISION', warnMinutes: 480, breachMinutes: 960 }],
};

const refusalOf = (change: SettingsChange) => {
  try {
    settingsAfter(SETTINGS, change);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields.map(({ field, code }) => `${field} ${code}`);
    throw error;
  }
  return [];
};

const hours = (weekday: 'MONDAY' | 'SUNDAY', opens: string, closes: string) => ({ weekday, opens, closes });
const standard = (warnMinutes: number, breachMinutes: number) => ({
  responseStandards: [{ subject: 'REFERRAL_DECISION' as const, warnMinutes, breachMinutes }],
});

describe('a change of settings', () => {
  it.each<{ _case: string; change: SettingsChange; refused: string[] }>([
    {
      _case: 'hours that close before they open',
      change: { businessHours: [hours('MONDAY', '17:00', '09:00')] },
      refused: ['businessHours INVALID_HOURS'],
    },
    {
      _case: 'hours that never open',
      change: { businessHours: [hours('MONDAY', '09:00', '09:00')] },
      refused: ['businessHours INVALID_HOURS'],
    },
    {
      _case: 'a time that no clock shows',
      change: { businessHours: [hours('MONDAY', '9:00', '17:61')] },
      refused: ['businessHours INVALID_HOURS'],
    },
    {
      _case: 'hours that overlap, in whatever order they come',
      change: { businessHours: [hours('MONDAY', '12:59', '18:00'), hours('MONDAY', '08:00', '13:00')] },
      refused: ['businessHours OVERLAPPING_HOURS'],
    },
    { _case: 'no hours at all', change: { businessHours: [] }, refused: ['businessHours NO_OPEN_HOURS'] },
    {
      _case: 'a month that does not exist',
      change: { fiscalCalendar: { yearNamedBy: 'END', layout: { kind: 'MONTHS', startMonth: 13 } } },
      refused: ['fiscalCalendar INVALID_LAYOUT'],
    },
    { _case: 'a blank name', change: { name: ' \u200b ' }, refused: ['name REQUIRED'] },
    { _case: 'a currency not dealt in', change: { currency: 'JPY' }, refused: ['currency NOT_DEALT_IN'] },
    {
      _case: 'leaving the own currency',
      change: { currenciesRemoved: ['EUR'] },
      refused: ['currency NOT_DEALT_IN'],
    },
    {
      _case: 'a breach before the warning',
      change: standard(60, 60),
      refused: ['responseStandards.0 INVALID_RESPONSE'],
    },
    {
      _case: 'a warning at once',
      change: standard(0, 60),
      refused: ['responseStandards.0 INVALID_RESPONSE'],
    },
    {
      _case: 'everything wrong at once',
      change: { name: '', currency: 'JPY', businessHours: [], ...standard(2, 1) },
      refused: [
        'name REQUIRED',
        'responseStandards.0 INVALID_RESPONSE',
        'businessHours NO_OPEN_HOURS',
        'currency NOT_DEALT_IN',
      ],
    },
    {
      _case: 'more holidays than there may be',
      change: {
        holidaysAdded: Array.from({ length: 2_000 }, (_, day) => ({
          date: new Date(Date.UTC(2030, 0, 1 + day)).toISOString().slice(0, 10),
          name: 'Off',
        })),
      },
      refused: ['holidaysAdded TOO_MANY_HOLIDAYS'],
    },
  ])('is refused: $_case', ({ change, refused }) => {
    expect(refusalOf(change)).toEqual(refused);
  });

  it('takes a new currency and reports in it at once', () => {
    const after = settingsAfter(SETTINGS, { currency: 'JPY', currenciesAdded: ['JPY', 'EUR'] });
    expect(after).toMatchObject({ currency: 'JPY', currencies: ['EUR', 'JPY', 'USD'] });
    expect(changedSettings(SETTINGS, after)).toEqual(['currencies', 'currency']);
  });

  it('puts hours in the order of the week, and lets an interval begin where another ends', () => {
    const { businessHours } = settingsAfter(SETTINGS, {
      businessHours: [
        hours('SUNDAY', '22:00', '24:00'),
        hours('MONDAY', '13:00', '17:00'),
        hours('MONDAY', '09:00', '13:00'),
      ],
    });
    expect(businessHours.map(({ weekday, opens }) => `${weekday} ${opens}`)).toEqual([
      'MONDAY 09:00',
      'MONDAY 13:00',
      'SUNDAY 22:00',
    ]);
  });

  it('renames, adds and removes holidays by their day', () => {
    const { holidays } = settingsAfter(SETTINGS, {
      holidaysAdded: [
        { date: '2026-12-25', name: ' Christmas   Day ' },
        { date: '2026-05-01', name: 'Labor Day' },
      ],
      holidaysRemoved: ['2026-01-01'],
    });
    expect(holidays).toEqual([
      { date: '2026-05-01', name: 'Labor Day' },
      { date: '2026-12-25', name: 'Christmas Day' },
    ]);
    expect(settingsAfter(SETTINGS, { holidaysRemoved: ['2026-12-25'] }).holidays).toEqual([]);
  });

  it('names nothing where nothing differs', () => {
    const { currenciesAdded, ...same } = { ...SETTINGS, currenciesAdded: ['EUR'] };
    expect(changedSettings(SETTINGS, settingsAfter(SETTINGS, { ...same, currenciesAdded }))).toEqual([]);
  });
});

it('counts months back, and leaves what is none as it is', () => {
  expect([1, 2, 12, 0, 13].map(monthBefore)).toEqual([12, 1, 11, 0, 13]);
});
