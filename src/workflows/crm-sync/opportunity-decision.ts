import type { InvalidField } from '../../kernel/errors.ts';
import type { Claim, Known, OpportunityRow, Standing } from './opportunity-rows.ts';

/** Who is credited with a deal, and what has to be done to make it so. */
export type Attribution = Readonly<{
  /** A referral to be made for the partner, to which the deal then belongs. */
  create: Readonly<{ partnerId: string; registeredById: string | null }> | null;
  /** The partner's own referral to be linked to the deal. */
  link: Claim | null;
  /** Referrals that were made for earlier rows, and do not hold any more. */
  release: readonly Claim[];
  partnerId: string | null;
  referredById: string | null;
}>;

export type Decision = Readonly<
  | { errors: readonly [InvalidField, ...InvalidField[]] }
  | { errors: readonly []; standing: Standing; attribution: Attribution }
>;

/** Decides what becomes of a row. `isReferralTaken` tells that an earlier row of the batch links the same referral. */
export function opportunityDecision(row: OpportunityRow, known: Known, isReferralTaken: boolean): Decision {
  const errors = [...unknownReferences(row, known), ...linkErrors(row, known, isReferralTaken)];
  const [first, ...others] = errors;
  if (first) return { errors: [first, ...others] };
  const attribution = attributionOf(known);
  const { customer, product, before } = known;
  const described = [customer?.name, product?.name].filter((part) => part !== undefined).join(', ');
  return {
    errors: [],
    attribution,
    standing: {
      name: row.name ?? (described || before?.name || row.externalId),
      stage: row.stage,
      lostReason: row.lostReason,
      amountMinor: row.amountMinor,
      currency: row.currency,
      openedOn: row.openedOn?.on ?? null,
      closeOn: row.closeOn?.on ?? null,
      customerId: customer?.id ?? null,
      productId: product?.id ?? null,
      partnerId: attribution.partnerId,
      referredById: attribution.referredById,
      ownerName: row.ownerName,
      ownerEmail: row.ownerEmail,
    },
  };
}

function unknownReferences(row: OpportunityRow, known: Known): InvalidField[] {
  const unknown = (field: string, isUnknown: boolean, what: string): InvalidField[] =>
    isUnknown
      ? [
          {
            field,
            code: 'NOT_FOUND',
            message: `There is no ${what} with this id. Send it first, or correct the id.`,
          },
        ]
      : [];
  const partnerField = row.partnerId === null ? 'partnerExternalId' : 'partnerId';
  const isPartnerStated = row.partnerId !== null || row.partnerExternalId !== null;
  return [
    ...unknown('accountExternalId', row.accountExternalId !== null && !known.customer, 'account'),
    ...unknown('productExternalId', row.productExternalId !== null && !known.product, 'product'),
    ...unknown(partnerField, isPartnerStated && !known.partnerId, 'partner'),
    ...unknown('referralId', row.referralId !== null && !known.named, 'referral'),
  ];
}

const refusal = (field: string, code: string, message: string): InvalidField[] => [{ field, code, message }];

/** The partner's own referral decides who is credited, and only the portal decides about referrals. */
function linkErrors(row: OpportunityRow, known: Known, isReferralTaken: boolean): InvalidField[] {
  const { named, partnerId } = known;
  const own = ownReferral(known);
  const credited = named ?? own;
  const isOfAnother = credited !== null && partnerId !== null && credited.partnerId !== partnerId;
  if (!named)
    return isOfAnother
      ? refusal(
          row.partnerId === null ? 'partnerExternalId' : 'partnerId',
          'CREDITED_TO_ANOTHER_PARTNER',
          'The deal came from a referral of another partner. Leave the partner out, or have the referral withdrawn first.',
        )
      : [];
  if (isOfAnother)
    return refusal(
      'referralId',
      'REFERRAL_OF_ANOTHER_PARTNER',
      'The referral is not of the partner that the row names.',
    );
  if (known.linked.some(({ id }) => id === named.id)) return [];
  if (named.status !== 'ACCEPTED')
    return refusal(
      'referralId',
      'REFERRAL_NOT_ACCEPTED',
      `The referral is ${named.status}; only accepted ones have deals.`,
    );
  if (named.opportunityId !== null || isReferralTaken)
    return refusal('referralId', 'REFERRAL_LINKED', 'The referral is linked to another deal already.');
  if (own)
    return refusal(
      'referralId',
      'DEAL_LINKED',
      'The deal is linked to another referral of a partner already.',
    );
  return [];
}

const isOwn = ({ origin }: Claim): boolean => origin === 'PORTAL';

/** Whatever became of it since, short of being withdrawn: a deal outlives the protection of its referral. */
const ownReferral = ({ linked }: Known): Claim | null =>
  linked.find((claim) => isOwn(claim) && claim.status !== 'WITHDRAWN') ?? null;

function attributionOf(known: Known): Attribution {
  const { named, partnerId, membershipId, linked, before } = known;
  const made = linked.filter((claim) => !isOwn(claim) && claim.status === 'ACCEPTED');
  const own = ownReferral(known);
  const unchanged = { partnerId: before?.partnerId ?? null, referredById: before?.referredById ?? null };
  if (named) {
    // One that is linked already stays, even if the partner has withdrawn it since.
    const isLinked = linked.some(({ id }) => id === named.id);
    const credit = isLinked ? unchanged : creditOf(named);
    return { ...credit, create: null, link: isLinked ? null : named, release: made };
  }
  if (own) return { ...creditOf(own), create: null, link: null, release: made };
  if (partnerId === null)
    return { create: null, link: null, release: made, partnerId: null, referredById: null };
  const release = made.filter((claim) => claim.partnerId !== partnerId);
  // One that the partner has withdrawn since was there all the same, and is not made again.
  if (linked.some((claim) => claim.partnerId === partnerId))
    return { ...unchanged, create: null, link: null, release };
  const create = { partnerId, registeredById: membershipId };
  return { create, link: null, release, partnerId, referredById: membershipId };
}

const creditOf = ({ partnerId, registeredById }: Claim) => ({ partnerId, referredById: registeredById });
