import { actingRoles, appLogin, ownerLogin } from '../../../src/platform/database/roles.ts';
import type { CatalogFacts, PolicyFacts, TableFacts } from './catalog-facts.ts';

/** Roles of people who belong to a partner, and of everybody without a token. */
const OUTSIDE = ['portal_partner', 'portal_member', 'portal_public'];
/** Roles that see some partners only. */
const BOUND = ['portal_partner', 'portal_member', 'portal_portfolio'];
const COMMANDS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** What see before it is known who asks, with who may run each; it runs as the owner, under policies of its own. */
const DEFINERS: Readonly<Record<string, readonly string[]>> = {
  // Who left a partner still counts for some days, and what a tier asks is held by a whole master account: both are only counted.
  portal_certifications_held: [...actingRoles].filter((role) => role !== 'portal_public').sort(),
  portal_check_award: [...actingRoles].sort(), // By a code that nobody can guess; what a badge shows, and no more.
  portal_count_use: [appLogin],
  portal_identify: [appLogin],
  portal_redact: ['portal_job'], // Takes mentions of erased people out of text; it can put nothing in but [erased].
  portal_move_held: [], // By its triggers alone, which write for whom a person works, and no more.
};

/** What anybody may execute: they see and do nothing that the caller could not. */
const HARMLESS = [
  'portal_actor',
  'portal_amount',
  'portal_classify',
  'portal_make_append_only',
  'portal_memberships',
  'portal_partners',
  'portal_present',
];

/** Whatever the public may do, as `command table`. */
const PUBLIC_MAY = [
  'INSERT event', // That an application came in; its policy allows no other event.
  'INSERT partner', // The applicant's account, in status APPLIED only.
  'INSERT partner_application',
  'INSERT partner_status_change',
  'SELECT event_epoch', // A number without meaning to anybody, which an event needs.
];

