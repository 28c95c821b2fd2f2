import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const ALL = `__typename id status statusSince version origin registeredByName customerName customerDomain customerTaxId
  customerCountryCode customerCity contactName contactEmail contactPhone notes submittedAt decidedAt decisionCode
  decisionMessage salesStage updatedAt createdAt opportunity { id } product { code } partner { status }
  availableActions { action available blockedBecause }`;
const REFUSAL = '... on Error { code message } ... on InvalidInputError { fields { field code } }';
const STALE = '... on StaleVersionError { currentVersion }';
const REGISTER = `mutation ($input: ReferralRegisterInput!) { referralRegister(input: $input) { ... on Referral { ${ALL} } ${REFUSAL} } }`;
const EDIT = `mutation ($input: ReferralEditInput!) { referralEdit(input: $input) { ... on Referral { ${ALL} } ${REFUSAL} } }`;
const SUBMIT = `mutation ($input: ReferralActionInput!) { referralSubmit(input: $input) { ... on Referral { ${ALL} } ${REFUSAL} } }`;
const RETURN = `mutation ($input: ReferralRefuseInput!) { referralReturn(input: $input) { ... on Referral { ${ALL} } ${REFUSAL} } }`;
const REVIEW = `review { decision note version customer { name } candidates { isSame scoreBps matchedOn customer { name keys { value } }
  contributions { code measure pointsBps } } }`;
const NOTE = `mutation ($input: ReferralReviewNoteInput!) { referralReviewNote(input: $input) { ... on Referral { version ${REVIEW} } ${REFUSAL} ${STALE} } }`;
const LINK = `mutation ($input: ReferralLinkCustomerInput!) { referralLinkCustomer(input: $input) { ... on Referral { version ${REVIEW} } ${REFUSAL} ${STALE} } }`;
const CREATE = `mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) { ... on Customer { id } ${REFUSAL} } }`;

let portal: Portal;
let member: Member;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let productId: string;

beforeAll(async () => {
  portal = await startPortal();
  const partner = await aPartner(portal);
  member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, partner.id, manager.personId);
  productId = `Product_${(await aProduct(portal, 'P-REVIEW')).id}`;
});

const company = (details: object) => ({
  customerCountryCode: 'DE',
  contactName: 'Jo',
  contactEmail: 'jo@contact.example',
  productId,
  ...details,
});

const aCustomer = async (details: object): Promise<{ id: string }> =>
  (await portal.send(operations.subject, CREATE, { input: { details } })).data.customerCreate;

async function submitted(details: object, who = member) {
  const draft = (await portal.send(who.subject, REGISTER, { input: { details: company(details) } })).data
    .referralRegister;
  const answer = await portal.send(who.subject, SUBMIT, { input: { id: draft.id, version: draft.version } });
  return answer.data.referralSubmit;
}

const reviewOf = async (id: string, subject = operations.subject) =>
  (await portal.send(subject, `{ referral(id: "${id}") { ${REVIEW} } }`)).data.referral.review;

