import { builder } from '../../graphql/builder.ts';
import { ProductType } from '../products/product.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { CertificationActionType, CertificationAudienceType } from './certification-enums.schema.ts';
import {
  type CertificationAudience,
  inEffectOn,
  type ProgramActionAvailability,
  programActionsAvailable,
} from './certification-program.rules.ts';
import { PREREQUISITES_MAX, VERSIONS_MAX } from './certification-version.rules.ts';
import { CertificationVersionType, GROUPS } from './certification-version.schema.ts';
import type { CertificationVersionStatus } from './certification-version.states.ts';

const AvailableActionType = builder
  .objectRef<ProgramActionAvailability>('CertificationProgramAvailableAction')
  .implement({
    description: 'Something that you may do with a certification, or the reason why it is blocked right now.',
    fields: (t) => ({
      action: t.field({
        type: CertificationActionType,
        description: 'What.',
        resolve: ({ action }) => action,
      }),
      available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
      blockedBecause: t.exposeString('blockedBecause', {
        nullable: true,
        description: 'What stands in the way, and what to do; null where nothing does.',
      }),
    }),
  });

/** Asked alike by every field that needs versions, so that they are read once. */
const VERSIONS = { orderBy: { number: 'desc' as const }, take: VERSIONS_MAX };

export const CertificationProgramType = builder.prismaNode('CertificationProgram', {
  name: 'CertificationProgram',
  description:
    'What people can be certified in. Partners see it once a version is published. What it takes is in its versions.',
  authScopes: { permission: 'CERTIFICATIONS_READ' },
  id: { field: 'id', description: 'Global id, `CertificationProgram_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique, such as `SALES_PRO`.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    audience: t.field({
      type: CertificationAudienceType,
      description: 'Whose work it is about.',
      select: { audience: true },
      resolve: ({ audience }) => audience as CertificationAudience,
    }),
    product: t.relation('product', {
      type: ProductType,
      nullable: true,
      description: 'The product that it is about; null where it is about no single one.',
    }),
    parent: t.relation('parent', {
      nullable: true,
      description:
        'The certification that it specializes; null where it specializes none, or that is hidden from you. ' +
        'It is no prerequisite by itself.',
    }),
    versions: t.relation('versions', {
      type: CertificationVersionType,
      description: `Its versions, the latest first; at most ${VERSIONS_MAX}. Partners see no drafts.`,
      complexity: { field: 5, multiplier: 5 },
      query: VERSIONS,
    }),
    inEffect: t.field({
      type: CertificationVersionType,
      nullable: true,
      description:
        "The version in effect on the vendor's today: the published one that was launched last; null where none is.",
      select: (_args, _context, nested) => ({ versions: nested(VERSIONS) }),
      resolve: async ({ versions }, _args, context) => inEffectOn(versions, await vendorDay(context)),
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    availableActions: t.field({
      type: [AvailableActionType],
      description: 'What you can do with it now; one for each action that its versions and your roles allow.',
      complexity: 5,
      select: {
        versions: {
          ...VERSIONS,
          select: { status: true, groups: { ...GROUPS, select: { id: true } } },
        },
      },
      resolve: ({ versions }, _args, { actor }) =>
        programActionsAvailable(
          versions.map(({ status, groups }) => ({
            status: status as CertificationVersionStatus,
            isEmpty: groups.length === 0,
          })),
          actor.roles,
        ),
    }),
  }),
});

builder.prismaObjectField(CertificationVersionType, 'prerequisites', (t) =>
  t.field({
    type: [CertificationProgramType],
    description: `The certifications that somebody must hold before they are awarded this one; at most ${PREREQUISITES_MAX}.`,
    complexity: { field: 2, multiplier: 3 },
    select: (_args, _context, nested) => ({
      prerequisites: {
        select: { program: nested() },
        orderBy: { programId: 'asc' },
        take: PREREQUISITES_MAX,
      },
    }),
    resolve: ({ prerequisites }) => prerequisites.map(({ program }) => program),
  }),
);
