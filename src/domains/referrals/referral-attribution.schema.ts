import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import type {
  AttributionReason,
  AttributionStatus,
  AttributionStep,
} from '../engagement/attribution.rules.ts';
import { OpportunityType } from '../opportunities/opportunity.schema.ts';
import { ReferralType } from './referral.schema.ts';

const CREDITS_MAX = 10;

const StatusType = builder.enumType('AttributionStatus', {
  description: 'Whether a deal is credited to a referral.',
  values: {
    PENDING: { description: 'The deal is open, and can still be won in time.' },
    ATTRIBUTED: { description: 'The deal was won, and is the referral’s.' },
    NOT_ATTRIBUTED: { description: 'The deal is not the referral’s, or was lost.' },
    HELD: { description: 'Contested: what is unpaid waits for a decision.' },
    ENDED: { description: 'The deal is the referral’s no more.' },
  } satisfies Record<AttributionStatus | 'HELD' | 'ENDED', object>,
});

const ReasonType = builder.enumType('AttributionReason', {
  description: 'Why a deal is credited to a referral, or not.',
  values: {
    PROTECTED: {
      description: 'Protection held when the deal opened, and it was won before the tail was over.',
    },
    IMPORTED: { description: 'The history that was imported says so; no clock applies.' },
    CREDITED_BY_CRM: { description: 'The CRM credits it without a registration; no clock applies.' },
    CONTEST_DECIDED: { description: 'A person decided a contest so.' },
    DEAL_OPEN: { description: 'Protection held when the deal opened; it is not won yet.' },
    DEAL_LOST: { description: 'The deal was lost; where it reopens, this is decided anew.' },
    NOT_PROTECTED_WHEN_OPENED: { description: 'No protection held on the day on which the deal opened.' },
    TAIL_OVER: { description: 'It was not won by the last day on which a win would have counted.' },
    REFERRAL_ENDED: { description: 'The referral was withdrawn, closed or rejected before the win.' },
  } satisfies Record<AttributionReason, object>,
});

const KindType = builder.enumType('AttributionKind', {
  description: 'What kind of credit it is.',
  values: {
    SOURCED: { description: 'The partner brought the deal.' },
    INFLUENCED: { description: 'The partner had a part in it.' },
  },
});

const StepCodeType = builder.enumType('AttributionStepCode', {
  description: 'What a decision on attribution looked at.',
  values: {
    VENDORS_WORD: {
      description: 'Whether the vendor itself says whose it is: history, CRM or a decided contest.',
    },
    REFERRAL_STANDS: { description: 'Whether the win came before the referral ended; `on` is that day.' },
    PROTECTED_WHEN_OPENED: {
      description:
        'Whether protection held at any instant of the day `on`, on which the deal opened; the span is `from` to `until`.',
    },
    WON: { description: 'Whether the deal was won; `on` is the day.' },
    WITHIN_TAIL: {
      description:
        'Whether that is not after `on`, which is `days` days after the day on which protection ends.',
    },
  } satisfies Record<AttributionStep['code'], object>,
});

const StepType = builder.objectRef<AttributionStep>('AttributionStep').implement({
  description: "One look that a decision on attribution took. Days are those of the vendor's time zone.",
  fields: (t) => ({
    code: t.field({ type: StepCodeType, description: 'At what.', resolve: ({ code }) => code }),
    holds: t.exposeBoolean('holds', { description: 'Whether it is so.' }),
    on: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day that it looked at.',
      resolve: ({ on }) => (on ? new Date(`${on}T00:00:00Z`) : null),
    }),
    days: t.int({ nullable: true, description: 'How many days.', resolve: ({ days }) => days ?? null }),
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the span began.',
      resolve: ({ from }) => (from ? new Date(from) : null),
    }),
    until: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the span ends.',
      resolve: ({ until }) => (until ? new Date(until) : null),
    }),
  }),
});

const AttributionType = builder.prismaObject('Attribution', {
  name: 'Attribution',
  description:
    'Whether a deal is credited to a referral, and why. A decision is never changed: a new one follows it.',
  authScopes: { permission: 'REFERRALS_READ' },
  fields: (t) => ({
    status: t.field({
      type: StatusType,
      description: 'Whether it is.',
      ...column('status').as<AttributionStatus>(),
    }),
    because: t.field({
      type: ReasonType,
      description: 'Why.',
      ...column('because').as<AttributionReason>(),
    }),
    kind: t.field({
      type: KindType,
      description: 'What kind of credit.',
      ...column('kind').as<'SOURCED'>(),
    }),
    shareNumerator: t.exposeInt('shareNumerator', {
      description: 'The share of the deal as an exact fraction: its numerator.',
    }),
    shareDenominator: t.exposeInt('shareDenominator', { description: 'Its denominator, 1 or more.' }),
    opportunity: t.relation('opportunity', {
      type: OpportunityType,
      nullable: true,
      description: 'The deal; null where you are not credited with it now.',
    }),
    tailEndsOn: t.expose('tailEndsOn', {
      type: 'Date',
      nullable: true,
      description:
        "The last day, in the vendor's time zone, on which a win counts, as far as protection is known; null where no day bounds it.",
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When it was decided so.' }),
    steps: t.field({
      type: [StepType],
      description: 'What the decision looked at, in order; at most 5. Empty where a person decided.',
      select: { explanation: true },
      resolve: ({ explanation }) => (explanation as { steps?: AttributionStep[] }).steps ?? [],
    }),
  }),
});

builder.prismaObjectField(ReferralType, 'attributions', (t) =>
  t.relation('attributions', {
    type: AttributionType,
    description: `Whether deals are credited to it as it stands now, the latest decision first; at most ${CREDITS_MAX}. More than one only where a contest gave it a part in another deal.`,
    complexity: { field: 5, multiplier: 2 },
    query: { where: { endedAt: null }, orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }], take: CREDITS_MAX },
  }),
);
