import { builder } from '../../graphql/builder.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { PayoutType } from './payout.schema.ts';
import { EXPORT_MAX, exportPayouts, type PayoutExport } from './payout-export.service.ts';

const ExportStatusType = builder.enumType('PayoutExportStatus', {
  description: 'Which payouts a bank needs to know of.',
  values: {
    APPROVED: { description: 'Approved, and not sent yet.' },
    SENT: { description: 'Sent, and not settled yet.' },
  },
});

const ExportInput = builder.inputType('PayoutExportInput', {
  description: 'Which payouts the file holds; conditions add up.',
  fields: (t) => ({
    status: t.field({
      type: [ExportStatusType],
      required: true,
      description: 'In one of these statuses; at least one.',
    }),
    currency: t.field({ type: 'CurrencyCode', description: 'In this currency.' }),
    ids: t.globalIDList({ for: [PayoutType], description: `Of these; at most ${EXPORT_MAX}.` }),
  }),
});

const ExportType = builder.objectRef<PayoutExport>('PayoutExport').implement({
  description: 'The file from which the bank pays.',
  fields: (t) => ({
    csv: t.exposeString('csv', {
      description:
        'A CSV file as RFC 4180 has it, oldest first, with a line of names: reference, status, partnerName, holder, countryCode, iban, ' +
        'accountNumber, routingNumber, amount, currency. Bank details are whole. Text that a spreadsheet would take for a formula begins with an apostrophe.',
    }),
    sha256: t.exposeString('sha256', { description: 'The SHA-256 of the file, 64 hexadecimal digits.' }),
    payoutCount: t.exposeInt('payoutCount', {
      description: `How many payouts it holds; at most ${EXPORT_MAX}.`,
    }),
    totals: t.field({
      type: [MoneyType],
      description: 'What all of it transfers, by currency; at most 200.',
      resolve: ({ totals }) => [...totals],
    }),
  }),
});

builder.mutationField('payoutExport', (t) =>
  t.field({
    type: ExportType,
    nullable: true,
    description:
      `Makes the file from which the bank pays, the one place where bank details are whole. Each payout keeps who made one, and the ` +
      `file's hash. Refused where there are more than ${EXPORT_MAX}. For whoever of finance may verify bank details.`,
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: ExportInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, ctx) => {
      if (input.status.length === 0) throw refusedFilter('status', 'REQUIRED', 'status names at least one.');
      if ((input.ids?.length ?? 0) > EXPORT_MAX)
        throw refusedFilter('ids', 'TOO_MANY', `ids are at most ${EXPORT_MAX}.`);
      const filter = {
        status: [...new Set(input.status)],
        currency: input.currency ?? null,
        ids: input.ids?.map(({ id }) => id) ?? null,
      };
      return ctx.transaction((tx) => exportPayouts(tx, ctx.actor, ctx.bankKeys, filter, ctx.now));
    },
  }),
);

const refusedFilter = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);
