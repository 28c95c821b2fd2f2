import { defineConfig } from 'prisma/config';

// `prisma generate` needs no schema engine but asks for one; migrations run through its WebAssembly build instead.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema', migrations: { path: 'prisma/migrations' } });
