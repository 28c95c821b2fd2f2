import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAdmission, type Leave, leavingAfter } from '../../../src/platform/http/admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIMITS = { inFlightMax: 2, waitingMax: 2, waitMillisecondsMax: 1_000 };
const nobodyLeaves = () => new AbortController().signal;

/** Requests named in the order in which they come; `said` tells what became of each. */
function aDoor(limits = LIMITS) {
  const admission = createAdmission(limits);
  const said: string[] = [];
  const leaves = new Map<string, Leave>();
  const comes = async (name: string, signal = nobodyLeaves()) => {
    void admission.enter(signal).then((leave) => {
      said.push(`${name} ${leave ? 'in' : 'away'}`);
      if (leave) leaves.set(name, leave);
    });
    await vi.advanceTimersByTimeAsync(0);
  };
  const goes = async (name: string) => {
    leaves.get(name)!();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { admission, said, comes, goes };
}

describe('the door', () => {
  it('lets so many in, has so many wait in turn, and turns the rest away at once', async () => {
    const { admission, said, comes, goes } = aDoor();
    for (const name of ['a', 'b', 'c', 'd']) await comes(name);
    expect([said, admission.counts(), admission.isFull()]).toEqual([
      ['a in', 'b in'],
      { inFlight: 2, waiting: 2 },
      true,
    ]);
    await comes('e');
    await goes('b');
    await goes('a');
    expect(said.slice(2)).toEqual(['e away', 'c in', 'd in']);
    await goes('c');
    await goes('d');
    expect(admission.counts()).toEqual({ inFlight: 0, waiting: 0 });
  });

  it('turns away who waited too long, and nobody a moment sooner', async () => {
    const { admission, said, comes } = aDoor({ ...LIMITS, inFlightMax: 1 });
    await comes('a');
    await comes('b');
    await vi.advanceTimersByTimeAsync(999);
    expect(said).toEqual(['a in']);
    await vi.advanceTimersByTimeAsync(1);
    expect([said, admission.counts()]).toEqual([['a in', 'b away'], { inFlight: 1, waiting: 0 }]);
  });

  it('forgets who has gone, and gives a place once however often it is left', async () => {
    const { admission, said, comes, goes } = aDoor({ ...LIMITS, inFlightMax: 1 });
    const gone = new AbortController();
    await comes('a');
    await comes('b', gone.signal);
    await comes('c');
    gone.abort();
    await goes('a');
    await goes('a');
    await comes('d');
    expect([said, admission.counts()]).toEqual([['a in', 'b away', 'c in'], { inFlight: 1, waiting: 1 }]);
    await comes('late', gone.signal);
    expect(said.at(-1)).toBe('late away');
  });

  it('without a place to wait turns away whoever finds it full', async () => {
    const { said, comes } = aDoor({ inFlightMax: 1, waitingMax: 0, waitMillisecondsMax: 1_000 });
    for (const name of ['a', 'b']) await comes(name);
    expect(said).toEqual(['a in', 'b away']);
  });
});

describe('an answer that is streamed', () => {
  const streamed = (body: AsyncIterable<string>) => ({ status: 201, headers: { 'x-list': 'orders' }, body });
  const pieces = async function* () {
    yield* ['1', '2'];
  };
  const broken = async function* () {
    yield '1';
    throw new Error('planted');
  };

  it('keeps its place until it was read to its end', async () => {
    const leave = vi.fn();
    const { status, headers, body } = leavingAfter(streamed(pieces()), leave);
    expect([status, headers]).toEqual([201, { 'x-list': 'orders' }]);
    const read: string[] = [];
    for await (const piece of body) {
      expect(leave).not.toHaveBeenCalled();
      read.push(piece);
    }
    expect(read).toEqual(['1', '2']);
    expect(leave).toHaveBeenCalledOnce();
  });

  it('gives its place where it fails', async () => {
    const leave = vi.fn();
    const { body } = leavingAfter(streamed(broken()), leave);
    const read = async () => {
      for await (const _piece of body) expect(leave).not.toHaveBeenCalled();
    };
    await expect(read()).rejects.toThrow('planted');
    expect(leave).toHaveBeenCalledOnce();
  });

  it('gives its place where it is given up', async () => {
    const leave = vi.fn();
    for await (const _piece of leavingAfter(streamed(pieces()), leave).body) break;
    expect(leave).toHaveBeenCalledOnce();
  });

  it('gives its place at once where it comes as a whole', () => {
    const leave = vi.fn();
    leavingAfter({ status: 200, headers: {}, body: 'all' }, leave);
    expect(leave).toHaveBeenCalledOnce();
  });
});
