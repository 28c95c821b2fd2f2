/**
 * Legal forms as they read once a name is folded (lower case, no accents, `S.à r.l.` as words without dots). They
 * say how a company is organized, not which company it is. Words that often end a name proper (`II`, `UA`, `AD`)
 * are left out: a form that stays costs a few trigrams, a word that goes makes two companies look like one.
 */
const ENGLISH = `inc, incorporated, corp, corporation, co, company, llc, l l c, llp, l l p, lllp, lp, l p, ltd, limited, plc,
  p l c, pllc, pc, pbc, ulc, unlimited company, cic, pty, pty ltd, proprietary limited, pte, pte ltd, private limited, pvt, pvt ltd,
  public limited company, limited liability company, limited partnership, dac, clg, sdn bhd, bhd, berhad, opc, fze, fzco, fz llc,
  wll, w l l, psc, pjsc, saog, saoc, ksc, kscp, qpsc`;
const GERMAN = `gmbh, g m b h, ggmbh, mbh, ag, kg, kgaa, ohg, gbr, ug, haftungsbeschrankt, ug haftungsbeschrankt, eg, ek, e k, ev,
  e v, se, gesmbh, ges mbh, gesellschaft mbh, gesellschaft mit beschrankter haftung, aktiengesellschaft, kommanditgesellschaft,
  partg, partgmbb, og`;
const FRENCH = `sa, s a, sarl, s a r l, sa rl, s a rl, sarlu, sas, s a s, sasu, eurl, snc, sca, scop, selarl, gie, cie, compagnie,
  societe anonyme, societe a responsabilite limitee, societe par actions simplifiee, ltee, limitee, senc, sencrl, sagl`;
const DUTCH = `bv, b v, nv, n v, vof, v o f, cv, bvba, sprl, cvba, scrl, srl, s r l, asbl, vzw, besloten vennootschap,
  naamloze vennootschap`;
const NORDIC = `ab, publ, ab publ, aktiebolag, aktiebolaget, hb, handelsbolag, kb, oy, oyj, oy ab, ky, osakeyhtio, tmi, as, a s, asa,
  ans, aksjeselskap, aps, p s, k s, i s, aktieselskab, anpartsselskab, ivs, hf, ehf, ohf, slhf`;
const IBERIAN = `sl, s l, slu, s l u, slp, sau, s a u, sociedad anonima, sociedad limitada, sociedade anonima, sa de cv, s a de c v,
  s de rl, s de rl de cv, sapi de cv, sab de cv, sab, sac, s a c, eirl, ltda, limitada, lda, unipessoal, unipessoal lda, sgps,
  eireli, epp, cia, cia ltda`;
const ITALIAN = `spa, s p a, societa per azioni, srls, s r l s, sapa, s n c, scarl, s c a r l, scpa,
  societa a responsabilita limitata`;
const SLAVIC = `sp z oo, sp z o o, spolka z oo, spolka z ograniczona odpowiedzialnoscia, spolka akcyjna, sp k, spk, sp j, spj, sro,
  s r o, spol sro, spol s r o, akciova spolecnost, vos, doo, d o o, jdoo, ead, eood, ood, jsc, ojsc, cjsc, ooo, oao, zao, pao,
  ооо, оао, зао, пао, ао, тоо, тов, пат, прат, еоод, оод, ад, еад`;
const BALTIC_AND_HUNGARIAN = `uab, sia, ou, vsi, aktsiaselts, osauhing, akciju sabiedriba, kft, zrt, nyrt, bt, kkt,
  korlatolt felelossegu tarsasag`;
const GREEK_TURKISH_HEBREW = `αε, εε, οε, επε, ικε, αεβε, ανωνυμη εταιρεια, epe, ike, anonim sirketi, limited sirketi, ltd sti, sti,
  sirketi, san ve tic, sanayi ve ticaret, בעמ`;
const ASIAN = `kk, k k, gk, g k, yk, kabushiki kaisha, kabushiki gaisha, godo kaisha, yugen kaisha, tbk, persero,
  joint stock company, company limited, จำกัด, มหาชน, จำกัด มหาชน`;

/** Phrases of words, the longest first, so that one form is not mistaken for the end of another. */
export const TRAILING_LEGAL_FORMS: readonly (readonly string[])[] = phrasesOf(
  ENGLISH,
  GERMAN,
  FRENCH,
  DUTCH,
  NORDIC,
  IBERIAN,
  ITALIAN,
  SLAVIC,
  BALTIC_AND_HUNGARIAN,
  GREEK_TURKISH_HEBREW,
  ASIAN,
);

/** Forms that are written before the name; few, because a word in front is usually part of the name. */
export const LEADING_LEGAL_FORMS: readonly (readonly string[])[] = phrasesOf(
  `pt, uab, sia, ou, ab, ooo, oao, zao, pao, ооо, оао, зао, пао, ао, ип, тоо, тов, บริษัท, cong ty tnhh, cong ty co phan,
  kabushiki kaisha, kabushiki gaisha`,
);

/** Forms of scripts without spaces: they are cut from either end of the text, before it is split into words. */
export const UNSPACED_LEGAL_FORMS: readonly string[] = formsOf(
  `股份有限公司, 有限责任公司, 有限責任公司, 有限公司, 株式会社, 株式會社, 有限会社, 合同会社, 合資会社, 合名会社, (株), (有), (同),
  유한책임회사, 주식회사, 유한회사, (주), (유)`,
);

function phrasesOf(...texts: string[]): string[][] {
  const forms = new Set(texts.flatMap(formsOf));
  return [...forms].map((form) => form.split(' ')).sort((a, b) => b.length - a.length);
}

/** Composed as names are when they are folded. */
function formsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .split(',')
    .map((form) => form.trim());
}
