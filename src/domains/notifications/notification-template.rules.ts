import { type Audience, TOPICS, type Topic } from './notification-topics.rules.ts';

/** Who is told of an event. */
export type Recipient =
  /** Whoever registered the referral, while they work for the partner. */
  | 'REGISTRANT'
  | 'PARTNER_ADMINS'
  /** Whose certification it is, while they work for the partner. */
  | 'CERTIFIED_PERSON'
  | 'CHANNEL_MANAGER'
  | 'CHANNEL_BACKUP'
  | 'PARTNER_OPERATIONS'
  /** The staff that the event itself names, as an escalation does. */
  | 'ESCALATED'
  /** The partner's own people whom the event names, while they work for it. */
  | 'NAMED_MEMBER';

type TopicOf<Of extends Audience> = {
  [T in Topic]: (typeof TOPICS)[T]['audience'] extends Of ? T : never;
}[Topic];

/** What a text for a partner can say: nothing of anybody but the partner itself and its customer. */
type PartnerWords = Readonly<{ customer: string }>;
type StaffWords = PartnerWords & Readonly<{ partner: string }>;

/** Codes and numbers of the event by name; null where the event has none. */
export type Arguments = Readonly<Record<string, string | number | null>>;
type ArgumentsNamed<Name extends string> = Readonly<Record<Name, string | number | null>>;

type Definition<Of extends Audience, Words, Name extends string> = Readonly<{
  /** Of whatever is told; unique within its audience and event, and never changed, as it is stored. */
  code: string;
  /** Counts the wordings. One that was sent stays in the list, as what was told is not told anew. */
  version: number;
  event: string;
  topic: TopicOf<Of>;
  to: readonly Recipient[];
  /** Who is told where nobody of `to` is there. */
  otherwise?: readonly Recipient[];
  /** Which of the event's data the text needs. */
  arguments?: readonly Name[];
  title(words: Words & ArgumentsNamed<Name>): string;
  body(words: Words & ArgumentsNamed<Name>): string;
}>;

/** A wording of what somebody is told of an event. */
export type Template = Readonly<{
  code: string;
  version: number;
  event: string;
  topic: Topic;
  audience: Audience;
  to: readonly Recipient[];
  otherwise: readonly Recipient[];
  arguments: readonly string[];
  text(words: Names, given: Arguments): Text;
}>;

export type Text = Readonly<{ title: string; body: string }>;

/** Whom it is about, as far as whoever reads it may know; null where not. */
export type Names = Readonly<{ customer: string | null; partner: string | null }>;

function template<Of extends Audience, Name extends string>(
  definition: Definition<Of, StaffWords, Name>,
): Template {
  const { title, body, otherwise = [], arguments: named = [], ...rest } = definition;
  return {
    ...rest,
    audience: TOPICS[definition.topic].audience,
    otherwise,
    arguments: named,
    text: (names, given) => {
      const words = {
        customer: names.customer?.trim() || 'a customer',
        partner: names.partner ?? 'a partner',
        ...(Object.fromEntries(named.map((name) => [name, given[name] ?? null])) as ArgumentsNamed<Name>),
      };
      return { title: title(words), body: body(words) };
    },
  };
}

/** Told to the vendor's staff. */
export const staffTemplate = <const Name extends string = never>(
  definition: Definition<'STAFF', StaffWords, Name>,
): Template => template(definition);

/** Told to a partner, which its words cannot name another partner to: they are not given any. */
export const partnerTemplate = <const Name extends string = never>(
  definition: Definition<'PARTNER', PartnerWords, Name>,
): Template => template(definition);
