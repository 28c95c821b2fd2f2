import { ok, type Result, refuse } from '../../kernel/result.ts';

/** How long an IBAN is in each country that has them, by the registry of ISO 13616. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18
   FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21
   LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24
   SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

export type IbanRefusal = 'NOT_AN_IBAN' | 'WRONG_LENGTH' | 'WRONG_CHECK_DIGITS' | 'OTHER_COUNTRY';

/** Whether accounts of the country are named by an IBAN. */
export const hasIban = (countryCode: string): boolean => Object.hasOwn(IBAN_LENGTHS, countryCode);

/** Reads an IBAN of a country, written with or without spaces; answers it without. */
export function parseIban(text: string, countryCode: string): Result<string, IbanRefusal> {
  const iban = text.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/.test(iban)) return refuse('NOT_AN_IBAN');
  if (!iban.startsWith(countryCode)) return refuse('OTHER_COUNTRY');
  if (iban.length !== IBAN_LENGTHS[countryCode]) return refuse('WRONG_LENGTH');
  return checkSum(iban) === 1 ? ok(iban) : refuse('WRONG_CHECK_DIGITS');
}

/** ISO 7064 MOD 97-10 over the account followed by country and check digits, letters as 10 to 35. */
function checkSum(iban: string): number {
  const moved = iban.slice(4) + iban.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return Number(BigInt(digits) % 97n);
}

/** The check that American routing numbers carry: digits weighted 3, 7, 1 sum to a multiple of ten. */
export const isRoutingNumberOfUs = (text: string): boolean =>
  /^\d{9}$/.test(text) &&
  [...text].reduce((sum, digit, place) => sum + Number(digit) * [3, 7, 1][place % 3]!, 0) % 10 === 0;
