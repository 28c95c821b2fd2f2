import { beforeAll, describe, expect, it } from 'vitest';
import {
  businessCalendarFrom,
  fiscalCalendarFrom,
  readSettings,
  responseStandardFrom,
} from '../../src/domains/settings/settings.service.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const FIELDS = `name timeZone currency currencies version
  fiscalCalendar { kind startMonth weekPattern yearEndWeekday yearEndRule yearNamedBy }
  businessHours { weekday opens closes } holidays { date name }
  responseStandards { subject warnMinutes breachMinutes }`;
const UPDATE = `mutation ($input: VendorSettingsUpdateInput!) { vendorSettingsUpdate(input: $input) { __typename
  ... on VendorSettings { ${FIELDS} } ... on Error { code message } ... on InvalidInputError { fields { field code } }
  ... on StaleVersionError { currentVersion } } }`;

let portal: Portal;
let administrator: string;

beforeAll(async () => {
  portal = await startPortal();
  administrator = (await aStaffMember(portal, 'ADMIN')).subject;
});

const settings = async () =>
  (await portal.send(administrator, `{ vendorSettings { ${FIELDS} } }`)).data.vendorSettings;
const update = async (change: object, subject: string | null = administrator) => {
  const { version } = await settings();
  const answer = await portal.send(subject, UPDATE, { input: { version, ...change } });
  return answer.data?.vendorSettingsUpdate ?? answer.errors?.[0];
};
const updates = () =>
  portal.arrange((tx) => tx.event.findMany({ where: { type: 'settings.updated' }, orderBy: { id: 'asc' } }));

describe('vendor settings', () => {
  it('begin with the plainest, which everybody who is signed in may read', async () => {
    const partner = await aPartner(portal);
    for (const { subject } of [
      await aMember(portal, partner.id, 'PARTNER_MEMBER'),
      await aStaffMember(portal, 'SERVICE'),
    ]) {
      const answer = await portal.send(
        subject,
        '{ vendorSettings { timeZone currencies version holidays { name } } }',
      );
      expect(answer.data.vendorSettings).toEqual({
        timeZone: 'UTC',
        currencies: ['USD'],
        version: 1,
        holidays: [],
      });
    }
    expect((await portal.send(null, '{ vendorSettings { name } }')).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    expect((await settings()).businessHours).toEqual(
      ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'].map((weekday) => ({
        weekday,
        opens: '09:00',
        closes: '17:00',
      })),
    );
  });

  it('are the administrator’s to change, and nobody else’s', async () => {
    const before = await portal.arrange(readSettings);
    const partner = await aPartner(portal);
    const others = [
      (await aMember(portal, partner.id)).subject,
      (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject,
      (await aStaffMember(portal, 'SERVICE')).subject,
      'stranger',
      null,
    ];
    for (const subject of others)
      expect(await update({ name: 'Mine' }, subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await portal.arrange(readSettings)).toEqual(before);
    expect(await updates()).toEqual([]);
  });

  it('change part by part, count up and leave an event with the names of what changed', async () => {
    const changed = await update({
      name: '  Initrode  ',
      timeZone: 'America/New_York',
      currenciesAdded: ['EUR', 'JPY'],
      businessHours: [
        { weekday: 'SATURDAY', opens: '10:00', closes: '24:00' },
        { weekday: 'MONDAY', opens: '13:00', closes: '17:30' },
        { weekday: 'MONDAY', opens: '09:00', closes: '12:00' },
      ],
      holidaysAdded: [
        { date: '2026-12-25', name: 'Christmas' },
        { date: '2026-07-03', name: 'Off' },
      ],
      responseStandards: [{ subject: 'REFERRAL_DECISION', warnMinutes: 60, breachMinutes: 120 }],
      fiscalCalendar: {
        ...{ kind: 'WEEKS', startMonth: 2, yearNamedBy: 'START' },
        ...{ weekPattern: 'WEEKS_4_5_4', yearEndWeekday: 'SATURDAY', yearEndRule: 'NEAREST' },
      },
    });
    expect(changed).toMatchObject({ name: 'Initrode', timeZone: 'America/New_York', version: 2 });
    expect(changed.currencies).toEqual(['EUR', 'JPY', 'USD']);
    expect(changed.businessHours).toEqual([
      { weekday: 'MONDAY', opens: '09:00', closes: '12:00' },
      { weekday: 'MONDAY', opens: '13:00', closes: '17:30' },
      { weekday: 'SATURDAY', opens: '10:00', closes: '24:00' },
    ]);
    expect(changed.fiscalCalendar).toEqual({
      ...{ kind: 'WEEKS', startMonth: 2, yearNamedBy: 'START' },
      ...{ weekPattern: 'WEEKS_4_5_4', yearEndWeekday: 'SATURDAY', yearEndRule: 'NEAREST' },
    });
    const again = await update({
      holidaysRemoved: ['2026-07-03'],
      currenciesRemoved: ['JPY'],
      currency: 'EUR',
    });
    expect(again).toMatchObject({ currency: 'EUR', currencies: ['EUR', 'USD'], version: 3 });
    expect(again.holidays).toEqual([{ date: '2026-12-25', name: 'Christmas' }]);
    expect((await updates()).map(({ data }) => data)).toEqual([
      {
        version: 2,
        changed: [
          'businessHours',
          'currencies',
          'fiscalCalendar',
          'holidays',
          'name',
          'responseStandards',
          'timeZone',
        ],
      },
      { version: 3, changed: ['currencies', 'currency', 'holidays'] },
    ]);
  });

  it('write nothing where all is as asked already', async () => {
    const before = await portal.arrange(readSettings);
    const { name, timeZone } = before.settings;
    expect(await update({ name, timeZone })).toMatchObject({
      __typename: 'VendorSettings',
      version: before.version,
    });
    expect(await portal.arrange(readSettings)).toEqual(before);
  });

  it.each([
    [
      'reversed hours',
      { businessHours: [{ weekday: 'MONDAY', opens: '17:00', closes: '09:00' }] },
      'businessHours',
    ],
    [
      'overlapping hours',
      {
        businessHours: [
          { weekday: 'MONDAY', opens: '09:00', closes: '13:00' },
          { weekday: 'MONDAY', opens: '12:00', closes: '17:00' },
        ],
      },
      'businessHours',
    ],
    [
      'a thirteenth month',
      { fiscalCalendar: { kind: 'MONTHS', startMonth: 13, yearNamedBy: 'END' } },
      'fiscalCalendar',
    ],
    [
      'weeks that nobody described, after a thirteenth month',
      {
        fiscalCalendar: {
          ...{ kind: 'WEEKS', startMonth: 13, yearNamedBy: 'END', weekPattern: 'WEEKS_4_4_5' },
          ...{ yearEndWeekday: 'SUNDAY', yearEndRule: 'LAST' },
        },
      },
      'fiscalCalendar',
    ],
    [
      'weeks without a pattern',
      { fiscalCalendar: { kind: 'WEEKS', startMonth: 1, yearNamedBy: 'END' } },
      'fiscalCalendar',
    ],
  ])('refuse %s and keep what was', async (_case, change, field) => {
    const before = await portal.arrange(readSettings);
    const refused = await update({ name: 'Changed?', ...change });
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: [{ field }] });
    expect(await portal.arrange(readSettings)).toEqual(before);
  });

  it('keep a currency in which partners are paid', async () => {
    await aPartner(portal, { currency: 'GBP' });
    await update({ currenciesAdded: ['GBP'] });
    const before = await portal.arrange(readSettings);
    expect(await update({ currenciesRemoved: ['GBP'] })).toMatchObject({
      fields: [{ field: 'currenciesRemoved', code: 'IN_USE' }],
    });
    expect(await portal.arrange(readSettings)).toEqual(before);
  });

  it.each([
    ['an unknown time zone', { timeZone: 'Europe/Nowhere' }],
    ['a fixed offset', { timeZone: '+02:00' }],
    ["ISO 4217's code for no currency", { currency: 'XXX' }],
    ['a day that does not exist', { holidaysRemoved: ['2026-02-30'] }],
    [
      'a pattern of weeks for months',
      { fiscalCalendar: { kind: 'MONTHS', startMonth: 1, yearNamedBy: 'END', weekPattern: 'WEEKS_4_4_5' } },
    ],
  ])('refuse the request where it has %s', async (_case, change) => {
    const before = await portal.arrange(readSettings);
    expect((await update(change)).extensions.code).toBe('BAD_USER_INPUT');
    expect(await portal.arrange(readSettings)).toEqual(before);
  });

  it('let one of two concurrent changes through and tell the other the version', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { version } = await settings();
      const send = (name: string) => portal.send(administrator, UPDATE, { input: { version, name } });
      const answers = (await Promise.all([send(`One ${round}`), send(`Two ${round}`)])).map(
        ({ data }) => data.vendorSettingsUpdate,
      );
      expect(answers.map((answer) => answer.__typename).sort()).toEqual([
        'StaleVersionError',
        'VendorSettings',
      ]);
      expect(answers.find((answer) => answer.code)).toMatchObject({ currentVersion: version + 1 });
    }
  });

  it('are what clocks and calendars of other domains run by', async () => {
    await update({
      timeZone: 'Europe/Berlin',
      businessHours: [{ weekday: 'TUESDAY', opens: '08:00', closes: '12:00' }],
      fiscalCalendar: { kind: 'MONTHS', startMonth: 7, yearNamedBy: 'END' },
      responseStandards: [{ subject: 'REFERRAL_DECISION', warnMinutes: 30, breachMinutes: 90 }],
    });
    const calendar = await portal.arrange(businessCalendarFrom);
    expect(calendar.timeZone).toBe('Europe/Berlin');
    expect(calendar.minutesByWeekday[1]).toEqual([{ opensMinute: 480, closesMinute: 720 }]);
    expect(await portal.arrange(fiscalCalendarFrom)).toEqual({
      ...{ timeZone: 'Europe/Berlin', yearNamedBy: 'END', layout: { kind: 'MONTHS', startMonth: 7 } },
    });
    expect(await portal.arrange((tx) => responseStandardFrom(tx, 'REFERRAL_DECISION'))).toMatchObject({
      warnMinutes: 30,
      breachMinutes: 90,
    });
    const PERIODS = `{ year: fiscalPeriod(on: "2026-06-30", grain: YEAR) { label from until }
      quarter: fiscalPeriod(on: "2026-07-01", grain: QUARTER) { label from until }
      month: fiscalPeriod(on: "2027-01-31", grain: MONTH) { label grain from until } }`;
    expect((await portal.send(administrator, PERIODS)).data).toEqual({
      year: { label: 'FY2026', from: '2025-07-01', until: '2026-07-01' },
      quarter: { label: 'FY2027-Q1', from: '2026-07-01', until: '2026-10-01' },
      month: { label: 'FY2027-P07', grain: 'MONTH', from: '2027-01-01', until: '2027-02-01' },
    });
    expect(portal.unexpected).toEqual([]);
  });
});
