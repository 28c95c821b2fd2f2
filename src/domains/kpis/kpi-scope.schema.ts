import { builder } from '../../graphql/builder.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import {
  KEY_TYPES,
  type KpiCredit,
  type KpiScope,
  type KpiScopeKind,
  scopeByKey,
} from './kpi-scope.rules.ts';

export const KpiScopeKindType = builder.enumType('KpiScopeKind', {
  description: 'Whose figures are meant.',
  values: {
    ALL: { description: 'Of all partners that you may see.' },
    PARTNER: { description: 'Of one partner.' },
    MASTER: { description: 'Of a master account: the partner and its sub-accounts of today.' },
    TIER: { description: 'Of the partners in a tier of a program.' },
    MANAGER: { description: "Of a channel manager's portfolio." },
    REGION: { description: 'Of the partners in a region, as of today.' },
    PROGRAM: { description: 'Of the partners that have a tier in a program.' },
  } satisfies Record<KpiScopeKind, object>,
});

export const KpiCreditType = builder.enumType('KpiCredit', {
  description: 'To which tier and channel manager something counts.',
  values: {
    AS_CREDITED: { description: 'To those in force when it happened.' },
    RESTATED: { description: 'To those of the partner today, whatever they were.' },
  } satisfies Record<KpiCredit, object>,
});

const KEY =
  'An id, `Partner_<uuid>` of a partner or master account, `Person_<uuid>` of a channel manager; `PROGRAM:TIER` of a tier; the code ' +
  'of a region or program; none for ALL.';

/** The key as it is told: ids are global ones. */
export const keyText = (kind: KpiScopeKind, key: string): string => {
  const type = KEY_TYPES[kind];
  return type && key !== '' ? globalIdOf(type, key) : key;
};

export const KpiScopeType = builder.objectRef<KpiScope>('KpiScope').implement({
  description: 'Whose figures something is about.',
  fields: (t) => ({
    kind: t.field({ type: KpiScopeKindType, description: 'Of what kind.', resolve: ({ kind }) => kind }),
    key: t.string({
      nullable: true,
      description: KEY,
      resolve: ({ kind, key }) => (kind === 'ALL' ? null : keyText(kind, key)),
    }),
  }),
});

export const KpiScopeInput = builder.inputType('KpiScopeInput', {
  description: 'Whose figures are asked for.',
  fields: (t) => ({
    kind: t.field({ type: KpiScopeKindType, required: true, description: 'Of what kind.' }),
    key: t.id({ description: KEY }),
  }),
});

/** The scope of an input; null where it is left out. @throws GraphQLError where an id is of no such type */
export function scopeFrom(
  input: Readonly<{ kind: KpiScopeKind; key?: string | null }> | null | undefined,
): KpiScope | null {
  if (!input) return null;
  const { kind, key = null } = input;
  const scope = scopeByKey(kind, key);
  if (scope) return scope;
  if (kind === 'ALL') throw badInput('A scope of kind ALL has no key.');
  if (!key) throw badInput(`A scope of kind ${kind} has a key.`);
  throw badInput(`The key of a scope of kind ${kind} is an id ${KEY_TYPES[kind]}_<uuid>.`);
}
