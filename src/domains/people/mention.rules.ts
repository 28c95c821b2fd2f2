/** By what somebody is mentioned in a text. */
export type Mentions = Readonly<{
  names: readonly string[];
  addresses: readonly string[];
  phones: readonly string[];
}>;

/** Shorter, it is an initial or a word of the language rather than somebody. */
const NAME_LENGTH_MIN = 3;
const PHONE_DIGITS_MIN = 6;

/**
 * A regular expression of PostgreSQL that finds mentions of somebody, or null where nothing tells them. A mail address and a
 * name of several words are found whatever the case. A name of one word, such as Will, is found as it is written alone, since
 * it may be a word. Nothing is found within a longer word or address.
 */
export function mentionPattern({ names, addresses, phones }: Mentions): string | null {
  const parts = [
    ...addresses.map((address) => `(?<![[:alnum:]_.+-])${anyCase(address)}(?![[:alnum:]_-]|\\.[[:alnum:]])`),
    ...names
      .map((name) => name.trim())
      .filter(isTelling)
      .map(namePattern),
    ...phones
      .filter((phone) => phone.replace(/\D/g, '').length >= PHONE_DIGITS_MIN)
      .map((phone) => `(?<!\\d)${literal(phone)}(?!\\d)`),
  ];
  // The longest first, so that of a name within another the whole is taken.
  const unique = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return unique.length > 0 ? unique.join('|') : null;
}

const isTelling = (name: string): boolean => [...name].length >= NAME_LENGTH_MIN;

function namePattern(name: string): string {
  const words = name.split(/\s+/);
  const pattern = words.map(words.length > 1 ? anyCase : literal).join('\\s+');
  return `(?<![[:alnum:]])${pattern}(?![[:alnum:]])`;
}

/** Quotes stand in JSON behind a backslash. */
const literal = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|"]/g, (character) => (character === '"' ? '\\\\?"' : `\\${character}`));

const anyCase = (text: string): string =>
  [...text]
    .map((character) => {
      const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
      const hasCases = lower !== upper && lower.length === 1 && upper.length === 1;
      return hasCases ? `[${lower}${upper}]` : literal(character);
    })
    .join('');
