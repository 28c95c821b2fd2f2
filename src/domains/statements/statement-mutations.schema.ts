import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { STATEMENTS_AT_ONCE_MAX } from './statement.rules.ts';
import { StatementType } from './statement.schema.ts';
import {
  acceptStatement,
  approveStatement,
  approveStatements,
  type BulkOutcome,
  issueStatement,
  issueStatements,
} from './statement.service.ts';

const WhichInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      id: t.globalID({ for: [StatementType], required: true, description: 'Which statement.' }),
      version: t.int({
        required: true,
        description: 'The version that you read; refused where it is another by now.',
      }),
    }),
  });

const ApproveInput = WhichInput('StatementApproveInput', 'A draft that is right.');
const IssueInput = WhichInput('StatementIssueInput', 'An approved statement that the partner is to read.');
const AcceptInput = WhichInput('StatementAcceptInput', 'An issued statement that the partner accepts.');

builder.mutationField('statementApprove', (t) =>
  t.prismaField({
    type: StatementType,
    nullable: true,
    description:
      'Approves a draft: a person of finance answers for it. Refused while its month is still being closed. For finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ApproveInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version } = input;
      await ctx.transaction((tx) => approveStatement(tx, ctx.actor, { id, version }, ctx.now));
      return await ctx.db.statement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('statementIssue', (t) =>
  t.prismaField({
    type: StatementType,
    nullable: true,
    description:
      'Issues an approved statement: the partner reads it and is told, and nothing of it changes any more. The day from which silence accepts it follows from the settings. For finance.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: IssueInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version } = input;
      await ctx.transaction((tx) => issueStatement(tx, ctx.actor, { id, version }, ctx.now));
      return await ctx.db.statement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.mutationField('statementAccept', (t) =>
  t.prismaField({
    type: StatementType,
    nullable: true,
    description:
      'Accepts an issued statement for the partner that it is for, by one of its own admins. Its lines can be disputed all the same.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: AcceptInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version } = input;
      await ctx.transaction((tx) => acceptStatement(tx, ctx.actor, { id, version }, ctx.now));
      return await ctx.db.statement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const BulkType = builder.objectRef<BulkOutcome>('StatementsChanged').implement({
  description: 'What a change of the statements of a whole month did.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'Which fiscal month.' }),
    changedCount: t.exposeInt('changedCount', { description: 'How many statements were changed.' }),
    remainingCount: t.exposeInt('remainingCount', {
      description: 'How many of the month are left to change so: ask again until there are none.',
    }),
  }),
});

const AT_MOST = `at most ${STATEMENTS_AT_ONCE_MAX} in one call`;

const BulkInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      period: t.string({
        required: true,
        description: 'The fiscal month, such as `FY2026-P07`; it is CLOSED.',
      }),
    }),
  });

const ApproveAllInput = BulkInput('StatementsApproveInput', 'A month whose drafts are right.');
const IssueAllInput = BulkInput(
  'StatementsIssueInput',
  'A month whose approved statements partners are to read.',
);

builder.mutationField('statementsApprove', (t) =>
  t.field({
    type: BulkType,
    nullable: true,
    description: `Approves the drafts of a month, ${AT_MOST}. Called again it goes on, and in the end changes nothing. Refused while the month is not closed. For finance.`,
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: ApproveAllInput, required: true, description: 'Which month.' }) },
    resolve: (_root, { input }, ctx) =>
      ctx.transaction((tx) => approveStatements(tx, ctx.actor, plain(input.period), ctx.now)),
  }),
);

builder.mutationField('statementsIssue', (t) =>
  t.field({
    type: BulkType,
    nullable: true,
    description: `Issues the approved statements of a month, ${AT_MOST}. Called again it goes on, and in the end changes nothing. Refused while the month is not closed. For finance.`,
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: IssueAllInput, required: true, description: 'Which month.' }) },
    resolve: (_root, { input }, ctx) =>
      ctx.transaction((tx) => issueStatements(tx, ctx.actor, plain(input.period), ctx.now)),
  }),
);

/** PostgreSQL has no null character, so no label has it. */
function plain(text: string): string {
  return text.replaceAll('\0', ' ');
}
