import * as z from 'zod';
import { storedDecimal } from './formulas/arguments.rules.ts';
import { type PlanRuleContent, planRuleOf, type StoredRule } from './plan-rule-content.rules.ts';

/** ON_ACTIVATION: once the order is activated. PRO_RATA: as the customer pays its invoices. */
export const PAYABLE_WAYS = ['ON_ACTIVATION', 'PRO_RATA'] as const;
export type PayableWay = (typeof PAYABLE_WAYS)[number];

/** BY_SCHEDULE: a disconnect takes back by the schedule. UNPAID_ONLY: only what was not payable yet. */
export const DISCONNECT_WAYS = ['BY_SCHEDULE', 'UNPAID_ONLY'] as const;
export type DisconnectWay = (typeof DISCONNECT_WAYS)[number];

/** What comes back of a commission in the months since activation before `untilMonth`, as text of a decimal. */
export type ClawbackBand = Readonly<{ untilMonth: number; percent: string }>;

/** How what a version's rules pay becomes payable and comes back. */
export type PlanTerms = Readonly<{
  payable: PayableWay;
  holdDays: number;
  /** In order of months. All comes back, always, where it is empty; nothing after its last month. */
  clawback: readonly ClawbackBand[];
  disconnectTakes: DisconnectWay;
  usesTierModifier: boolean;
}>;

/** A version of a plan with all that evaluation needs. */
export type PlanVersionContent = PlanTerms &
  Readonly<{
    id: string;
    planId: string;
    planCode: string;
    number: number;
    status: string;
    /** Midnights in UTC; null in drafts, and where no end is known. */
    validFrom: Date | null;
    validTo: Date | null;
    rules: readonly PlanRuleContent[];
  }>;

const storedClawback = z.array(z.object({ untilMonth: z.int().positive(), percent: storedDecimal }));

/** As stored in a version. */
export const clawbackOf = (stored: unknown): ClawbackBand[] => storedClawback.parse(stored);

export type StoredVersion = Readonly<{
  id: string;
  planId: string;
  number: number;
  status: string;
  validFrom: Date | null;
  validTo: Date | null;
  payable: string;
  holdDays: number;
  clawback: unknown;
  disconnectTakes: string;
  usesTierModifier: boolean;
  plan: Readonly<{ code: string }>;
  rules: readonly StoredRule[];
}>;

/** @throws where what is stored is not what the rules write. */
export const planVersionContentOf = ({ plan, rules, ...stored }: StoredVersion): PlanVersionContent => ({
  id: stored.id,
  planId: stored.planId,
  planCode: plan.code,
  number: stored.number,
  status: stored.status,
  validFrom: stored.validFrom,
  validTo: stored.validTo,
  payable: z.enum(PAYABLE_WAYS).parse(stored.payable),
  holdDays: stored.holdDays,
  clawback: clawbackOf(stored.clawback),
  disconnectTakes: z.enum(DISCONNECT_WAYS).parse(stored.disconnectTakes),
  usesTierModifier: stored.usesTierModifier,
  rules: rules.map(planRuleOf).toSorted((a, b) => a.position - b.position),
});
