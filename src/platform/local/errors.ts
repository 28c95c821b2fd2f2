/** The local database cannot run. The message is a sentence for the person at the terminal; show it without a stack. */
export class LocalPostgresError extends Error {
  override readonly name: string = 'LocalPostgresError';
}

/** Another process runs the database of this data folder. */
export class LocalPostgresInUseError extends LocalPostgresError {
  override readonly name = 'LocalPostgresInUseError';

  constructor(dataFolder: string, processId: number) {
    super(
      `Process ${processId} already runs the database in ${dataFolder}. ` +
        'Stop it first, or choose another folder with PORTAL_DATA.',
    );
  }
}
