// Stands in for Lambda's runtime in a process of its own: imports one packaged handler and invokes it once, as a cold start
// does, and tells its parent how long that took.
process.once('message', async ({ handlerFile, event }) => {
  const began = performance.now();
  const used = process.cpuUsage();
  const { handler } = await import(handlerFile);
  const { statusCode, body } = await handler(event, { awsRequestId: 'cold-start' });
  const milliseconds = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  process.send({ milliseconds, processorMilliseconds: (user + system) / 1_000, statusCode, body });
});
