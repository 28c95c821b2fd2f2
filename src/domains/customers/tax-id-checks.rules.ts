/** The check digits of tax ids, as the issuing authorities publish them. Each takes text that fits its format. */

const digitsOf = (text: string): number[] => Array.from(text, Number);

const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);

const last = (text: string): number => Number(text.at(-1));

/** Doubles every second digit from the right, the check digit being the first. */
export function hasLuhnDigit(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce(
      (total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
      0,
    );
  return sum % 10 === 0;
}

/** ISO 7064 MOD 11,10: Germany, Croatia. */
export function hasMod11And10Digit(text: string): boolean {
  const product = digitsOf(text.slice(0, -1)).reduce((previous, digit) => {
    const sum = (digit + previous) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return (11 - product) % 10 === last(text);
}

/** The sum is a multiple of the modulus, the check digit included. */
const sumsTo = (modulus: number, weights: readonly number[]) => (text: string) =>
  weighted(text, weights) % modulus === 0;

/** The check digit is what is missing to the modulus; ten or eleven read as zero where the country says so. */
const lacks = (modulus: number, weights: readonly number[], orZero: boolean) => (text: string) => {
  const missing = (modulus - (weighted(text, weights) % modulus)) % modulus;
  return (orZero && missing > 9 ? 0 : missing) === last(text);
};

/** The check digit is the remainder itself; ten reads as zero where the country says so. */
const leaves = (modulus: number, weights: readonly number[], orZero: boolean) => (text: string) => {
  const rest = weighted(text, weights) % modulus;
  return (orZero && rest > 9 ? 0 : rest) === last(text);
};

const BRAZIL_WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** Letters count as their code less that of `0`, so that the alphanumeric numbers of 2026 are checked alike. */
export function hasBrazilianDigits(text: string): boolean {
  const values = Array.from(text, (letter) => letter.charCodeAt(0) - 48);
  return [12, 13].every((position) => {
    const weights = BRAZIL_WEIGHTS.slice(13 - position);
    const rest = weights.reduce((sum, weight, index) => sum + weight * values[index]!, 0) % 11;
    return (rest < 2 ? 0 : 11 - rest) === values[position];
  });
}

/** Two series are in use; the newer adds 55 to the same sum. Numbers of the old branch form end in three more digits. */
export function hasBritishDigits(text: string): boolean {
  const sum = weighted(text, [8, 7, 6, 5, 4, 3, 2]) + Number(text.slice(7, 9));
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
}

/** Since 2020 sole traders have numbers under MOD 97-10 over the whole text; companies keep their eleven-test. */
export function hasDutchDigits(text: string): boolean {
  const rest = weighted(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return rest === Number(text[8]) || mod97(`NL${text}`) === 1;
}

const mod97 = (text: string): number =>
  Array.from(text, (letter) => Number.parseInt(letter, 36)).reduce(
    (rest, value) => (rest * (value > 9 ? 100 : 10) + value) % 97,
    0,
  );

/** The key is computed from the company number for keys of digits; lettered keys are only a format. */
export function hasFrenchKey(text: string): boolean {
  const company = text.slice(2);
  const key = text.slice(0, 2);
  return hasLuhnDigit(company) && (/\D/.test(key) || Number(key) === (12 + 3 * (Number(company) % 97)) % 97);
}

/** The first digit loses one, then the weighted sum is a multiple of 89. */
export const hasAustralianDigits = (text: string): boolean =>
  (weighted(text, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;

/** The check letter over base 36, every second value doubled and its base-36 digits added. */
export function hasIndianLetter(text: string): boolean {
  const sum = Array.from(text.slice(0, -1), (letter, index) => {
    const product = Number.parseInt(letter, 36) * (index % 2 === 0 ? 1 : 2);
    return Math.floor(product / 36) + (product % 36);
  }).reduce((total, value) => total + value, 0);
  return (36 - (sum % 36)) % 36 === Number.parseInt(text.at(-1)!, 36);
}

/** The check digit is in front. */
export function hasJapaneseDigit(text: string): boolean {
  const sum = digitsOf(text.slice(1)).reduce(
    (total, digit, index) => total + digit * (index % 2 === 0 ? 2 : 1),
    0,
  );
  return 9 - (sum % 9) === Number(text[0]);
}

/** Prefixes that the Internal Revenue Service has never assigned to a campus. */
const UNASSIGNED_EIN = /^(?:00|07|08|09|17|18|19|28|29|49|69|70|78|79|89|96|97)/;
export const hasAmericanPrefix = (text: string): boolean => !UNASSIGNED_EIN.test(text);

export function hasAustrianDigit(text: string): boolean {
  const sum = digitsOf(text.slice(1, 8)).reduce((total, digit, index) => {
    const product = digit * (index % 2 === 0 ? 1 : 2);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return (10 - ((sum + 4) % 10)) % 10 === last(text);
}

export function hasGreekDigit(text: string): boolean {
  return (weighted(text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(text);
}

export const hasBelgianDigits = (text: string): boolean =>
  97 - (Number(text.slice(0, 8)) % 97) === Number(text.slice(8));
export const hasLuxembourgDigits = (text: string): boolean =>
  Number(text.slice(0, 6)) % 89 === Number(text.slice(6));
export const hasSlovakDigits = (text: string): boolean => Number(text) % 11 === 0;
export const hasSwedishDigits = (text: string): boolean => hasLuhnDigit(text.slice(0, 10));

export const hasDanishDigits = sumsTo(11, [2, 7, 6, 5, 4, 3, 2, 1]);
export const hasEstonianDigit = lacks(10, [3, 7, 1, 3, 7, 1, 3, 7], false);
export const hasFinnishDigit = lacks(11, [7, 9, 10, 5, 8, 4, 2], false);
export const hasHungarianDigit = lacks(10, [9, 7, 3, 1, 9, 7, 3], false);
export const hasMalteseDigits = (text: string): boolean =>
  37 - (weighted(text, [3, 4, 6, 7, 8, 9]) % 37) === Number(text.slice(6));
export const hasNorwegianDigit = lacks(11, [3, 2, 7, 6, 5, 4, 3, 2], false);
export const hasPolishDigit = leaves(11, [6, 5, 7, 2, 3, 4, 5, 6, 7], false);
export const hasPortugueseDigit = lacks(11, [9, 8, 7, 6, 5, 4, 3, 2], true);
export const hasSlovenianDigit = lacks(11, [8, 7, 6, 5, 4, 3, 2], true);
export const hasSwissDigit = lacks(11, [5, 4, 3, 2, 7, 6, 5, 4], false);
