import type { Random } from './compiled-operations.ts';
import { idOf, type PartnerData } from './gates/partner-data.ts';

/** Random variables of the pages that a partner's people start from, good ones mostly. */
export function screenVariables(
  mine: PartnerData,
  theirs: PartnerData,
): Readonly<Record<string, (random: Random) => object>> {
  const aPartner = ({ oneOf }: Random) =>
    `Partner_${oneOf([mine.partnerId, mine.partnerId, theirs.partnerId, idOf('none', 'partner', 0)])}`;
  const aFlag = ({ oneOf }: Random) => oneOf([undefined, true, false]);
  return {
    Earnings: (random) => ({
      partnerId: aPartner(random),
      asOf: random.oneOf([undefined, null, '2026-05-01T00:00:00Z', '2026-06-15T11:00:00Z', 'yesterday']),
      first: random.oneOf([undefined, 1, 3, 20, 100]),
    }),
    HomeDashboard: (random) => ({
      partnerId: aPartner(random),
      period: random.oneOf(['2026-Q2', 'FY2026', '2026-P05', '2026-P06', '2026-Q2', 'soon']),
      currency: random.oneOf([undefined, null, 'USD', 'EUR']),
      withKpis: aFlag(random),
      withStatements: aFlag(random),
      withRemediation: aFlag(random),
    }),
  };
}
