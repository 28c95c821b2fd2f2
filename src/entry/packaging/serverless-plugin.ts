import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipFunctions } from './artifact.ts';
import { bundleFunctions, projectFolder, watchFunctions } from './bundle.ts';
import { WEIGHT_FILE, weightLines, weightProblems, weightsOf } from './weight.ts';

/** The part of the Serverless Framework that is used here. */
type Serverless = {
  service: {
    package: { artifact?: string };
    provider: { stage: string };
    custom: { 'serverless-offline': { location?: string } };
  };
};

/**
 * Gives `serverless package` one archive for all functions, and `serverless offline` the folder that it serves from. No
 * plug-in for esbuild splits what functions share, and so makes code that only some requests need a file of its own.
 */
export default class PortalBundle {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(serverless: Serverless) {
    const { service } = serverless;
    // One folder a stage, so that what is served offline stays while another stage is packaged.
    const folder = () => join(projectFolder, '.esbuild', service.provider.stage);
    const emptied = () => {
      rmSync(folder(), { recursive: true, force: true });
      mkdirSync(folder(), { recursive: true });
      return folder();
    };
    this.hooks = {
      'before:package:createDeploymentArtifacts': async () => {
        const weights = weightsOf(await bundleFunctions(emptied()));
        const problems = weightProblems(weights);
        if (problems.length > 0) throw new Error([...problems, ...weightLines(weights)].join('\n'));
        service.package.artifact = join(projectFolder, '.serverless', 'portal.zip');
        mkdirSync(join(projectFolder, '.serverless'), { recursive: true });
        writeFileSync(join(projectFolder, WEIGHT_FILE), `${weightLines(weights).join('\n')}\n`);
        zipFunctions(folder(), service.package.artifact);
      },
      'before:offline:start:init': async () => {
        await watchFunctions(emptied());
        service.custom['serverless-offline'].location = folder();
      },
    };
  }
}
