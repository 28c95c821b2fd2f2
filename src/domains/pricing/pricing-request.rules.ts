import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import type { ApprovalKind, ApprovalMode } from './price-catalogue.rules.ts';

export type Policy = Readonly<{
  kind: ApprovalKind;
  threshold: string;
  currency: string | null;
  mode: ApprovalMode;
  roles: readonly string[];
}>;

/**
 * The policy whose chain what is asked must go through: of its kind and currency the one with the highest threshold that is
 * reached. Null where what is asked stays below every threshold.
 */
export function policyFor(
  policies: readonly Policy[],
  asked: Readonly<{ kind: ApprovalKind; value: string; currency: string | null }>,
): Policy | null {
  const value = decimalOf(asked.value);
  const reached = policies
    .filter(({ kind, currency }) => kind === asked.kind && currency === asked.currency)
    .filter(({ threshold }) => compareDecimals(decimalOf(threshold), value) <= 0)
    .sort((a, b) => compareDecimals(decimalOf(b.threshold), decimalOf(a.threshold)));
  return reached[0] ?? null;
}

/** The lowest threshold of a kind and currency; null where nothing of it ever needs approval. */
export function lowestThreshold(
  policies: readonly Policy[],
  kind: ApprovalKind,
  currency: string | null,
): string | null {
  const own = policies
    .filter((policy) => policy.kind === kind && policy.currency === currency)
    .sort((a, b) => compareDecimals(decimalOf(a.threshold), decimalOf(b.threshold)));
  return own[0]?.threshold ?? null;
}

export type Step = Readonly<{
  position: number;
  role: string;
  decision: string | null;
  decidedById: string | null;
  onBehalfId: string | null;
}>;

/** Somebody else's roles that the approver may use for a time. */
export type Delegated = Readonly<{ fromId: string; roles: readonly string[] }>;

export type Approver = Readonly<{
  personId: string;
  roles: readonly string[];
  delegated: readonly Delegated[];
}>;

export type Chain = Readonly<{
  mode: ApprovalMode;
  steps: readonly Step[];
  /** Who asked, entered or edited what is approved: none of them approves it, nor anybody in their place. */
  interested: ReadonlySet<string>;
}>;

export type Turn =
  | Readonly<{ position: number; onBehalfId: string | null }>
  | Readonly<{ block: 'INTERESTED' | 'DECIDED_BEFORE' | 'NOT_YOUR_TURN' }>;

/**
 * Which step somebody decides: in SEQUENTIAL the first that is open, in PARALLEL the first that they may. A role of one's
 * own comes before one that is delegated. One person decides one step, in whoever's place.
 */
export function turnOf({ mode, steps, interested }: Chain, approver: Approver): Turn {
  const { personId, roles, delegated } = approver;
  if (interested.has(personId)) return { block: 'INTERESTED' };
  const used = new Set(steps.flatMap(({ decidedById, onBehalfId }) => [decidedById, onBehalfId]));
  if (used.has(personId)) return { block: 'DECIDED_BEFORE' };
  const open = [...steps].filter(({ decision }) => decision === null).sort((a, b) => a.position - b.position);
  const reachable = mode === 'SEQUENTIAL' ? open.slice(0, 1) : open;
  const own = reachable.find(({ role }) => roles.includes(role));
  if (own) return { position: own.position, onBehalfId: null };
  for (const { position, role } of reachable) {
    const lender = delegated.find(
      ({ fromId, roles: lent }) => lent.includes(role) && !interested.has(fromId) && !used.has(fromId),
    );
    if (lender) return { position, onBehalfId: lender.fromId };
  }
  return { block: 'NOT_YOUR_TURN' };
}

/** Where a request stands after a decision on one of its steps. */
export function statusAfter(
  steps: readonly Step[],
  decided: Readonly<{ position: number; decision: 'APPROVED' | 'REJECTED' }>,
): 'OPEN' | 'APPROVED' | 'REJECTED' {
  if (decided.decision === 'REJECTED') return 'REJECTED';
  const isLast = steps.every(
    ({ position, decision }) => position === decided.position || decision === 'APPROVED',
  );
  return isLast ? 'APPROVED' : 'OPEN';
}
