import { expect } from 'vitest';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

const VERSION = `id number status launchOn transition transitionUntil validityMonths renewalWindowDays leaverGraceDays partnerTypes
  prerequisites { code } groups { title mode needed requirements { id code kind title externalCode passMarkPercent attemptsMax
    coolDownDays isBridge template { code } } }`;
const PROGRAM = `id version code name audience product { code } parent { code } inEffect { number } versions { ${VERSION} }
  availableActions { action available blockedBecause }`;

/** Sends one of the mutations of certification programs. */
export const changeProgram = (portal: Portal, subject: string | null, name: string, input: object) =>
  change(portal, subject, [name, input], PROGRAM);

export const aCourse = (code = 'BASICS', more: object = {}) => ({
  ...{ code, kind: 'COURSE', title: `Course ${code}`, externalCode: `course-${code.toLowerCase()}` },
  ...more,
});

export const anExam = (code = 'EXAM', more: object = {}) => ({
  ...{
    code,
    kind: 'EXAM',
    title: `Exam ${code}`,
    externalCode: `exam-${code.toLowerCase()}`,
    passMarkPercent: '80',
  },
  ...more,
});

/** A version that holds for a year, with one group of these requirements. */
export const contentOf = (requirements: readonly object[] = [aCourse()], more: object = {}) => ({
  ...{ validityMonths: 12, renewalWindowDays: 90, leaverGraceDays: 30, ...more },
  groups: requirements.length > 0 ? [{ title: 'All of it', mode: 'ALL', requirements }] : [],
});

let programs = 0;

/** A certification of its own for each test, whose first version is a draft. */
export async function aProgramDraft(
  portal: Portal,
  { subject }: { subject: string },
  content: object = contentOf(),
  more: object = {},
) {
  programs += 1;
  const program = { code: `CERT_${programs}`, name: `Certification ${programs}`, audience: 'SALES', content };
  return await changeProgram(portal, subject, 'certificationProgramCreate', { ...program, ...more });
}

/** The same, launched; today where the launch says nothing else. */
export async function aLaunchedProgram(
  portal: Portal,
  staff: { subject: string },
  content: object = contentOf(),
  launch: object = {},
) {
  const draft = await aProgramDraft(portal, staff, content);
  return await publish(portal, staff, draft, launch);
}

type Which = Readonly<{ id: string; version: number }>;

export const publish = (
  portal: Portal,
  { subject }: { subject: string },
  { id, version }: Which,
  launch: object = {},
) => changeProgram(portal, subject, 'certificationProgramPublish', { id, version, ...launch });

export const revise = (
  portal: Portal,
  { subject }: { subject: string },
  { id, version }: Which,
  content: object = contentOf(),
  more: object = {},
) => changeProgram(portal, subject, 'certificationProgramRevise', { id, version, content, ...more });

/** Everything that a refusal must leave as it was. */
export const programRows = (portal: Portal) =>
  portal.arrange(async (tx) => ({
    programs: await tx.certificationProgram.findMany({ orderBy: { id: 'asc' } }),
    versions: await tx.certificationVersion.findMany({ orderBy: { id: 'asc' } }),
    prerequisites: await tx.certificationPrerequisite.findMany({
      orderBy: [{ versionId: 'asc' }, { programId: 'asc' }],
    }),
    groups: await tx.certificationGroup.findMany({ orderBy: { id: 'asc' } }),
    requirements: await tx.certificationRequirement.findMany({ orderBy: { id: 'asc' } }),
    awards: await tx.certificationAward.findMany({ orderBy: { id: 'asc' } }),
    changes: await tx.certificationAwardChange.count(),
    events: await tx.event.count(),
  }));

/** What an attempt that must change nothing answers. */
export async function unchangedBy<T>(portal: Portal, attempt: () => Promise<T>): Promise<T> {
  const before = await programRows(portal);
  const answer = await attempt();
  expect(await programRows(portal)).toEqual(before);
  return answer;
}
