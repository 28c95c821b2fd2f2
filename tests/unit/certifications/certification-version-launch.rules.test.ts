import { describe, expect, it } from 'vitest';
import {
  inEffectOn,
  programActionsAvailable,
} from '../../../src/domains/certifications/certification-program.rules.ts';
import {
  type LaunchFacts,
  type LaunchInput,
  readLaunch,
  retiredWith,
} from '../../../src/domains/certifications/certification-version-launch.rules.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const TODAY = day('2026-06-15');

const aVersion = (number: number, status: string, launchOn: string | null) => ({
  number,
  status,
  launchOn: launchOn === null ? null : day(launchOn),
});

const LIVE = aVersion(1, 'PUBLISHED', '2026-01-01');

function launched(input: LaunchInput, facts: Partial<LaunchFacts> = {}) {
  const fields = new FieldReader();
  const launch = readLaunch(fields, input, {
    today: TODAY,
    others: [LIVE],
    hasBridgeRequirement: true,
    ...facts,
  });
  return { launch, said: fields.invalid.map(({ field, code }) => `${field} ${code}`) };
}

describe('a launch', () => {
  it('is today and leaves awards alone where nothing is said', () => {
    const plain = { launchOn: TODAY, transition: 'UNTIL_EXPIRY', transitionUntil: null };
    expect(launched({})).toEqual({ launch: plain, said: [] });
    expect(launched({ transition: 'UNTIL_EXPIRY' }, { others: [] })).toEqual({ launch: plain, said: [] });
    const bridge = { transition: 'BRIDGE', transitionUntil: day('2026-06-15') } as const;
    expect(launched(bridge)).toEqual({ launch: { launchOn: TODAY, ...bridge }, said: [] });
  });

  it.each<{ _case: string; input: LaunchInput; facts?: Partial<LaunchFacts>; said: string[] }>([
    { _case: 'yesterday', input: { launchOn: day('2026-06-14') }, said: ['launchOn IN_THE_PAST'] },
    { _case: 'later', input: { launchOn: day('2027-01-01') }, said: [] },
    {
      _case: 'with the version before',
      input: { launchOn: day('2026-07-01') },
      facts: { others: [LIVE, aVersion(2, 'PUBLISHED', '2026-07-01')] },
      said: ['launchOn NOT_AFTER_VERSION_BEFORE'],
    },
    {
      _case: 'before the version before',
      input: { launchOn: day('2026-06-30') },
      facts: { others: [LIVE, aVersion(2, 'PUBLISHED', '2026-07-01')] },
      said: ['launchOn NOT_AFTER_VERSION_BEFORE'],
    },
    {
      _case: 'the day after the version before',
      input: { launchOn: day('2026-07-02') },
      facts: { others: [LIVE, aVersion(2, 'PUBLISHED', '2026-07-01')] },
      said: [],
    },
    {
      _case: 'before one that was retired before its own launch',
      input: { launchOn: day('2026-06-30') },
      facts: { others: [LIVE, aVersion(2, 'RETIRED', '2026-07-01')] },
      said: [],
    },
    {
      _case: 'on the day of one that was retired',
      input: {},
      facts: { others: [aVersion(1, 'RETIRED', '2026-06-15')] },
      said: ['launchOn NOT_AFTER_VERSION_BEFORE'],
    },
    {
      _case: 'until a date that is not given',
      input: { transition: 'UNTIL_DATE' },
      said: ['transitionUntil REQUIRED'],
    },
    {
      _case: 'until a date before the launch',
      input: { transition: 'UNTIL_DATE', launchOn: day('2026-08-01'), transitionUntil: day('2026-07-31') },
      said: ['transitionUntil BEFORE_LAUNCH'],
    },
    {
      _case: 'until expiry, but also until a date',
      input: { transitionUntil: day('2026-08-01') },
      said: ['transitionUntil NOT_NEEDED'],
    },
    {
      _case: 'a bridge over nothing',
      input: { transition: 'BRIDGE' },
      facts: { hasBridgeRequirement: false },
      said: ['transition NO_BRIDGE_REQUIREMENT'],
    },
    {
      _case: 'a bridge from nowhere',
      input: { transition: 'BRIDGE' },
      facts: { others: [] },
      said: ['transition NO_VERSION_BEFORE'],
    },
    {
      _case: 'until a date for the first',
      input: { transition: 'UNTIL_DATE', transitionUntil: day('2026-08-01') },
      facts: { others: [] },
      said: ['transition NO_VERSION_BEFORE'],
    },
  ])('$_case', ({ input, facts, said }) => {
    expect(launched(input, facts).said).toEqual(said);
  });
});

const VERSIONS = [
  aVersion(5, 'DRAFT', null),
  aVersion(4, 'PUBLISHED', '2026-07-01'),
  aVersion(3, 'PUBLISHED', '2026-03-01'),
  aVersion(2, 'RETIRED', '2026-02-01'),
  aVersion(1, 'PUBLISHED', '2026-01-01'),
];

describe('what is in effect, and what is retired', () => {
  it.each([
    ['2025-12-31', null],
    ['2026-01-01', 1],
    ['2026-02-15', 1],
    ['2026-03-01', 3],
    ['2026-06-30', 3],
    ['2026-07-01', 4],
  ])('on %s it is version %s', (on, number) => {
    expect(inEffectOn(VERSIONS, day(on))?.number ?? null).toBe(number);
    expect(inEffectOn([...VERSIONS].reverse(), day(on))?.number ?? null).toBe(number);
  });

  it.each([
    [null, [4, 3, 1]],
    [4, [4]],
    [3, [3, 1]],
    [1, [1]],
    [2, []],
    [5, []],
    [9, []],
  ])('retiring %s retires %j', (number, retired) => {
    expect(retiredWith(VERSIONS, number, TODAY).map((version) => version.number)).toEqual(retired);
  });
});

describe('what can be done with a certification', () => {
  it.each([
    {
      _case: 'a draft',
      versions: [{ status: 'DRAFT', isEmpty: false }],
      may: ['REVISE', 'PUBLISH'],
      blocked: [],
    },
    {
      _case: 'an empty draft',
      versions: [{ status: 'DRAFT', isEmpty: true }],
      may: ['REVISE'],
      blocked: ['PUBLISH'],
    },
    {
      _case: 'a published one',
      versions: [{ status: 'PUBLISHED', isEmpty: false }],
      may: ['REVISE', 'RETIRE'],
      blocked: ['PUBLISH'],
    },
    {
      _case: 'a retired one',
      versions: [{ status: 'RETIRED', isEmpty: false }],
      may: ['REVISE'],
      blocked: ['PUBLISH'],
    },
  ] as const)('$_case', ({ versions, may, blocked }) => {
    const actions = programActionsAvailable([...versions], ['PARTNER_OPERATIONS']);
    const named = (isAvailable: boolean) =>
      actions.filter(({ available }) => available === isAvailable).map(({ action }) => action);
    expect(named(true).sort()).toEqual([...may].sort());
    expect(named(false)).toEqual(blocked);
    for (const { available, blockedBecause } of actions) expect(blockedBecause === null).toBe(available);
    expect(programActionsAvailable([...versions], ['CHANNEL_MANAGER', 'PARTNER_ADMIN'])).toEqual([]);
  });
});
