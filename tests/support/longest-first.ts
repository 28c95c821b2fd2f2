import { relative, resolve } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const projectFolder = resolve(import.meta.dirname, '../..');

/** What takes longer than ten seconds, about as it does. A file that is not here takes as long as another. */
const SECONDS: Readonly<Record<string, number>> = {
  'tests/api/tenant-differential.test.ts': 45,
  'tests/integration/lambda.test.ts': 45,
  'tests/integration/local-postgres.test.ts': 28,
  'tests/integration/lambda-offline.test.ts': 26,
  'tests/api/mutation-aliases.test.ts': 20,
  'tests/browser/graphiql.test.ts': 19,
  'tests/integration/import-crm-again.test.ts': 18,
  'tests/api/bad-input.test.ts': 22,
  'tests/api/access.test.ts': 12,
  'tests/integration/list-cost.test.ts': 16,
  'tests/integration/tier-review-killed.test.ts': 12,
  'tests/integration/migrate.test.ts': 11,
  'tests/integration/standing-cost.test.ts': 10,
};

const secondsOf = ({ moduleId }: TestSpecification): number =>
  SECONDS[relative(projectFolder, moduleId).replaceAll('\\', '/')] ?? 1;

/** Starts with what takes longest, so that at the end no worker is alone with a long file while the others are done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.sort((a, b) => secondsOf(b) - secondsOf(a));
  }
}
