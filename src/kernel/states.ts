/**
 * States are tables: every action names the states it starts from, where it leads, and who may take it.
 * A table with a state that nothing reaches fails when it is loaded, not when a customer finds it.
 */
export type Transition<State extends string, Role extends string> = Readonly<{
  from: readonly State[];
  to: State;
  by: readonly Role[];
}>;

export type Transitions<State extends string, Action extends string, Role extends string> = Readonly<
  Record<Action, Transition<State, Role>>
>;

export type StateTable<State extends string, Action extends string, Role extends string> = Readonly<{
  name: string;
  initial: readonly State[];
  states: readonly State[];
  actions: Transitions<State, Action, Role>;
  /** What somebody with these roles can do from a state, in the table's order. */
  actionsFrom(state: State, roles: readonly Role[]): Action[];
  /** Where the action leads, or null where the table has no such move. */
  next(state: State, action: Action): State | null;
  isAllowed(state: State, action: Action, roles: readonly Role[]): boolean;
}>;

/** @throws RangeError where a state cannot be reached or an action starts nowhere. */
export function defineStates<
  const State extends string,
  const Action extends string,
  const Role extends string,
>(
  name: string,
  definition: {
    states: readonly State[];
    initial: readonly NoInfer<State>[];
    actions: Record<Action, Transition<NoInfer<State>, Role>>;
  },
): StateTable<State, Action, Role> {
  const { states, initial, actions } = definition;
  const entries = Object.entries(actions) as [Action, Transition<State, Role>][];
  assertReachable(name, states, initial, entries);
  const isAllowed = (state: State, action: Action, roles: readonly Role[]) => {
    const transition = actions[action];
    return transition.from.includes(state) && transition.by.some((role) => roles.includes(role));
  };
  return {
    name,
    initial,
    states,
    actions,
    isAllowed,
    next: (state, action) => (actions[action].from.includes(state) ? actions[action].to : null),
    actionsFrom: (state, roles) =>
      entries.map(([action]) => action).filter((action) => isAllowed(state, action, roles)),
  };
}

function assertReachable<State extends string, Role extends string>(
  name: string,
  states: readonly State[],
  initial: readonly State[],
  entries: readonly [string, Transition<State, Role>][],
) {
  const reached = new Set<State>(initial);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const [, { from, to }] of entries) if (from.some((state) => reached.has(state))) reached.add(to);
  }
  const unreachable = states.filter((state) => !reached.has(state));
  if (unreachable.length > 0) throw new RangeError(`${name}: nothing leads to ${unreachable.join(', ')}`);
  for (const [action, { from, to, by }] of entries) {
    const unknown = [...from, to].filter((state) => !states.includes(state));
    if (unknown.length > 0) throw new RangeError(`${name}.${action}: unknown state ${unknown.join(', ')}`);
    if (from.length === 0 || by.length === 0)
      throw new RangeError(`${name}.${action}: starts nowhere, or for nobody`);
  }
}