describe('the review of a referral', () => {
  it('names the customer where a strong key decides, and why', async () => {
    await aCustomer({ name: 'Pied Piper GmbH', keys: [{ kind: 'DOMAIN', value: 'piedpiper.example' }] });
    const referral = await submitted({
      customerName: 'PP',
      customerDomain: 'https://www.PiedPiper.example/x',
    });
    const review = await reviewOf(referral.id, manager.subject);
    expect(review).toMatchObject({
      decision: 'SAME',
      note: null,
      version: 1,
      customer: { name: 'Pied Piper GmbH' },
      candidates: [
        {
          isSame: true,
          scoreBps: 10_000,
          matchedOn: expect.arrayContaining(['DOMAIN']),
          customer: { name: 'Pied Piper GmbH', keys: [{ value: 'piedpiper.example' }] },
        },
      ],
    });
    const stored = await portal.arrange((tx) =>
      tx.referralReview.findUniqueOrThrow({ where: { referralId: referral.id.slice(9) } }),
    );
    expect(JSON.stringify(stored.matchEvidence)).not.toMatch(/pied|piper/i);
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: referral.id.slice(9), type: 'referral.matched' } }),
    );
    expect(events).toMatchObject([{ actorKind: 'JOB', partnerVisible: false }]);
  });

  it('leaves a likeness of names to a person, whose decision stays unless another company is described', async () => {
    const known = await aCustomer({ name: 'Umbrella Pharmaceuticals', countryCode: 'DE' });
    const referral = await submitted({ customerName: 'Umbrela Pharmaceuticals AG' });
    expect(await reviewOf(referral.id)).toMatchObject({
      decision: 'POSSIBLE',
      customer: null,
      candidates: [{ isSame: false, customer: { name: 'Umbrella Pharmaceuticals' } }],
    });
    const linked = await portal.send(manager.subject, LINK, {
      input: { id: referral.id, version: 1, customerId: known.id },
    });
    expect(linked.data.referralLinkCustomer).toMatchObject({
      version: referral.version,
      review: { decision: 'CONFIRMED', customer: { name: 'Umbrella Pharmaceuticals' }, version: 2 },
    });
    const resubmit = async (version: number, details: object) => {
      const back = { id: referral.id, version, code: 'INCOMPLETE', message: 'More.' };
      await portal.send(operations.subject, RETURN, { input: back });
      await portal.send(member.subject, EDIT, { input: { id: referral.id, version: version + 1, details } });
      await portal.send(member.subject, SUBMIT, { input: { id: referral.id, version: version + 2 } });
      return await reviewOf(referral.id);
    };
    expect(await resubmit(2, { notes: 'The same company.' })).toMatchObject({
      decision: 'CONFIRMED',
      customer: { name: 'Umbrella Pharmaceuticals' },
      version: 3,
    });
    expect(await resubmit(5, { customerName: 'Quite Another One' })).toMatchObject({
      decision: 'NONE',
      customer: null,
      candidates: [],
      version: 4,
    });
    expect(portal.unexpected).toEqual([]);
  });

  it('does not choose between companies that share a domain', async () => {
    const keys = [{ kind: 'DOMAIN', value: 'group.example' }];
    await aCustomer({ name: 'Group North', keys });
    await aCustomer({ name: 'Group South', keys });
    const referral = await submitted({ customerName: 'Group South', customerDomain: 'group.example' });
    const review = await reviewOf(referral.id);
    expect(review).toMatchObject({ decision: 'POSSIBLE', customer: null });
    expect(review.candidates.map(({ customer }: { customer: { name: string } }) => customer.name)).toEqual([
      'Group South',
      'Group North',
    ]);
  });

  it('holds a comment, and tells whoever read an older one', async () => {
    const referral = await submitted({ customerName: 'Noted' });
    const note = (version: number, text: string | null, subject = manager.subject) =>
      portal.send(subject, NOTE, { input: { id: referral.id, version, note: text } });
    expect((await note(1, ' Call  back. ')).data.referralReviewNote).toMatchObject({
      version: referral.version,
      review: { note: 'Call back.', version: 2 },
    });
    expect((await note(1, 'Too late')).data.referralReviewNote).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: 2,
    });
    expect((await note(2, 'x'.repeat(4_001))).data.referralReviewNote).toMatchObject({
      fields: [{ field: 'note', code: 'TOO_LONG' }],
    });
    const stranger = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect((await note(2, 'Not mine', stranger.subject)).data.referralReviewNote).toMatchObject({
      code: 'NOT_FOUND',
    });
    const executive = await aStaffMember(portal, 'EXECUTIVE');
    for (const subject of [member.subject, executive.subject]) {
      expect((await note(2, 'Denied', subject)).data.referralReviewNote).toMatchObject({ code: 'FORBIDDEN' });
      const link = { id: referral.id, version: 2, customerId: null };
      const linked = await portal.send(subject, LINK, { input: link });
      expect(linked.data.referralLinkCustomer).toMatchObject({ code: 'FORBIDDEN' });
    }
    const unknown = `Customer_${referral.id.slice(9)}`;
    const wrong = await portal.send(manager.subject, LINK, {
      input: { id: referral.id, version: 2, customerId: unknown },
    });
    expect(wrong.data.referralLinkCustomer).toMatchObject({
      fields: [{ field: 'customerId', code: 'NOT_FOUND' }],
    });
    expect(await reviewOf(referral.id)).toMatchObject({ note: 'Call back.', version: 2, decision: 'NONE' });
    const draft = (
      await portal.send(member.subject, REGISTER, { input: { details: company({ customerName: 'D' }) } })
    ).data.referralRegister;
    const first = await portal.send(manager.subject, NOTE, {
      input: { id: draft.id, version: 0, note: 'Early' },
    });
    expect(first.data.referralReviewNote.review).toMatchObject({ note: 'Early', version: 1 });
    expect(portal.unexpected).toEqual([]);
  });
});

