import { addDays } from '../../kernel/days.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import type { Role } from '../../kernel/roles.ts';
import {
  type DisputeOutcome,
  type DisputeStatus,
  type DisputeTransition,
  disputeStates,
} from './dispute.states.ts';

export const REASON_LENGTH_MAX = 2_000;
export const EVIDENCE_LENGTH_MAX = 4_000;
export const TEXT_LENGTH_MAX = 4_000;
export const ORDER_NUMBER_LENGTH_MAX = 100;

/** LINE and MISSING are a partner's; OVERPAYMENT is the vendor's. */
export const DISPUTE_KINDS = ['LINE', 'MISSING', 'OVERPAYMENT'] as const;
export type DisputeKind = (typeof DISPUTE_KINDS)[number];

/** The last day of the window that opens on a day. */
export const windowUntil = (from: Date, disputeDays: number): Date => addDays(from, disputeDays);

/** What the line should change by; negative where the vendor holds that it is too much. */
export const contestedMinorOf = (
  dispute: Readonly<{ statedMinor: bigint | null; claimedMinor: bigint | null }>,
): bigint => (dispute.claimedMinor ?? 0n) - (dispute.statedMinor ?? 0n);

/** Refuses a claim that the dispute's kind cannot make. */
export function checkClaim(
  fields: FieldReader,
  kind: DisputeKind,
  statedMinor: bigint | null,
  claimedMinor: bigint,
): void {
  if (kind === 'MISSING' && claimedMinor <= 0n)
    fields.refuse('claimed', 'NOT_POSITIVE', 'claimed is what is missing, more than zero.');
  if (kind === 'LINE' && claimedMinor <= (statedMinor ?? 0n))
    fields.refuse('claimed', 'NOT_MORE', 'claimed is what the line should be, more than it says.');
  if (kind !== 'OVERPAYMENT') return;
  if ((statedMinor ?? 0n) <= 0n)
    fields.refuse('entryId', 'NOT_A_PAYMENT', 'entryId is of a line that adds to what the partner is paid.');
  else if (claimedMinor < 0n || claimedMinor >= statedMinor!)
    fields.refuse(
      'claimed',
      'NOT_LESS',
      'claimed is what the line should be, from zero to less than it says.',
    );
}

export type Contest = Readonly<{
  kind: DisputeKind;
  statedMinor: bigint | null;
  claimedMinor: bigint | null;
  /** What the first decision granted; null before it. */
  grantedMinor: bigint | null;
  isAppeal: boolean;
  /** How it was decided first; null before. */
  firstOutcome: DisputeOutcome | null;
}>;

/** What a decision grants in all, and the status that it leads to. */
export type Grant = Readonly<{ grantedMinor: bigint; differenceMinor: bigint; status: DisputeOutcome }>;

/**
 * What a decision grants: all that is claimed where UPHELD names no amount, a part of it, or nothing. A rejected appeal of a
 * partner's own dispute leaves what was granted first, and no appeal takes any of it.
 */
export function grantOf(
  fields: FieldReader,
  contest: Contest,
  outcome: DisputeOutcome,
  given: bigint | null,
): Grant {
  const whole = contestedMinorOf(contest);
  const before = contest.grantedMinor ?? 0n;
  const isWithin = (minor: bigint) =>
    whole < 0n ? minor >= whole && minor <= 0n : minor >= 0n && minor <= whole;
  const keeps = outcome === 'REJECTED' && contest.isAppeal && contest.kind !== 'OVERPAYMENT';
  const grantedMinor = outcome === 'REJECTED' ? (keeps ? before : 0n) : (given ?? whole);
  if (outcome === 'PARTLY_UPHELD' && given === null)
    fields.refuse('granted', 'REQUIRED', 'granted says how much of it is upheld.');
  else if (outcome === 'REJECTED' && given !== null && given !== grantedMinor)
    fields.refuse('granted', 'NOT_REJECTED', 'granted is left out where nothing more is granted.');
  else if (!isWithin(grantedMinor))
    fields.refuse('granted', 'OUT_OF_RANGE', 'granted is at most what is claimed, and of its sign.');
  else if (outcome !== 'REJECTED' && grantedMinor === 0n)
    fields.refuse('granted', 'NOTHING', 'granted is not zero where it is upheld; reject it instead.');
  else if (outcome === 'PARTLY_UPHELD' && grantedMinor === whole)
    fields.refuse('granted', 'NOT_A_PART', 'granted is less than what is claimed; uphold it instead.');
  else if (contest.isAppeal && grantedMinor < before)
    fields.refuse(
      'granted',
      'LESS_THAN_BEFORE',
      'granted is no worse for the partner than what was decided first.',
    );
  const status = keeps ? (contest.firstOutcome ?? outcome) : outcome;
  return { grantedMinor, differenceMinor: grantedMinor - before, status };
}

/** What stands in the accounts of the money that a dispute is about. */
export type Unpaid = Readonly<{ payableMinor: bigint; heldMinor: bigint }>;

export type DisputeMovement = Readonly<{
  kind: 'ADJUSTMENT' | 'HOLD' | 'HOLD_LIFTED';
  from: 'EXPENSE' | 'PAYABLE' | 'HELD' | 'RECOVERABLE';
  to: 'EXPENSE' | 'PAYABLE' | 'HELD';
  amountMinor: bigint;
}>;

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const atLeastZero = (minor: bigint): bigint => (minor < 0n ? 0n : minor);

/** What is held while an overpayment is contested: the contested part, as far as it is not paid. */
export const heldMinorOf = (contestedMinor: bigint, { payableMinor }: Unpaid): bigint =>
  least(-contestedMinor, atLeastZero(payableMinor));

