import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { agreementStatusOf } from '../../src/domains/agreements/agreement.rules.ts';
import { inForceOfPartners } from '../../src/domains/agreements/agreements.service.ts';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import { startPortal } from '../support/portal.ts';

const PARTNERS = 40;
const SHA256 = 'a'.repeat(64);
const DAY_MILLISECONDS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const day = (number: number) => new Date(START + number * DAY_MILLISECONDS);

/** The same numbers in every run, so that a failure can be looked at. */
function numbersFrom(seed: string) {
  let drawn = 0;
  return (below: number) => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() % below;
  };
}

it('says by one statement for all partners what the rules say of each history, on every day', async () => {
  const portal = await startPortal();
  const random = numbersFrom('agreements');
  const template = await portal.arrange(async (tx) => {
    const made = await tx.agreementTemplate.create({
      data: { code: 'FORM', title: 'Form', kind: 'DOCUMENT' },
    });
    const data = { templateId: made.id, number: 1, text: 'Form.', sha256: SHA256 };
    const version = await tx.agreementTemplateVersion.create({
      data: { ...data, status: 'PUBLISHED', publishedAt: day(0) },
    });
    await tx.documentRequirement.create({
      data: { partnerType: 'RESELLER', templateId: made.id, validFrom: day(20), validTo: day(80) },
    });
    return { templateId: made.id, versionId: version.id };
  });
  const members: Member[] = [];
  for (let number = 0; number < PARTNERS; number += 1) {
    const partner = await aPartner(portal, { type: 'RESELLER' });
    members.push(await aMember(portal, partner.id));
  }
  await portal.arrange(async (tx) => {
    for (const { partnerId, membershipId } of members) {
      for (let handedIn = random(4); handedIn > 0; handedIn -= 1) {
        const from = random(90);
        const { id: agreementId } = await tx.agreement.create({
          data: {
            ...{
              partnerId,
              membershipId,
              ...template,
              method: 'SUBMITTED',
              fileReference: 'f',
              fileSha256: SHA256,
            },
            ...{ effectiveFrom: day(from), effectiveTo: random(3) ? day(from + 1 + random(60)) : null },
          },
        });
        const decided = { partnerId, agreementId, reason: 'So.' };
        const outcome = ['VERIFIED', 'VERIFIED', 'REFUSED', null][random(4)];
        if (outcome)
          await tx.agreementDecision.create({ data: { ...decided, outcome, effectiveOn: day(from) } });
        if (random(3) === 0)
          await tx.agreementDecision.create({
            data: { ...decided, outcome: 'REVOKED', effectiveOn: day(from + random(30)) },
          });
      }
    }
  });
  const histories = await portal.arrange((tx) => tx.agreement.findMany({ include: { decisions: true } }));
  const partnerIds = members.map(({ partnerId }) => partnerId);
  const seen = { held: 0, missing: 0, expiring: 0 };
  for (let number = 0; number < 120; number += 1) {
    const on = day(number);
    const all = await portal.arrange((tx) => inForceOfPartners(tx, partnerIds, on));
    const isRequired = number >= 20 && number < 80;
    for (const partnerId of partnerIds) {
      const ends = histories
        .filter((one) => one.partnerId === partnerId && agreementStatusOf(one, on) === 'IN_FORCE')
        .map(({ effectiveTo }) => effectiveTo?.getTime() ?? Number.POSITIVE_INFINITY);
      const end = Math.max(...ends);
      const isExpiring = isRequired && end <= on.getTime() + 60 * DAY_MILLISECONDS && ends.length > 0;
      const isMissing = isRequired && ends.length === 0;
      expect([number, partnerId, all.get(partnerId)]).toEqual([
        number,
        partnerId,
        {
          inForce: !isMissing,
          missing: isMissing ? ['FORM'] : [],
          expiring: isExpiring ? [{ templateCode: 'FORM', expiresOn: new Date(end) }] : [],
        },
      ]);
      seen.held += isRequired && !isMissing ? 1 : 0;
      seen.missing += isMissing ? 1 : 0;
      seen.expiring += isExpiring ? 1 : 0;
    }
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});
