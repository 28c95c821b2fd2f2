/** 120 bits, which nobody guesses. */
export const AWARD_CODE_BYTES = 15;

/** Digits and letters without I, L, O and U, so that a code that is read aloud or off paper stays the same. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;
const LENGTH = (AWARD_CODE_BYTES * 8) / 5;

const grouped = (letters: string): string => letters.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');

/** The code that stands for these random bytes: six groups of four letters. */
export function awardCodeOf(bytes: Uint8Array): string {
  let bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let letters = '';
  for (let place = 0; place < LENGTH; place += 1, bits >>= 5n)
    letters = ALPHABET[Number(bits & 31n)] + letters;
  return grouped(letters);
}

/** A code as somebody typed it, in the form that is stored; null where it cannot be one. */
export function awardCodeFrom(text: string): string | null {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const isCode = letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter));
  return isCode ? grouped(letters) : null;
}