/** What of VENDOR and SYSTEM partners' roles may use, as `command table`, and the condition that binds them. */
const PARTNERS_MAY: Readonly<Record<string, RegExp>> = {
  'SELECT event': /portal_partners\(\).* AND partner_visible/,
  'INSERT event': /portal_partners\(\)/,
  'SELECT event_epoch': /^true$/, // A number without meaning to anybody, which an event needs.
  'SELECT idempotency_key': /actor_id = \( SELECT portal_actor\(\)/,
  'INSERT idempotency_key': /actor_id = \( SELECT portal_actor\(\)/,
};

/** What of no partner's a channel manager may use, as `command table`, and the condition that binds it to the manager. */
const OWNERS_MAY: Readonly<Record<string, RegExp>> = {
  'SELECT objective': /^\(\(partner_id IS NULL\) AND \(owner_id = \( SELECT portal_actor\(\)/,
  'SELECT key_result':
    /^\(\(partner_id IS NULL\) AND \(EXISTS .*o\.partner_id IS NULL\) AND \(o\.owner_id = \( SELECT portal_actor\(\)/s,
};

/** Keys between PARTNER tables that do not carry the partner, as `table.columns`, for a reason. */
const KEYS_ACROSS_PARTNERS = [
  'partner.master_id', // A master account is another partner; its own row shows nothing of it to whom it is hidden from.
];

const APPEND_ONLY = [
  'agreement',
  'agreement_decision',
  'certification_award_change',
  'certification_result',
  'check_in',
  'dispute_comment',
  'dispute_decision',
  'dispute_note',
  'earning_revision',
  'earning_revision_review',
  'event',
  'exchange_rate',
  'forecast',
  'forecast_call',
  'forecast_line',
  'ledger_entry',
  'opportunity_change',
  'order_change',
  'partner_status_change',
  'satisfaction_response',
  'tier_placement',
];

const withinPartners = (key: string) =>
  `(${key} = ANY (( SELECT portal_partners() AS portal_partners)::uuid[]))`;

/** A condition binds when it is the comparison alone, or further narrowed by AND; an OR anywhere would widen it. */
const binds = (condition: string | null, key: string) =>
  condition !== null &&
  !/\bOR\b/.test(condition) &&
  (condition === withinPartners(key) || condition.startsWith(`(${withinPartners(key)} AND `));

const ofActor = (key: string) => `(${key} = ( SELECT portal_actor() AS portal_actor))`;

/** As `binds`, to one person. */
const bindsToPerson = (condition: string | null, key: string) =>
  condition !== null &&
  !/\bOR\b/.test(condition) &&
  (condition === ofActor(key) || condition.startsWith(`(${ofActor(key)} AND `));

const covers = (policy: PolicyFacts, command: string) =>
  policy.command === 'ALL' || policy.command === command;

/** The condition that a policy puts on a command: what is read by USING, what is written by WITH CHECK. */
const conditionsOf = ({ using, check }: PolicyFacts, command: string): (string | null)[] => {
  if (command === 'INSERT') return [check ?? using];
  return command === 'UPDATE' ? [using, check ?? using] : [using];
};

function tableFaults({ name, owner, isForced, ...table }: TableFacts): string[] {
  const faults: string[] = [];
  if (!table.class) faults.push(`${name}: has no class in its comment`);
  if (!isForced) faults.push(`${name}: row security is not enabled and forced`);
  if (owner !== ownerLogin) faults.push(`${name}: belongs to ${owner}`);
  if (['PARTNER', 'HELD'].includes(table.class ?? '') && !table.key)
    faults.push(`${name}: names no partner's column`);
  if (table.class === 'PERSON' && !table.personKey) faults.push(`${name}: names no person's column`);
  if (table.class === 'PARTNER' && table.key !== 'id' && !table.triggers.includes('never_moves'))
    faults.push(`${name}: its rows can move to another partner`);
  if (APPEND_ONLY.includes(name) && !table.triggers.includes('append_only'))
    faults.push(`${name}: is not append-only`);
  return faults;
}

/** Rights without a policy say that somebody forgot one; a policy without rights, that somebody forgot those. */
function grantFaults({ grants, policies }: CatalogFacts): string[] {
  const faults: string[] = [];
  for (const { table, grantee, privilege } of grants) {
    const who = `${grantee} may ${privilege} ${table}`;
    if (!(actingRoles as readonly string[]).includes(grantee)) faults.push(`${who}, which is nobody's role`);
    else if (!COMMANDS.includes(privilege)) faults.push(`${who}, which no policy binds`);
    else if (!policies.some((policy) => policy.table === table && permits(policy, grantee, privilege)))
      faults.push(`${who} but has no policy for it`);
  }
  for (const { table, name, roles, command } of policies.filter(({ isPermissive }) => isPermissive)) {
    for (const role of roles.filter((each) => each !== ownerLogin)) {
      const may = grants.some(
        (grant) =>
          grant.table === table &&
          grant.grantee === role &&
          (command === 'ALL' || grant.privilege === command),
      );
      if (!may) faults.push(`${table}: policy ${name} is for ${role}, who has no right to it`);
    }
  }
  return faults;
}

const permits = (policy: PolicyFacts, role: string, command: string) =>
  policy.isPermissive && policy.roles.includes(role) && covers(policy, command);

/** What partners and the public may do, right by right, and the conditions that bind them. */
function outsideFaults({ tables, grants, policies }: CatalogFacts): string[] {
  const classOf = new Map(tables.map((table) => [table.name, table]));
  return grants.flatMap(({ table: name, grantee, privilege }) => {
    const table = classOf.get(name);
    if (!table || !BOUND.concat(OUTSIDE).includes(grantee)) return [];
    const right = `${privilege} ${name}`;
    if (grantee === 'portal_public') return PUBLIC_MAY.includes(right) ? [] : [`the public may ${right}`];
    const conditions = policies
      .filter((policy) => policy.table === name && permits(policy, grantee, privilege))
      .flatMap((policy) => conditionsOf(policy, privilege));
    const isBound = conditions.every((condition) => isBoundCondition(table, grantee, right, condition));
    return isBound ? [] : [`${grantee} may ${right} beyond its own: ${conditions.join(' and ')}`];
  });
}

/** What is one person's is nobody else's, of the staff neither: only scheduled work sees it all. */
function personFaults({ tables, grants, policies }: CatalogFacts): string[] {
  const keyOf = new Map(tables.map(({ name, personKey }) => [name, personKey]));
  return grants.flatMap(({ table, grantee, privilege }) => {
    const key = keyOf.get(table);
    if (!key || grantee === 'portal_job') return [];
    const conditions = policies
      .filter((policy) => policy.table === table && permits(policy, grantee, privilege))
      .flatMap((policy) => conditionsOf(policy, privilege));
    const isBound = conditions.every((condition) => bindsToPerson(condition, key));
    return isBound ? [] : [`${grantee} may ${privilege} ${table} of others: ${conditions.join(' and ')}`];
  });
}

const isOfOwner = (right: string, condition: string | null): boolean =>
  condition !== null && !/\bOR\b/.test(condition) && OWNERS_MAY[right]?.test(condition) === true;

function isBoundCondition(table: TableFacts, role: string, right: string, condition: string | null): boolean {
  if (table.class === 'PARTNER' || table.class === 'HELD')
    return binds(condition, table.key ?? '') || (role === 'portal_portfolio' && isOfOwner(right, condition));
  if (table.class === 'PERSON') return bindsToPerson(condition, table.personKey ?? '');
  if (table.class === 'SHARED') return right.startsWith('SELECT ');
  const allowed = PARTNERS_MAY[right];
  if (role === 'portal_portfolio') return table.class === 'VENDOR' || Boolean(allowed);
  return Boolean(allowed && condition !== null && allowed.test(condition) && !/\bOR\b/.test(condition));
}

function functionFaults({ functions }: CatalogFacts): string[] {
  const definers = functions.filter(({ isDefiner }) => isDefiner).map(({ name }) => name);
  const faults = definers
    .filter((name) => !Object.hasOwn(DEFINERS, name))
    .map((name) => `${name}: runs with its owner's rights and is not listed`);
  for (const { name, isDefiner, isTrigger, settings, executedBy } of functions) {
    if (isDefiner && !settings.includes('search_path=public, pg_temp'))
      faults.push(`${name}: runs with its owner's rights on the caller's search path`);
    if (isDefiner && [...executedBy].sort().join() !== (DEFINERS[name] ?? [appLogin]).join())
      faults.push(`${name}: runs with its owner's rights for ${executedBy.join(', ')}`);
    if (executedBy.includes('PUBLIC') && !isTrigger && !HARMLESS.includes(name))
      faults.push(`${name}: anybody may execute it`);
  }
  return faults;
}

/** Only the partner's own rows can be pointed at where the key carries the partner. */
function keyFaults({ tables, foreignKeys }: CatalogFacts): string[] {
  const keyOf = new Map(
    tables.filter((table) => table.class === 'PARTNER').map(({ name, key }) => [name, key ?? '']),
  );
  return foreignKeys.flatMap(({ table, name, columns, target, targetColumns }) => {
    const [key, targetKey] = [keyOf.get(table), keyOf.get(target)];
    if (key === undefined || targetKey === undefined) return [];
    if (KEYS_ACROSS_PARTNERS.includes(`${table}.${columns.join()}`)) return [];
    const carries = columns.some((column, place) => column === key && targetColumns[place] === targetKey);
    return carries ? [] : [`${table}: ${name} can point at another partner's ${target}`];
  });
}

function roleFaults({ roles }: CatalogFacts): string[] {
  const expected: Readonly<Record<string, string>> = { [ownerLogin]: 'INHERIT,LOGIN', [appLogin]: 'LOGIN' };
  const faults = roles
    .filter(
      ({ name }) =>
        name === ownerLogin || name === appLogin || (actingRoles as readonly string[]).includes(name),
    )
    .filter(({ name, attributes }) => attributes.join() !== (expected[name] ?? ''))
    .map(({ name, attributes }) => `${name}: is ${attributes.join(', ')}`);
  const heirs = roles.filter(({ inherits }) => inherits.length > 0);
  return [
    ...faults,
    ...heirs.map(({ name, inherits }) => `${name}: inherits what ${inherits.join(', ')} may`),
  ];
}

/** Every way in which the catalogue lets somebody see or do more than the design says, a line each. */
export const rowSecurityFaults = (facts: CatalogFacts): string[] => [
  ...facts.tables.flatMap(tableFaults),
  ...grantFaults(facts),
  ...outsideFaults(facts),
  ...personFaults(facts),
  ...functionFaults(facts),
  ...keyFaults(facts),
  ...roleFaults(facts),
  ...facts.unboundViews.map((view) => `${view}: a view that reads with its owner's rights`),
  ...facts.heldByApp.map((held) => `${appLogin}: ${held}`),
];
