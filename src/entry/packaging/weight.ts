import type { Metafile } from 'esbuild';

/** What a function loads before anything is asked of it: its own file and whatever that imports, but not at run time. */
export type Weight = Readonly<{
  bytes: number;
  /** Bytes by package, or by folder of our own. */
  parts: Readonly<Record<string, number>>;
}>;

/** Where packaging says what weighs how much, for whoever started it. */
export const WEIGHT_FILE = '.serverless/weight.txt';

/** The function that somebody waits for. */
const WAITED_FOR = 'graphql';
const KIBIBYTES_MAX = 600;

/** What takes longer to load than all else, and is therefore loaded when something is asked that needs it. */
const LATE: Readonly<Record<string, RegExp>> = {
  [WAITED_FOR]: /^(graphql|graphql-yoga|@pothos\/|@prisma\/)/,
};
/** Jobs ask through Prisma, but nobody asks them anything in GraphQL. */
const LATE_ELSEWHERE = /^(graphql|graphql-yoga|@pothos\/)/;

const functionOf = (output: string): string | undefined => /\/lambda\/([\w-]+)\.mjs$/.exec(output)?.[1];

/** The package that a file belongs to, or the folder of ours that it lies in. */
const partOf = (path: string): string =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 3).join('/');

function weightOf({ outputs }: Metafile, output: string): Weight {
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: imported, kind, external } of outputs[path]!.imports)
      if (kind === 'import-statement' && !external) load(imported);
  };
  load(output);
  let bytes = 0;
  const parts: Record<string, number> = {};
  for (const path of loaded) {
    bytes += outputs[path]!.bytes;
    for (const [input, { bytesInOutput }] of Object.entries(outputs[path]!.inputs))
      parts[partOf(input)] = (parts[partOf(input)] ?? 0) + bytesInOutput;
  }
  return { bytes, parts };
}

/** Of each function by its name. */
export const weightsOf = (metafile: Metafile): Readonly<Record<string, Weight>> =>
  Object.fromEntries(
    Object.keys(metafile.outputs).flatMap((output) => {
      const name = functionOf(output);
      return name === undefined ? [] : [[name, weightOf(metafile, output)]];
    }),
  );

const kibibytes = (bytes: number) => (bytes / 1_024).toFixed(0);

/** What of it no cold start should wait for; empty where all is well. */
export function weightProblems(weights: Readonly<Record<string, Weight>>): string[] {
  const late = Object.entries(weights).flatMap(([name, { parts }]) => {
    const found = Object.keys(parts).filter((part) => (LATE[name] ?? LATE_ELSEWHERE).test(part));
    return found.length > 0 ? [`${name} loads ${found.join(', ')} before anything needs it.`] : [];
  });
  const { bytes } = weights[WAITED_FOR]!;
  if (bytes <= KIBIBYTES_MAX * 1_024) return late;
  return [...late, `${WAITED_FOR} loads ${kibibytes(bytes)} KiB before anything is asked of it.`];
}

const PARTS_SHOWN = 12;

/** What weighs how much of the function that somebody waits for, the heaviest first. */
export function weightLines(weights: Readonly<Record<string, Weight>>): string[] {
  const { bytes, parts } = weights[WAITED_FOR]!;
  const heaviest = Object.entries(parts).sort(([, a], [, b]) => b - a);
  const shown = heaviest.slice(0, PARTS_SHOWN);
  const others = heaviest.slice(PARTS_SHOWN).reduce((sum, [, each]) => sum + each, 0);
  return [
    `${WAITED_FOR} starts with ${kibibytes(bytes)} KiB of at most ${KIBIBYTES_MAX}:`,
    ...[...shown, ['others', others] as const].map(
      ([part, each]) => `${kibibytes(each).padStart(6)} ${part}`,
    ),
  ];
}
