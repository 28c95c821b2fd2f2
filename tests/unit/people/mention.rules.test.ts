import { describe, expect, it } from 'vitest';
import { type Mentions, mentionPattern } from '../../../src/domains/people/mention.rules.ts';

const NOBODY: Mentions = { names: [], addresses: [], phones: [] };

/** JavaScript has no [[:alnum:]], and what it has instead is enough for these texts. */
const redacted = (mentions: Partial<Mentions>, text: string) => {
  const pattern = mentionPattern({ ...NOBODY, ...mentions });
  return pattern === null
    ? text
    : text.replace(new RegExp(pattern.replaceAll('[:alnum:]', 'A-Za-z0-9äöüß'), 'g'), '[erased]');
};

describe('mentions', () => {
  it.each([
    ['a name', { names: ['Ada Byron'] }, 'Ask Ada Byron.', 'Ask [erased].'],
    ['a name in another case', { names: ['Ada Byron'] }, 'ADA  byron', '[erased]'],
    [
      'no part of a longer name',
      { names: ['Ada Byron'] },
      'Ada Byrons, Nada Byron',
      'Ada Byrons, Nada Byron',
    ],
    ['a single word as it is written', { names: ['Will'] }, 'Will will', '[erased] will'],
    ['nothing of an initial', { names: ['A.'] }, 'A. or B.', 'A. or B.'],
    ['what a pattern would misread', { names: ['Ann (O*Neil) X.'] }, 'Ann (O*Neil) X. Ann', '[erased] Ann'],
    [
      'quotes as JSON has them',
      { names: ['Al "Ace" Ray'] },
      'Al \\"Ace\\" Ray, Al "Ace" Ray',
      '[erased], [erased]',
    ],
    ['an address', { addresses: ['ann@x.com'] }, 'Ann@X.com, ann@x.com.', '[erased], [erased].'],
    [
      'no part of a longer address',
      { addresses: ['ann@x.com'] },
      'joann@x.com ann@x.com.au',
      'joann@x.com ann@x.com.au',
    ],
    ['a phone number', { phones: ['+49 30 123'] }, 'T +49 30 123, +49 30 1234', 'T [erased], +49 30 1234'],
    ['nothing of what could be any number', { phones: ['12345'] }, '12345', '12345'],
    [
      'the whole of a name within another',
      { names: ['Ada Byron', 'Ada Byron King'] },
      'Ada Byron King',
      '[erased]',
    ],
  ])('finds %s', (_case, mentions, text, expected) => {
    expect(redacted(mentions, text)).toBe(expected);
  });

  it('are none where nothing tells somebody', () => {
    expect(mentionPattern({ ...NOBODY, names: [' ', 'X'] })).toBeNull();
  });
});
