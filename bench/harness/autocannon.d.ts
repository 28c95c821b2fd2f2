/** Of the load generator, which has no types of its own, what is used here. */
declare module 'autocannon' {
  type Options = Readonly<{
    url: string;
    method: 'POST';
    headers: Readonly<Record<string, string>>;
    body: string;
    connections: number;
    /** Seconds. */
    duration: number;
  }>;
  type Result = Readonly<{
    '2xx': number;
    non2xx: number;
    errors: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds. */
    latency: Readonly<{ p99: number }>;
  }>;
  export default function autocannon(options: Options): Promise<Result>;
}
