/** One thing that a rule looked at: which line or item it is of, what it is, and what it says. */
export type EvidenceEntry = Readonly<{ line: number | null; code: string; value: string | null }>;

export const EVIDENCE_MAX = 1_000;

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

const codeOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Evidence as it is stored, as a flat list: an item that names its line is of that line. */
export function evidenceEntries(evidence: unknown): EvidenceEntry[] {
  if (evidence === null || typeof evidence !== 'object') return [];
  return Object.entries(evidence)
    .flatMap(([name, value]: [string, unknown]) =>
      Array.isArray(value)
        ? value.flatMap((item: unknown) => itemEntries(name, item))
        : [{ line: null, code: codeOf(name), value: textOf(value) }],
    )
    .slice(0, EVIDENCE_MAX);
}

function itemEntries(name: string, item: unknown): EvidenceEntry[] {
  if (item === null || typeof item !== 'object')
    return [{ line: null, code: codeOf(name), value: textOf(item) }];
  const { line = null, ...rest } = item as Readonly<Record<string, unknown>>;
  return Object.entries(rest).map(([inner, value]) => ({
    line: typeof line === 'number' ? line : null,
    code: codeOf(inner),
    value: textOf(value),
  }));
}
