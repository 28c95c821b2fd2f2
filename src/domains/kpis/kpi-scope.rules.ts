import { isUuid, parseGlobalId } from '../../kernel/ids.ts';

/** Whose figures are meant: everybody's, or those of a partner or of a group of them. */
export const KPI_SCOPE_KINDS = ['ALL', 'PARTNER', 'MASTER', 'TIER', 'MANAGER', 'REGION', 'PROGRAM'] as const;
export type KpiScopeKind = (typeof KPI_SCOPE_KINDS)[number];

/**
 * The key is the id of a partner, of the partner that is a master account, or of the person who is a channel manager; a tier as
 * `PROGRAM:TIER`; the code of a region or program; empty for ALL.
 */
export type KpiScope = Readonly<{ kind: KpiScopeKind; key: string }>;

export const ALL_PARTNERS: KpiScope = { kind: 'ALL', key: '' };

export const partnerScope = (partnerId: string): KpiScope => ({ kind: 'PARTNER', key: partnerId });

/** Whether tier and manager are those in force when it happened, or those of today. */
export const KPI_CREDITS = ['AS_CREDITED', 'RESTATED'] as const;
export type KpiCredit = (typeof KPI_CREDITS)[number];

const ID_KINDS: readonly KpiScopeKind[] = ['PARTNER', 'MASTER', 'MANAGER'];
const CODE = /^[A-Z0-9][A-Za-z0-9_.-]{0,99}$/;
const TIER = /^[^\s:]{1,100}:[^\s:]{1,100}$/;

/** Whether the key can be one of its kind; whether there is such a thing is for the database to say. */
export function isScope({ kind, key }: KpiScope): boolean {
  if (kind === 'ALL') return key === '';
  if (ID_KINDS.includes(kind)) return isUuid(key);
  return kind === 'TIER' ? TIER.test(key) : CODE.test(key);
}

/** One text for each scope, to find it by. */
export const scopeText = ({ kind, key }: KpiScope): string => (kind === 'ALL' ? kind : `${kind} ${key}`);

/** The one partner that the scope is, where it is one. */
export const partnerOf = ({ kind, key }: KpiScope): string | null => (kind === 'PARTNER' ? key : null);

/** Of which type the id is that a key is told as; a key of any other kind is told as it is. */
export const KEY_TYPES: Partial<Readonly<Record<KpiScopeKind, string>>> = {
  PARTNER: 'Partner',
  MASTER: 'Partner',
  MANAGER: 'Person',
};

/** The scope of a kind by its key as it is told; null where that is the key of none. */
export function scopeByKey(kind: KpiScopeKind, key: string | null): KpiScope | null {
  if (kind === 'ALL') return key ? null : ALL_PARTNERS;
  if (!key) return null;
  const type = KEY_TYPES[kind];
  if (!type) return { kind, key };
  const id = parseGlobalId(key);
  return id?.typename === type ? { kind, key: id.id } : null;
}
