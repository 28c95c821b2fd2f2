import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertStorePath, type FileStore } from './file-store.ts';

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Writes beside the file and renames, after the content has reached the disk, so that no half of a file is ever read. */
export function createFolderStore(folder: string): FileStore {
  const fileOf = (path: string): string => {
    assertStorePath(path);
    return join(folder, path);
  };
  return {
    addressOf: fileOf,
    async put(path, content) {
      const file = fileOf(path);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const part = `${file}.${randomUUID()}.part`;
      try {
        const handle = await open(part, 'w', 0o600);
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(part, file);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    async get(path) {
      const file = fileOf(path);
      try {
        return await readFile(file);
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async remove(path) {
      await rm(fileOf(path), { force: true });
    },
    close: () => undefined,
  };
}
