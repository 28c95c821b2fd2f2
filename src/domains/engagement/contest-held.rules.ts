/** A credit as it was when a contest began; instants as ISO 8601 text, since it is stored as JSON. */
export type AttributionAsHeld = Readonly<{
  id: string;
  opportunityId: string;
  kind: string;
  status: string;
  because: string;
  shareNumerator: number;
  shareDenominator: number;
  decidedAt: string;
  endedAt: string | null;
}>;

/** What a referral, its claim and its credits were before they were contested: enough to make them so again. */
export type Held = Readonly<{
  /** The merge that brought this party in; null where it was another finding. */
  mergeId: string | null;
  referral: Readonly<{
    statusSince: string;
    decidedAt: string | null;
    decisionCode: string | null;
    decisionMessage: string | null;
  }>;
  claim: Readonly<{
    id: string;
    keys: readonly string[];
    held: readonly Readonly<{ key: string; productFamily: string; territory: string }>[];
    waiting: readonly string[];
  }> | null;
  attributions: readonly AttributionAsHeld[];
}>;

export const attributionAsHeld = (
  row: Omit<AttributionAsHeld, 'decidedAt' | 'endedAt'> & Readonly<{ decidedAt: Date; endedAt: Date | null }>,
): AttributionAsHeld => ({
  id: row.id,
  opportunityId: row.opportunityId,
  kind: row.kind,
  status: row.status,
  because: row.because,
  shareNumerator: row.shareNumerator,
  shareDenominator: row.shareDenominator,
  decidedAt: row.decidedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

/** The columns of a credit as it was. */
export const columnsOf = ({ id: _id, opportunityId: _deal, ...held }: AttributionAsHeld) => ({
  ...held,
  decidedAt: new Date(held.decidedAt),
  endedAt: held.endedAt ? new Date(held.endedAt) : null,
});

/** What a partner reads of its referral, as it was. */
export const readingOf = ({ referral }: Held) => ({
  statusSince: new Date(referral.statusSince),
  decidedAt: referral.decidedAt ? new Date(referral.decidedAt) : null,
  decisionCode: referral.decisionCode,
  decisionMessage: referral.decisionMessage,
});
