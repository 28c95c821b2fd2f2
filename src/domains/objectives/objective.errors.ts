import { Refusal } from '../../kernel/errors.ts';

/** An objective would contribute to itself, through others or directly, or by too many levels. */
export class ObjectiveCycleError extends Refusal {
  readonly code = 'OBJECTIVE_CYCLE';
  /** The objectives from the one that was named upwards, as ids. */
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[]) {
    super(message);
    this.path = path;
  }
}

/** A period does not fit: that of an objective lies within the one of what it contributes to. */
export class ObjectivePeriodError extends Refusal {
  readonly code = 'OBJECTIVE_PERIOD';
  readonly from: Date;
  /** The first day that does not belong to it. */
  readonly until: Date;

  constructor(message: string, { from, until }: Readonly<{ from: Date; until: Date }>) {
    super(message);
    this.from = from;
    this.until = until;
  }
}
