import type { Tx } from '../../platform/database/client.ts';
import type { CertificationAward } from '../../platform/database/generated/client/client.ts';

export const findAward = (tx: Tx, id: string) =>
  tx.certificationAward.findUnique({
    where: { id },
    include: { program: { select: { code: true } }, certificationVersion: { select: { number: true } } },
  });

export const revoke = (
  tx: Tx,
  { id, version }: CertificationAward,
  data: Readonly<{ revokedAt: Date; revokeReason: string; endsOn: Date }>,
): Promise<CertificationAward> =>
  tx.certificationAward.update({ where: { id }, data: { ...data, version: version + 1 } });
