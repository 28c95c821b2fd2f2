import { builder } from '../../graphql/builder.ts';
import { type Badge, checkAward } from './award-check.service.ts';

const BadgeStatusType = builder.enumType('AwardCheckStatus', {
  description: 'What a certificate is worth on the day on which it is checked.',
  values: {
    VALID: { description: 'Its holder is certified.' },
    PENDING: { description: 'It begins on a later day, as an early renewal does.' },
    EXPIRED: { description: 'It has ended.' },
    REVOKED: { description: 'The vendor has taken it back.' },
  },
});

const dayOfText = (day: string): Date => new Date(`${day}T00:00:00Z`);

const AwardCheckType = builder.objectRef<Badge>('AwardCheck').implement({
  description: 'What a certificate shows, and nothing else of whom it is or where they work.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code that it was checked by, as it is written on it.' }),
    status: t.field({
      type: BadgeStatusType,
      description: "What it is worth on the vendor's day.",
      resolve: ({ status }) => status,
    }),
    holderName: t.exposeString('holderName', { description: 'Whose it is, as it is written on it.' }),
    programCode: t.exposeString('programCode', { description: 'The code of the certification.' }),
    programName: t.exposeString('programName', { description: 'The name of the certification.' }),
    versionNumber: t.exposeInt('versionNumber', { description: 'Which version of it, from 1.' }),
    awardedOn: t.field({
      type: 'Date',
      description: 'The day on which it was earned.',
      resolve: ({ awardedOn }) => dayOfText(awardedOn),
    }),
    validFrom: t.field({
      type: 'Date',
      description: 'The first day on which it holds.',
      resolve: ({ validFrom }) => dayOfText(validFrom),
    }),
    endsOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which it no longer holds; null where it has no end.',
      resolve: ({ endsOn }) => (endsOn === null ? null : dayOfText(endsOn)),
    }),
  }),
});

builder.queryField('awardCheck', (t) =>
  t.field({
    type: AwardCheckType,
    nullable: true,
    description:
      'What the certificate with a code shows; null where no certificate has it. Anybody may ask, without a token. ' +
      'A code has 120 random bits, so that none is found by trying.',
    args: {
      code: t.arg.string({
        required: true,
        description:
          'The code, such as `7K3M-...`: 24 letters and digits; case, spaces and hyphens make no difference.',
      }),
    },
    resolve: (_root, { code }, { db, now }) => checkAward(db, code, now),
  }),
);
