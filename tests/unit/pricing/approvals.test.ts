import { describe, expect, it } from 'vitest';
import {
  type Approver,
  type Chain,
  lowestThreshold,
  type Policy,
  policyFor,
  type Step,
  statusAfter,
  turnOf,
} from '../../../src/domains/pricing/pricing-request.rules.ts';

const aPolicy = (other: Partial<Policy>): Policy => ({
  ...{ kind: 'DISCOUNT', threshold: '10', currency: null, mode: 'SEQUENTIAL', roles: ['FINANCE'] },
  ...other,
});

describe('the policy of what is asked', () => {
  const policies = [
    aPolicy({ threshold: '10' }),
    aPolicy({ threshold: '25.5' }),
    aPolicy({ kind: 'CAPITAL', threshold: '1000', currency: 'EUR' }),
  ];

  it.each([
    { _case: 'below every threshold there is none', value: '9.999999', threshold: null },
    { _case: 'a threshold is reached at itself', value: '10', threshold: '10' },
    { _case: 'between two the lower counts', value: '25.499999', threshold: '10' },
    { _case: 'the highest that is reached counts', value: '60', threshold: '25.5' },
  ])('$_case', ({ value, threshold }) => {
    expect(policyFor(policies, { kind: 'DISCOUNT', value, currency: null })?.threshold ?? null).toBe(
      threshold,
    );
  });

  it('is of its kind and currency', () => {
    expect(policyFor(policies, { kind: 'SPECIAL_PRICE', value: '60', currency: null })).toBeNull();
    expect(policyFor(policies, { kind: 'CAPITAL', value: '5000', currency: 'USD' })).toBeNull();
    expect(policyFor(policies, { kind: 'CAPITAL', value: '1000.00', currency: 'EUR' })?.threshold).toBe(
      '1000',
    );
    expect(lowestThreshold(policies, 'DISCOUNT', null)).toBe('10');
    expect(lowestThreshold(policies, 'SPECIAL_PRICE', null)).toBeNull();
  });
});

const aStep = (position: number, role: string, other: Partial<Step> = {}): Step => ({
  ...{ position, role, decision: null, decidedById: null, onBehalfId: null },
  ...other,
});

const aChain = (other: Partial<Chain> = {}): Chain => ({
  mode: 'SEQUENTIAL',
  steps: [aStep(1, 'FINANCE'), aStep(2, 'EXECUTIVE')],
  interested: new Set(['seller']),
  ...other,
});

const anApprover = (other: Partial<Approver> = {}): Approver => ({
  ...{ personId: 'anna', roles: ['FINANCE'], delegated: [] },
  ...other,
});

const approved = { decision: 'APPROVED', decidedById: 'anna' };

describe('whose turn it is', () => {
  it.each([
    {
      _case: 'the first step is decided by who holds its role',
      chain: {},
      approver: {},
      turn: { position: 1, onBehalfId: null },
    },
    {
      _case: 'a later step waits',
      chain: {},
      approver: { roles: ['EXECUTIVE'] },
      turn: { block: 'NOT_YOUR_TURN' },
    },
    {
      _case: 'but not in parallel',
      chain: { mode: 'PARALLEL' },
      approver: { roles: ['EXECUTIVE'] },
      turn: { position: 2, onBehalfId: null },
    },
    {
      _case: 'who wrote it never decides',
      chain: {},
      approver: { personId: 'seller' },
      turn: { block: 'INTERESTED' },
    },
    {
      _case: 'one person decides one step, whatever roles they hold',
      chain: { steps: [aStep(1, 'FINANCE', approved), aStep(2, 'EXECUTIVE')] },
      approver: { roles: ['FINANCE', 'EXECUTIVE'] },
      turn: { block: 'DECIDED_BEFORE' },
    },
    {
      _case: 'a delegated role counts',
      chain: {},
      approver: { roles: [], delegated: [{ fromId: 'frank', roles: ['FINANCE'] }] },
      turn: { position: 1, onBehalfId: 'frank' },
    },
    {
      _case: 'but not one of somebody who wrote it',
      chain: {},
      approver: { roles: [], delegated: [{ fromId: 'seller', roles: ['FINANCE'] }] },
      turn: { block: 'NOT_YOUR_TURN' },
    },
    {
      _case: 'nor of somebody who decided already',
      chain: {
        steps: [aStep(1, 'FINANCE', { decision: 'APPROVED', decidedById: 'frank' }), aStep(2, 'FINANCE')],
      },
      approver: { roles: [], delegated: [{ fromId: 'frank', roles: ['FINANCE'] }] },
      turn: { block: 'NOT_YOUR_TURN' },
    },
    {
      _case: 'a role of one’s own comes before a delegated one',
      chain: {},
      approver: { delegated: [{ fromId: 'frank', roles: ['FINANCE'] }] },
      turn: { position: 1, onBehalfId: null },
    },
  ])('$_case', ({ chain, approver, turn }) => {
    expect(turnOf(aChain(chain as Partial<Chain>), anApprover(approver))).toEqual(turn);
  });
});

it.each([
  { decision: 'APPROVED', earlier: null, status: 'OPEN' },
  { decision: 'APPROVED', earlier: 'APPROVED', status: 'APPROVED' },
  { decision: 'REJECTED', earlier: 'APPROVED', status: 'REJECTED' },
  { decision: 'REJECTED', earlier: null, status: 'REJECTED' },
] as const)('$decision after $earlier leads to $status', ({ decision, earlier, status }) => {
  const steps = [aStep(1, 'FINANCE', { decision: earlier }), aStep(2, 'EXECUTIVE')];
  expect(statusAfter(steps, { position: 2, decision })).toBe(status);
});
