import { expect, it } from 'vitest';
import { escalationOf, NOBODY } from '../../../src/domains/sla/sla-escalation.rules.ts';

const EVERYBODY = { manager: 'manager', managerBackup: 'backup', lead: 'lead', leadBackup: 'lead-backup' };
const OPERATIONS = ['operations-1', 'operations-2'];

it.each([
  { _case: 'the manager first', step: 'WARNED', responsible: EVERYBODY, told: ['manager'] },
  {
    _case: 'then the backup too',
    step: 'BREACHED',
    responsible: EVERYBODY,
    told: ['manager', 'backup'],
  },
  {
    _case: 'then channel operations',
    step: 'ESCALATED',
    responsible: EVERYBODY,
    told: ['lead', 'lead-backup'],
  },
  {
    _case: 'the backup where the manager is gone',
    step: 'WARNED',
    responsible: { ...EVERYBODY, manager: null },
    told: ['backup'],
  },
  {
    _case: 'the lead where a partner has no manager',
    step: 'BREACHED',
    responsible: { ...NOBODY, lead: 'lead' },
    told: ['lead'],
  },
  { _case: 'operations where nobody is assigned', step: 'WARNED', responsible: NOBODY, told: OPERATIONS },
  {
    _case: 'operations where there is no lead, and no step back to who is late',
    step: 'ESCALATED',
    responsible: { ...EVERYBODY, lead: null, leadBackup: null },
    told: OPERATIONS,
  },
  {
    _case: 'somebody once who holds two functions',
    step: 'ESCALATED',
    responsible: { ...EVERYBODY, leadBackup: 'lead' },
    told: ['lead'],
  },
] as const)('tells $_case', ({ step, responsible, told }) => {
  expect(escalationOf(step, responsible, OPERATIONS)).toEqual(told);
});
