import * as z from 'zod';

const file = z.object({
  path: z.string(),
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  /** Of an APPEND table: after which instant, and until when, its rows were written. */
  from: z.string().nullable(),
  to: z.string(),
});

const schema = z.object({
  schemaVersion: z.int(),
  /** Another one means that the database was restored: nothing of before is built on. */
  epoch: z.int(),
  watermark: z.string(),
  watermarkId: z.string(),
  tables: z.record(
    z.string(),
    z.object({ kind: z.string(), load: z.string(), rows: z.int(), files: z.array(file) }),
  ),
  /** Files that the manifest before named and this one does not; the next export removes them. */
  superseded: z.array(z.string()),
});

export type Manifest = z.output<typeof schema>;
export type ManifestFile = Manifest['tables'][string]['files'][number];

/** @throws SyntaxError or ZodError where it is none: whoever changed it by hand is told, and nothing is written over it. */
export const manifestOf = (text: string): Manifest => schema.parse(JSON.parse(text));

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

export const pathsOf = ({ tables }: Manifest): string[] =>
  Object.values(tables).flatMap(({ files }) => files.map(({ path }) => path));

const HEX_OF_TIME = 12;

/** The largest id that the database gives at an instant: an id of version 7 begins with its milliseconds. */
export function lastIdAt(instant: Date): string {
  const time = instant.getTime().toString(16).padStart(HEX_OF_TIME, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7fff-bfff-ffffffffffff`;
}
