import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { StaleVersionError } from '../../kernel/errors.ts';
import { SETTING_DAYS } from './commission-settings.rules.ts';
import { updateCommissionSettings } from './commission-settings.service.ts';

const { acceptanceDays, disputeDays, bankHoldDays } = SETTING_DAYS;

const CommissionSettingsType = builder.prismaObject('CommissionSettings', {
  name: 'CommissionSettings',
  description: 'How statements, disputes and payouts are run.',
  authScopes: { permission: 'COMMISSIONS_READ' },
  fields: (t) => ({
    acceptanceDays: t.exposeInt('acceptanceDays', {
      description: 'After so many days of silence an issued statement is accepted.',
    }),
    disputeDays: t.exposeInt('disputeDays', {
      description:
        'Until so many days after a statement was issued its lines can be disputed, and after a decision it can be appealed.',
    }),
    bankHoldDays: t.exposeInt('bankHoldDays', {
      description: 'For so many days after bank details change nothing is paid to them.',
    }),
    taxFormTemplate: t.exposeString('taxFormTemplate', {
      nullable: true,
      description:
        'The code of the agreement template that counts as a tax form; null where none is asked for.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

builder.queryField('commissionSettings', (t) =>
  t.prismaField({
    type: CommissionSettingsType,
    nullable: true,
    description: 'How statements, disputes and payouts are run.',
    authScopes: { permission: 'COMMISSIONS_READ' },
    resolve: (query, _root, _args, { db }) =>
      db.commissionSettings.findUnique({ ...query, where: { id: 1 } }),
  }),
);

const daysOf = ({ min, max }: Readonly<{ min: number; max: number }>) => `${min} to ${max} days.`;

const UpdateInput = builder.inputType('CommissionSettingsUpdateInput', {
  description: 'A change of how statements, disputes and payouts are run; what is left out stays.',
  fields: (t) => ({
    version: t.int({ required: true, description: 'The version that you read.' }),
    acceptanceDays: t.int({
      description: `How long silence takes to accept a statement that is issued from now on: ${daysOf(acceptanceDays)}`,
    }),
    disputeDays: t.int({ description: `How long a line can be disputed: ${daysOf(disputeDays)}` }),
    bankHoldDays: t.int({
      description: `How long new bank details wait before they are paid to: ${daysOf(bankHoldDays)}`,
    }),
    taxFormTemplate: t.string({
      description: 'The code of the agreement template that counts as a tax form; null asks for none.',
    }),
  }),
});

builder.mutationField('commissionSettingsUpdate', (t) =>
  t.prismaField({
    type: CommissionSettingsType,
    nullable: true,
    description:
      'Changes how statements, disputes and payouts are run. What was issued keeps its days. For finance and administrators.',
    errors: { types: [...ALWAYS, StaleVersionError] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'What changes.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      await ctx.transaction((tx) => updateCommissionSettings(tx, ctx.actor, input, ctx.now));
      return await ctx.db.commissionSettings.findUniqueOrThrow({ ...query, where: { id: 1 } });
    },
  }),
);
