import type { Config, ExportTarget } from '../config.ts';
import { createFolderStore } from './folder-store.ts';

/** Where files go that others fetch: a folder here, or a bucket. Paths are relative, of letters, digits and `._=-/`. */
export type FileStore = Readonly<{
  /** Says where a path is, for people and logs. */
  addressOf(path: string): string;
  /** Whoever reads meanwhile finds the old content or the new one whole. */
  put(path: string, content: Uint8Array, contentType: string): Promise<void>;
  /** Null where there is none. */
  get(path: string): Promise<Uint8Array | null>;
  /** Does nothing where there is none. */
  remove(path: string): Promise<void>;
  close(): void;
}>;

const SEGMENT = /^[A-Za-z0-9_=-][A-Za-z0-9._=-]*$/;

/** @throws RangeError where the path could lead elsewhere, or is written differently by different stores. */
export function assertStorePath(path: string): void {
  if (path.length > 500 || !path.split('/').every((segment) => SEGMENT.test(segment)))
    throw new RangeError('The path of a file is made of letters, digits and ._=- between slashes.');
}

/** What reaches S3 is loaded only by who needs it: it takes longer to load than all the rest of a function. */
export async function openFileStore({ exportTarget }: Pick<Config, 'exportTarget'>): Promise<FileStore> {
  return await storeAt(exportTarget);
}

async function storeAt(target: ExportTarget): Promise<FileStore> {
  if (target.kind === 'folder') return createFolderStore(target.folder);
  const { createS3Store } = await import('./s3-store.ts');
  return createS3Store(target);
}
