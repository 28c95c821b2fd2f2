import { builder } from '../../graphql/builder.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { GROUPS_MAX, PREREQUISITES_MAX } from './certification-version.rules.ts';
import { MissingType } from './enrolment.schema.ts';
import { EnrolmentPathType } from './enrolment-enums.schema.ts';
import { STATUS_PROGRAMS_MAX } from './partner-certification.rules.ts';
import { certificationsOfPerson, type PersonCertification } from './person-certification.service.ts';

const PersonCertificationType = builder
  .objectRef<PersonCertification>('PersonCertificationStatus')
  .implement({
    description: 'How somebody stands today in one thing that people can be certified in.',
    fields: (t) => ({
      programId: t.globalID({
        description: 'The certification.',
        resolve: ({ programId }) => ({ type: 'CertificationProgram', id: programId }),
      }),
      programCode: t.exposeString('programCode', { description: 'Its code.' }),
      programName: t.exposeString('programName', { description: 'Its name.' }),
      isHeld: t.exposeBoolean('isHeld', { description: 'Whether they are certified today.' }),
      heldUntil: t.expose('heldUntil', {
        type: 'Date',
        nullable: true,
        description:
          'The first day on which they no longer are, renewals included; null where there is none, or they are not.',
      }),
      renewableFrom: t.expose('renewableFrom', {
        type: 'Date',
        nullable: true,
        description:
          'The first day on which they can renew it; null where it has no end, or they are not certified.',
      }),
      enrolmentId: t.globalID({
        nullable: true,
        description: 'Their open enrolment; null where there is none.',
        resolve: ({ enrolmentId }) => enrolmentId && { type: 'Enrolment', id: enrolmentId },
      }),
      path: t.field({
        type: EnrolmentPathType,
        nullable: true,
        description:
          'The path of that enrolment, or the one that is open to them now; null where it is too early to renew, nothing is in ' +
          'effect, or it is for partners of other types.',
        resolve: ({ path }) => path,
      }),
      missing: t.field({
        type: [MissingType],
        description: `What they still have to do on that path, by group; at most ${GROUPS_MAX}.`,
        resolve: ({ missing }) => missing,
      }),
      missingProgramCodes: t.stringList({
        description: `Certifications that they have to hold first and do not hold today, by code; at most ${PREREQUISITES_MAX}.`,
        resolve: ({ missingProgramCodes }) => [...missingProgramCodes],
      }),
    }),
  });

builder.queryField('personCertificationStatus', (t) =>
  t.field({
    type: [PersonCertificationType],
    nullable: true,
    description:
      `How somebody stands in everything that people can be certified in, by name; at most ${STATUS_PROGRAMS_MAX}. Null where the ` +
      'membership does not exist, is hidden from you, or has ended, and for members where it is not their own.',
    authScopes: { permission: 'CERTIFICATIONS_READ' },
    complexity: { field: 50, multiplier: 5 },
    args: {
      membershipId: t.arg.globalID({
        for: [MembershipType],
        required: true,
        description: 'Who, by the present membership.',
      }),
    },
    resolve: async (_root, { membershipId: { id } }, { db, actor, now, readAsVendor }) => {
      const membership = await db.membership.findUnique({
        where: { id },
        select: { personId: true, validTo: true, partner: { select: { type: true } } },
      });
      if (!membership || (membership.validTo && membership.validTo <= now)) return null;
      if (actor.scope.role === 'portal_member' && id !== actor.membership?.id) return null;
      const asked = { personId: membership.personId ?? '', partnerType: membership.partner.type };
      return await readAsVendor((tx) => certificationsOfPerson(tx, asked, now));
    },
  }),
);
