const REGEXP_MAY_FOLLOW = /(^|[(,=:[!&|?{};+\-*%<>~^\n]|\breturn|=>)\s*$/;

type Part = 'code' | 'comment' | 'text';

/** A source's characters, each marked as code, comment or text (strings, templates and patterns). */
function* partsOf(source: string): Generator<[part: Part, from: number, to: number]> {
  const templates: number[] = [];
  let depth = 0;
  for (let at = 0; at < source.length; ) {
    const character = source[at]!;
    const end = tokenEnd(source, at, depth === templates.at(-1));
    if (character === '{') depth += 1;
    if (character === '}' && !end.closesTemplate) depth -= 1;
    if (end.closesTemplate) templates.pop();
    if (end.opensCode) templates.push(depth);
    yield [end.part, at, end.to];
    at = end.to;
  }
}

type TokenEnd = Readonly<{ part: Part; to: number; opensCode?: boolean; closesTemplate?: boolean }>;

function tokenEnd(source: string, at: number, isInTemplate: boolean): TokenEnd {
  const character = source[at]!;
  const rest = source.slice(at, at + 2);
  if (rest === '//') return { part: 'comment', to: indexAfter(source, '\n', at) - 1 };
  if (rest === '/*') return { part: 'comment', to: indexAfter(source, '*/', at + 2) };
  if (character === "'" || character === '"') return { part: 'text', to: quotedEnd(source, at) };
  if (character === '`') return templateEnd(source, at);
  if (character === '}' && isInTemplate) return { ...templateEnd(source, at), closesTemplate: true };
  if (character === '/' && REGEXP_MAY_FOLLOW.test(source.slice(Math.max(0, at - 40), at)))
    return { part: 'text', to: patternEnd(source, at) };
  return { part: 'code', to: at + 1 };
}

const indexAfter = (source: string, wanted: string, from: number) => {
  const found = source.indexOf(wanted, from);
  return found < 0 ? source.length + 1 : found + wanted.length;
};

function quotedEnd(source: string, at: number): number {
  for (let to = at + 1; to < source.length; to += 1) {
    if (source[to] === '\\') to += 1;
    else if (source[to] === source[at] || source[to] === '\n') return to + 1;
  }
  return source.length;
}

/** A template's text runs to its end, or to where code begins in it. */
function templateEnd(source: string, at: number): TokenEnd {
  for (let to = at + 1; to < source.length; to += 1) {
    if (source[to] === '\\') to += 1;
    else if (source[to] === '`') return { part: 'text', to: to + 1 };
    else if (source.startsWith('${', to)) return { part: 'text', to: to + 2, opensCode: true };
  }
  return { part: 'text', to: source.length };
}

function patternEnd(source: string, at: number): number {
  let isInClass = false;
  for (let to = at + 1; to < source.length; to += 1) {
    const character = source[to];
    if (character === '\\') to += 1;
    else if (character === '\n') return at + 1;
    else if (character === '[') isInClass = true;
    else if (character === ']') isInClass = false;
    else if (character === '/' && !isInClass) return to + 1;
  }
  return source.length;
}

function without(source: string, ...hidden: Part[]): string {
  let kept = '';
  for (const [part, from, to] of partsOf(source)) {
    const piece = source.slice(from, to);
    kept += hidden.includes(part) ? piece.replace(/[^\n]/g, ' ') : piece;
  }
  return kept;
}

/** The code alone: comments and texts are blanked, and every line stays where it was. */
export const codeOf = (source: string): string => without(source, 'comment', 'text');

/** The comments alone. */
export const commentsOf = (source: string): string => without(source, 'code', 'text');

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?(['"])([^'"\n]+)\1|\bimport\(\s*(['"])([^'"\n]+)\3/g;

/** What a source imports or re-exports, types and dynamic imports too. */
export function importsOf(source: string): string[] {
  const text = without(source, 'comment');
  return [...new Set([...text.matchAll(IMPORT)].map((match) => (match[2] ?? match[4])!))];
}

const CONTROL = /\b(?:if|for|while|switch|catch|with)\s*$/;

/** The functions with a body of their own, and how many lines each has from its opening brace to its closing one. */
export function functionsOf(source: string): { line: number; lines: number }[] {
  const code = codeOf(source);
  const found: { line: number; lines: number }[] = [];
  const open: { line: number; isFunction: boolean }[] = [];
  let line = 1;
  for (let at = 0; at < code.length; at += 1) {
    if (code[at] === '\n') line += 1;
    if (code[at] === '{')
      open.push({ line, isFunction: opensFunction(code.slice(Math.max(0, at - 600), at)) });
    if (code[at] !== '}') continue;
    const block = open.pop();
    if (block?.isFunction) found.push({ line: block.line, lines: line - block.line + 1 });
  }
  return found;
}

function opensFunction(before: string): boolean {
  if (/=>\s*$/.test(before)) return true;
  const close = before.search(/\)\s*(?::[^;{}=()]*)?$/);
  if (close < 0) return false;
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    if (before[at] === ')') depth += 1;
    if (before[at] === '(') depth -= 1;
    if (depth === 0) return !CONTROL.test(before.slice(0, at));
  }
  return true;
}
