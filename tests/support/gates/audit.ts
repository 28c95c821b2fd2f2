/** What `npm audit --json` says, as far as it is read. */
export type Audit = Readonly<{
  error?: Readonly<{ summary?: string; code?: string }>;
  message?: string;
  vulnerabilities?: Readonly<Record<string, Readonly<{ severity: string }>>>;
}>;

/** Less severe ones are to be read at leisure. */
const SEVERE = ['high', 'critical'];

export type AuditVerdict = Readonly<{ skipped: string } | { severe: readonly string[] }>;

/** Whoever is offline, or has a registry that does not audit, learns that nothing was checked; it is no failure. */
export function auditVerdict(output: string): AuditVerdict {
  let audit: Audit;
  try {
    audit = JSON.parse(output) as Audit;
  } catch {
    return { skipped: 'npm audit answered no JSON' };
  }
  if (!audit.vulnerabilities)
    return { skipped: audit.error?.summary ?? audit.message ?? 'the registry did not answer' };
  const severe = Object.entries(audit.vulnerabilities)
    .filter(([, { severity }]) => SEVERE.includes(severity))
    .map(([name, { severity }]) => `${name}: ${severity}`);
  return { severe };
}