describe('a partner', () => {
  /** Everything that a partner can ask about a referral of its own, as text, without what must differ: ids. */
  async function everythingFor(who: Member): Promise<string> {
    const details = {
      customerName: 'Initech UK Ltd',
      customerDomain: 'initech.example',
      customerTaxId: 'GB980780684',
      customerCountryCode: 'GB',
    };
    const draft = await portal.send(who.subject, REGISTER, { input: { details: company(details) } });
    const { id } = draft.data.referralRegister;
    const answers = [
      draft,
      await portal.send(who.subject, SUBMIT, { input: { id, version: 1 } }),
      await portal.send(who.subject, SUBMIT, { input: { id, version: 1 } }),
      await portal.send(who.subject, `{ referral(id: "${id}") { ${ALL} } }`),
      await portal.send(who.subject, `{ referral(id: "${id}") { ${REVIEW} } }`),
      await portal.send(who.subject, `{ referrals { totalCount nodes { ${ALL} } } }`),
      await portal.send(who.subject, '{ referralCounts { status count } opportunityCounts { stage count } }'),
      await portal.send(
        who.subject,
        '{ customers { totalCount } customerMatches(input: { name: "Initech" }) { decision } }',
      ),
      await portal.send(
        who.subject,
        `mutation { referralReviewNote(input: { id: "${id}", version: 1 }) { ... on Error { code message } } }`,
      ),
      await portal.send(
        who.subject,
        `mutation { referralReviewNote(input: { id: "${id}", version: 0 }) { ... on Error { code message } } }`,
      ),
    ];
    const events = await portal.arrange((tx) =>
      tx.event.findMany({
        where: { partnerId: who.partnerId, partnerVisible: true },
        orderBy: { id: 'asc' },
      }),
    );
    const log = JSON.stringify(events.map(({ type, data, occurredAt }) => ({ type, data, occurredAt })));
    return [...answers.map(({ status, text }) => `${status} ${text}`), log]
      .join('\n')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
      .replaceAll(/member-[0-9a-f]{8}/g, '<person>');
  }

  it('is answered the same bytes whether the customer is known or not', async () => {
    portal.setNow(new Date('2026-05-04T10:00:00Z'));
    const [before, after] = [
      await aMember(portal, (await aPartner(portal)).id, 'PARTNER_MEMBER'),
      await aMember(portal, (await aPartner(portal)).id, 'PARTNER_MEMBER'),
    ];
    const unknown = await everythingFor(before);
    // What the first partner claimed would put the second one on the waiting list, which it may know.
    await portal.arrange((tx) => tx.claimKey.deleteMany());
    await aCustomer({
      name: 'Initech UK',
      countryCode: 'GB',
      keys: [
        { kind: 'TAX_ID', value: 'GB980780684' },
        { kind: 'DOMAIN', value: 'initech.example' },
      ],
    });
    const known = await everythingFor(after);
    portal.setNow(null);
    const decisions = await portal.arrange((tx) =>
      tx.referralReview.findMany({
        where: { referral: { partnerId: { in: [before.partnerId, after.partnerId] } } },
        orderBy: { matchDecision: 'asc' },
      }),
    );
    expect(decisions.map(({ matchDecision }) => matchDecision)).toEqual(['NONE', 'SAME']);
    expect(unknown).toContain('"status":"SUBMITTED"');
    expect(known).toBe(unknown);
    expect(portal.unexpected).toEqual([]);
  });
});
