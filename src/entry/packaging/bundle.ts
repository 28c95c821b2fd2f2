import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, context, type Metafile, type Plugin } from 'esbuild';
import { operationsAsFiles } from './operations-as-files.ts';

export const projectFolder = resolve(import.meta.dirname, '../../..');
const HANDLERS = 'src/entry/lambda';

/** Each file that exports a handler; the others are what handlers share. */
const handlers = () =>
  readdirSync(join(projectFolder, HANDLERS))
    .filter((file) => !['database.ts', 'migration.ts', 'scheduled-job.ts'].includes(file))
    .map((file) => `${HANDLERS}/${file}`);

const QUERY_COMPILER = 'query_compiler.wasm';

/**
 * Prisma's query compiler comes as text that holds the bytes; as a file of its own it is not parsed as code, a third smaller,
 * and read only by who asks through Prisma.
 */
const queryCompilerAsFile: Plugin = {
  name: 'query-compiler-as-file',
  setup({ onLoad, onResolve }) {
    const namespace = 'query-compiler';
    onLoad(
      { filter: /query_compiler_\w+\.postgresql\.wasm-base64\.mjs$/, namespace: 'file' },
      ({ path }) => ({
        contents: `import { readFileSync } from 'node:fs';
import file from ${JSON.stringify(QUERY_COMPILER)};
export const wasm = readFileSync(new URL(file, import.meta.url));`,
        loader: 'js',
        pluginData: path,
      }),
    );
    onResolve({ filter: new RegExp(`^${QUERY_COMPILER}$`) }, ({ path, pluginData }) => ({
      path,
      namespace,
      pluginData,
    }));
    onLoad({ filter: /./, namespace }, async ({ pluginData }) => {
      const { wasm } = (await import(pluginData)) as { wasm: string };
      return { contents: Buffer.from(wasm, 'base64'), loader: 'file' };
    });
  },
};

/**
 * All functions at once, so that what several need is a chunk that is there once, and what is imported at run time is a
 * chunk that is loaded then.
 */
const optionsFor = (folder: string, entryPoints = handlers()): BuildOptions => ({
  absWorkingDir: projectFolder,
  entryPoints,
  outbase: projectFolder,
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  plugins: [queryCompilerAsFile, operationsAsFiles],
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Reading the maps makes a cold start half as long again, so NODE_OPTIONS=--enable-source-maps is for hunting a fault only.
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  // One dash in a comment of one package would make every character of a chunk of megabytes take two bytes, and V8 decode them
  // one by one. Names stay, and lines are short enough to find a place by.
  minifyWhitespace: true,
  lineLimit: 160,
  logLevel: 'warning',
  // Packages written as CommonJS ask for Node's modules by `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
});

/**
 * Bundles all functions, or others in the same way, such as what they are compared with.
 * @throws Error of esbuild, which names the file and line that it could not bundle
 */
export async function bundleFunctions(folder: string, entryPoints?: string[]): Promise<Metafile> {
  const { metafile } = await build({ ...optionsFor(folder, entryPoints), metafile: true });
  return metafile;
}

/** Bundles, and again after each edit, until the process ends. */
export async function watchFunctions(folder: string): Promise<void> {
  const watched = await context(optionsFor(folder));
  await watched.rebuild();
  await watched.watch();
}