/**
 * The movements of a decision. What is granted becomes payable. What is taken comes from what was held, then from what is not
 * paid, and the rest is owed; what was held and is not taken is let go.
 */
export function movementsOf(
  differenceMinor: bigint,
  heldByDisputeMinor: bigint,
  unpaid: Unpaid,
): DisputeMovement[] {
  const held = least(heldByDisputeMinor, atLeastZero(unpaid.heldMinor));
  const taken = atLeastZero(-differenceMinor);
  const fromHeld = least(taken, held);
  const fromPayable = least(taken - fromHeld, atLeastZero(unpaid.payableMinor));
  const movements: DisputeMovement[] = [
    { kind: 'ADJUSTMENT', from: 'EXPENSE', to: 'PAYABLE', amountMinor: atLeastZero(differenceMinor) },
    { kind: 'ADJUSTMENT', from: 'HELD', to: 'EXPENSE', amountMinor: fromHeld },
    { kind: 'ADJUSTMENT', from: 'PAYABLE', to: 'EXPENSE', amountMinor: fromPayable },
    { kind: 'ADJUSTMENT', from: 'RECOVERABLE', to: 'EXPENSE', amountMinor: taken - fromHeld - fromPayable },
    { kind: 'HOLD_LIFTED', from: 'HELD', to: 'PAYABLE', amountMinor: held - fromHeld },
  ];
  return movements.filter(({ amountMinor }) => amountMinor > 0n);
}

/** What people can do with a dispute: how it is decided is said with the decision. */
export const DISPUTE_ACTIONS = [
  'REQUEST_INFO',
  'ANSWER',
  'COMMENT',
  'NOTE',
  'WITHDRAW',
  'DECIDE',
  'APPEAL',
] as const;
export type DisputeAction = (typeof DISPUTE_ACTIONS)[number];

export type ActionAvailability = Readonly<{
  action: DisputeAction;
  available: boolean;
  blockedBecause: string | null;
}>;

export type Asking = Readonly<{
  roles: readonly Role[];
  personId: string | null;
  ownPartnerId: string | null;
}>;

type Seen = Readonly<{
  kind: DisputeKind;
  status: DisputeStatus;
  partnerId: string;
  statedMinor: bigint | null;
  claimedMinor: bigint | null;
  grantedMinor: bigint | null;
  isAppeal: boolean;
  openedById: string | null;
  firstDecidedById: string | null;
  appealUntil: Date | null;
}>;

export const OPENED_BY_YOU = 'You opened it; somebody else decides.';
export const DECIDED_BY_YOU = 'You decided it first; somebody else decides the appeal.';
export const APPEALED_ALREADY = 'It was appealed before, and that decision is final.';
export const NOTHING_TO_APPEAL = 'All that was claimed was granted.';

/** Whose move it is to withdraw: whoever contests. A partner withdraws its appeal against a decision for the vendor, too. */
export const isWithdrawnBy = (
  { kind, isAppeal }: Readonly<{ kind: DisputeKind; isAppeal: boolean }>,
  side: 'PARTNER' | 'VENDOR',
): boolean => (kind === 'OVERPAYMENT' && !isAppeal ? 'VENDOR' : 'PARTNER') === side;

/** Why this person does not decide; null where nothing stands in the way. */
export function decisionBlock(
  dispute: Readonly<{ isAppeal: boolean; openedById: string | null; firstDecidedById: string | null }>,
  personId: string | null,
): string | null {
  if (dispute.openedById === personId) return OPENED_BY_YOU;
  return dispute.isAppeal && dispute.firstDecidedById === personId ? DECIDED_BY_YOU : null;
}

/** Why a decision is not appealed at all; null where it is, in time. */
export function appealBlock(contest: Omit<Contest, 'firstOutcome'>): string | null {
  if (contest.isAppeal) return APPEALED_ALREADY;
  const best = contest.kind === 'OVERPAYMENT' ? 0n : contestedMinorOf(contest);
  return (contest.grantedMinor ?? 0n) >= best ? NOTHING_TO_APPEAL : null;
}

/** What somebody can do with a dispute now, and why not where its state would allow it. */
export function disputeActionsAvailable(dispute: Seen, asking: Asking, today: Date): ActionAvailability[] {
  const { roles, personId, ownPartnerId } = asking;
  if (ownPartnerId !== null && ownPartnerId !== dispute.partnerId) return [];
  const may = (action: DisputeTransition) => disputeStates.isAllowed(dispute.status, action, roles);
  const talks = roles.some((role) => ['PARTNER_ADMIN', 'FINANCE', 'CHANNEL_MANAGER'].includes(role));
  const offered: Readonly<Record<DisputeAction, boolean>> = {
    REQUEST_INFO: may('REQUEST_INFO'),
    ANSWER: may('ANSWER'),
    COMMENT: talks,
    NOTE: roles.includes('FINANCE'),
    WITHDRAW: may('WITHDRAW') && isWithdrawnBy(dispute, ownPartnerId === null ? 'VENDOR' : 'PARTNER'),
    DECIDE: may('UPHOLD'),
    APPEAL: may('APPEAL'),
  };
  const blocks: Partial<Record<DisputeAction, string | null>> = {
    DECIDE: decisionBlock(dispute, personId),
    APPEAL: appealBlock(dispute) ?? lateBlock(dispute.appealUntil, today),
  };
  return DISPUTE_ACTIONS.filter((action) => offered[action]).map((action) => {
    const blockedBecause = blocks[action] ?? null;
    return { action, available: blockedBecause === null, blockedBecause };
  });
}

const lateBlock = (until: Date | null, today: Date): string | null =>
  until !== null && today > until ? `It was possible until ${until.toISOString().slice(0, 10)}.` : null;
