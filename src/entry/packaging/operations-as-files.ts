import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';
import type { PersistedFile } from '../../compiled/compiled-operation.ts';

const DOCUMENTS = 'documents';

/** A part of the file of persisted operations: one compiled operation by its hash, or all documents. */
const partOf = ({ compiled, operations }: PersistedFile, name: string) =>
  name === DOCUMENTS ? operations : compiled[name];

const fileName = (name: string) => `operation-${name}.json`;
const NAMED = /^operation-(\w+)\.json$/;

/**
 * Persisted operations are data that grows with the front end, of which a process needs few: each is a file of its own,
 * read when it is first asked for, and the module has the same shape as the file.
 */
export const operationsAsFiles: Plugin = {
  name: 'operations-as-files',
  setup({ onLoad, onResolve }) {
    const namespace = 'persisted-operation';
    onLoad({ filter: /schema\/persisted\.json$/, namespace: 'file' }, ({ path }) => {
      const hashes = Object.keys((JSON.parse(readFileSync(path, 'utf8')) as PersistedFile).compiled);
      const names = [DOCUMENTS, ...hashes];
      return {
        contents: `import { readFileSync } from 'node:fs';
${names.map((name, at) => `import file${at} from '${fileName(name)}';`).join('\n')}
const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
export default {
  get operations() { return read(file0); },
  compiled: {
${hashes.map((hash, at) => `    get '${hash}'() { return read(file${at + 1}); },`).join('\n')}
  },
};`,
        loader: 'js',
        pluginData: path,
      };
    });
    onResolve({ filter: NAMED }, ({ path, pluginData }) => ({ path, namespace, pluginData }));
    onLoad({ filter: NAMED, namespace }, ({ path, pluginData }) => {
      const persisted = JSON.parse(readFileSync(pluginData, 'utf8')) as PersistedFile;
      const [, name] = NAMED.exec(basename(path))!;
      return { contents: JSON.stringify(partOf(persisted, name!)), loader: 'file' };
    });
  },
};
