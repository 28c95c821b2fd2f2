/**
 * Domains at which anybody can have an address. A customer that writes from one of them is not the company that
 * runs it, so they never identify anybody. Extend the lists when a new one shows up in real data.
 */
const MAIL_BY_ENDING: readonly (readonly [names: string, endings: string])[] = [
  [
    'yahoo',
    `com ca de fr it es gr se no dk ie in cn ro pl fi hu nl be at ch pt cz co.uk co.jp co.in co.id co.kr co.nz co.th co.za
    com.ar com.au com.br com.cn com.co com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.ve com.vn`,
  ],
  ['ymail rocketmail', 'com'],
  [
    'hotmail',
    `com ca de fr it es gr se no dk be nl fi at ch cz hu lt lv rs sk co.uk co.jp co.il co.in co.kr co.nz co.th co.za com.ar
    com.au com.br com.hk com.mx com.my com.sg com.tr com.tw com.vn`,
  ],
  [
    'outlook',
    `com de fr it es be at ie cz dk hu lv pt ph sa sg sk jp kr in cl co com.ar com.au com.br com.gr com.tr com.vn co.id co.il
    co.th`,
  ],
  [
    'live',
    'com ca de fr it se no dk be nl ie at ru cn in jp cl co.uk co.kr co.za com.ar com.au com.mx com.my com.pt com.sg',
  ],
  ['msn windowslive passport', 'com'],
  ['gmail', 'com'],
  ['googlemail', 'com co.uk'],
  ['icloud me mac', 'com'],
  ['aol', 'com de fr it es co.uk com.au com.br com.mx jp nl se'],
  ['aim netscape compuserve', 'com net'],
  ['gmx', 'com de net at ch fr es it org info us co.uk eu'],
  ['mail', 'com de ru ee bg be ua kz by'],
  ['protonmail', 'com ch'],
  ['zoho zohomail', 'com eu in'],
  ['yandex', 'com ru ua by kz com.tr'],
  [
    'web freenet arcor t-online online vodafonemail alice kabelmail unitybox ewetel osnanet 1und1 email posteo firemail',
    'de',
  ],
  ['orange wanadoo free laposte sfr neuf bbox club-internet numericable aliceadsl voila cegetel noos', 'fr'],
  ['libero virgilio alice tiscali tin inwind iol katamail fastwebnet vodafone pec', 'it'],
  ['telefonica terra ono movistar', 'es'],
  ['bluewin hispeed sunrise swissonline', 'ch'],
  ['chello aon inode', 'at'],
  ['ziggo planet hetnet home kpnmail xs4all casema quicknet upcmail tele2 solcon zonnet', 'nl'],
  ['skynet telenet proximus scarlet pandora', 'be'],
  ['tdcadsl stofanet', 'dk'],
  ['online broadpark getmail', 'no'],
  ['kolumbus elisanet saunalahti luukku suomi24', 'fi'],
  ['wp o2 onet interia op tlen poczta gazeta vp autograf', 'pl'],
  ['seznam centrum email volny atlas post', 'cz'],
  ['azet zoznam centrum post', 'sk'],
  ['freemail citromail t-online indamail', 'hu'],
  ['sapo clix netcabo iol', 'pt'],
  ['otenet forthnet hol', 'gr'],
  ['inbox bk list rambler lenta ro autorambler myrambler pochta', 'ru'],
  ['qq 163 126 sina sohu 139 189 aliyun foxmail 21cn tom', 'com'],
  ['docomo ezweb softbank biglobe ocn', 'ne.jp'],
  ['rediffmail indiatimes sify', 'com'],
  ['mweb telkomsa webmail vodamail', 'co.za'],
  ['uol bol terra ig globomail oi r7', 'com.br'],
  ['fibertel arnet speedy ciudad', 'com.ar'],
  [
    'comcast verizon att sbcglobal bellsouth cox earthlink charter optonline pacbell ameritech windstream frontiernet',
    'net',
  ],
  ['juno netzero excite lycos embarqmail peoplepc cs roadrunner', 'com'],
];

const MAIL_ALONE = `mailbox.org abv.bg dir.bg interia.eu luukku.com inbox.lv inbox.lt telia.com bredband.net spray.se comhem.se
  btinternet.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk sky.com tiscali.co.uk btopenworld.com mynet.com
  ukr.net i.ua bigmir.net meta.ua yeah.net naver.com hanmail.net daum.net nate.com nifty.com bigpond.com bigpond.net.au
  optusnet.com.au iinet.net.au tpg.com.au westnet.com.au xtra.co.nz slingshot.co.nz telkomsa.net globo.com terra.com
  prodigy.net.mx netzero.net rogers.com shaw.ca sympatico.ca videotron.ca telus.net bell.net walla.co.il walla.com
  bezeqint.net netvision.net.il 012.net.il emirates.net.ae proton.me pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me hey.com fastmail.com fastmail.fm
  hushmail.com hush.com duck.com mozmail.com mailfence.com disroot.org riseup.net runbox.com startmail.com posteo.net ya.ru
  usa.com email.com consultant.com engineer.com europe.com post.com myself.com writeme.com dr.com cheerful.com techie.com
  inbox.com lavabit.com mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com tempmail.com sharklasers.com
  dispostable.com maildrop.cc getnada.com temp-mail.org throwawaymail.com moakt.com privaterelay.appleid.com relay.firefox.com
  simplelogin.com anonaddy.com anonaddy.me 33mail.com vip.qq.com mail2world.com luxsci.com safe-mail.net opayq.com`;

/** Sites that give a page to anybody: a company that names its page there names the host, not itself. */
const PLATFORMS = `facebook.com fb.com fb.me instagram.com linkedin.com lnkd.in twitter.com x.com youtube.com youtu.be tiktok.com
  pinterest.com xing.com vk.com weibo.com t.me telegram.me wa.me whatsapp.com linktr.ee bit.ly goo.gl g.page google.com
  yelp.com tripadvisor.com etsy.com ebay.com amazon.com medium.com crunchbase.com wikipedia.org bing.com`;

const wordsOf = (text: string): string[] => text.split(/\s+/);

export const PUBLIC_MAIL_DOMAINS: ReadonlySet<string> = new Set([
  ...MAIL_BY_ENDING.flatMap(([names, endings]) =>
    wordsOf(names).flatMap((name) => wordsOf(endings).map((ending) => `${name}.${ending}`)),
  ),
  ...wordsOf(MAIL_ALONE),
]);

export const PLATFORM_DOMAINS: ReadonlySet<string> = new Set(wordsOf(PLATFORMS));
