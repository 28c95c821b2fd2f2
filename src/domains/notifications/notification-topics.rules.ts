import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';

export type Channel = 'PORTAL' | 'MAIL';
export type Audience = 'PARTNER' | 'STAFF';

/** What people can be told about. On a mandatory channel they are told whatever they prefer. */
export const TOPICS = {
  REFERRAL_PROGRESS: { audience: 'PARTNER', mandatory: [] },
  REFERRAL_CONFLICTS: { audience: 'PARTNER', mandatory: ['PORTAL'] },
  PARTNER_ACCOUNT: { audience: 'PARTNER', mandatory: ['PORTAL', 'MAIL'] },
  PROGRAM: { audience: 'PARTNER', mandatory: [] },
  STATEMENTS: { audience: 'PARTNER', mandatory: ['PORTAL'] },
  CERTIFICATIONS: { audience: 'PARTNER', mandatory: [] },
  REFERRALS_TO_REVIEW: { audience: 'STAFF', mandatory: [] },
  CONFLICTS_TO_DECIDE: { audience: 'STAFF', mandatory: ['PORTAL'] },
  DEADLINES: { audience: 'STAFF', mandatory: ['PORTAL'] },
  PORTFOLIO: { audience: 'STAFF', mandatory: [] },
  APPLICATIONS: { audience: 'STAFF', mandatory: [] },
  TIER_REVIEWS: { audience: 'STAFF', mandatory: [] },
} as const satisfies Record<string, Readonly<{ audience: Audience; mandatory: readonly Channel[] }>>;

export type Topic = keyof typeof TOPICS;
export const TOPIC_CODES = Object.keys(TOPICS) as Topic[];

/** What a person said of a topic, or its default: every channel. */
export type Preference = Readonly<{ topic: Topic; portal: boolean; mail: boolean }>;

const isMandatory = (topic: Topic, channel: Channel): boolean =>
  (TOPICS[topic].mandatory as readonly Channel[]).includes(channel);

/** By which ways somebody is told of a topic, given what they said of it. */
export const channelsWanted = (
  topic: Topic,
  said: Readonly<{ portal: boolean; mail: boolean }> | undefined,
): Readonly<{ portal: boolean; mail: boolean }> => ({
  portal: isMandatory(topic, 'PORTAL') || (said?.portal ?? true),
  mail: isMandatory(topic, 'MAIL') || (said?.mail ?? true),
});

/** The topics of an audience, each with what holds for somebody who said this much of them. */
export const preferencesOf = (audience: Audience, said: readonly Preference[]): Preference[] =>
  TOPIC_CODES.filter((topic) => TOPICS[topic].audience === audience).map((topic) => ({
    topic,
    ...channelsWanted(
      topic,
      said.find((preference) => preference.topic === topic),
    ),
  }));

/**
 * Checks what somebody of an audience prefers.
 * @throws InvalidInputError where a topic is not theirs, comes twice, or is turned off where it is mandatory.
 */
export function assertPreferences(audience: Audience, preferences: readonly Preference[]): void {
  const invalid: InvalidField[] = preferences.flatMap((preference, place) => {
    const refuse = (field: string, code: string, message: string) => [
      { field: `preferences.${place}.${field}`, code, message },
    ];
    const { topic } = preference;
    if (TOPICS[topic].audience !== audience)
      return refuse('topic', 'NOT_YOURS', `You are not told about ${topic}, so there is nothing to prefer.`);
    if (preferences.findIndex((other) => other.topic === topic) < place)
      return refuse('topic', 'REPEATED', `${topic} is there more than once.`);
    return (['PORTAL', 'MAIL'] as const)
      .filter((channel) => isMandatory(topic, channel))
      .filter((channel) => !(channel === 'PORTAL' ? preference.portal : preference.mail))
      .flatMap((channel) =>
        refuse(channel.toLowerCase(), 'MANDATORY', `${topic} is always told by ${channel}.`),
      );
  });
  if (invalid.length > 0) throw new InvalidInputError(invalid);
}
