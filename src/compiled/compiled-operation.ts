/** What `npm run persist` writes of a front end's operation that it could compile, and the server runs. */

/** SQL in lines. A line names parameters as `${name}`, and numbers that are written into the text as `#{name}`. */
export type Sql = readonly (string | Choice)[];

/** Lines that are there only where a decision fell this way, so that no statement carries what it does not need. */
export type Choice = Readonly<{ when: string; is: string; sql: Sql }>;

/** What a field is given: a literal of the document, or a variable, or a part of one. */
export type Source =
  | Readonly<{ variable: string; path: readonly string[] }>
  | Readonly<{ value: unknown }>
  | Readonly<{ list: readonly Source[] }>;

/** How a value of GraphQL becomes one of SQL. What is not plainly fine is left to the ordinary way, which says why. */
export type Reading =
  | Readonly<{ as: 'id'; types: readonly string[] }>
  | Readonly<{ as: 'ids'; types: readonly string[] }>
  | Readonly<{ as: 'texts'; max?: number }>
  | Readonly<{ as: 'text' }>
  | Readonly<{ as: 'exact' }>
  | Readonly<{ as: 'pattern' }>
  | Readonly<{ as: 'boolean' }>
  | Readonly<{ as: 'instant' }>
  | Readonly<{ as: 'day' }>
  | Readonly<{ as: 'fiscalMonth' }>
  /** Only the ordinary way knows what to do with it. */
  | Readonly<{ as: 'nothing' }>
  | Readonly<{ as: 'pageSize'; max: number; default: number }>
  | Readonly<{ as: 'order'; default: string }>
  | Readonly<{ as: 'cursor'; order: string; columns: Readonly<Record<string, CursorType>> }>;

export type CursorType = 'text' | 'instant' | 'id' | 'number';

/** What the statement takes of who asks. */
export type ActorValue =
  | 'personId'
  | 'partnerIds'
  | 'membershipId'
  | 'name'
  | 'roles'
  | 'ownPartnerId'
  | 'isKnown';

export type Parameter =
  | Readonly<{ from: Source; reads: Reading }>
  | Readonly<{ actor: ActorValue }>
  | Readonly<{ now: true }>;

/** What a text of SQL depends on: whether something is given, which of some values it has, whose rows are read. */
export type Decision =
  | Readonly<{ by: 'given'; parameter: string }>
  | Readonly<{ by: 'count'; parameter: string }>
  | Readonly<{ by: 'value'; parameter: string }>
  | Readonly<{ by: 'rows of' }>;

/** The type of a variable, as far as telling what is plainly fine asks for. */
export type InputType =
  | string
  | Readonly<{ required: InputType }>
  | Readonly<{ list: InputType }>
  | Readonly<{ enum: readonly string[] }>
  | Readonly<{ object: Readonly<Record<string, InputType>> }>;

export type Variable = Readonly<{ type: InputType; default?: unknown }>;

/** A place of the answer that a rule in TypeScript finishes, out of what the statement brought. */
export type Finish = Readonly<{ path: readonly string[]; rule: string; select: Projection | null }>;

/** Which properties of what a rule answered are told, under which names; null tells the value itself. */
export type Projection = Readonly<
  Record<string, Readonly<{ of: string; select: Projection | null; as?: 'Date' }>>
>;

export type CompiledOperation = Readonly<{
  /** Null where a document of a client's own names none. */
  name: string | null;
  /** As the log names the document. */
  logHash: string;
  permissions: readonly string[];
  variables: Readonly<Record<string, Variable>>;
  parameters: Readonly<Record<string, Parameter>>;
  decisions: Readonly<Record<string, Decision>>;
  finishes: readonly Finish[];
  sql: Sql;
}>;

export type PersistedFile = Readonly<{
  /** Documents by the SHA-256 of their text. */
  operations: Readonly<Record<string, string>>;
  names: Readonly<Record<string, string>>;
  /** By the same hashes: what runs as one statement. */
  compiled: Readonly<Record<string, CompiledOperation>>;
  /** By name: why the others take the ordinary way. */
  ordinary: Readonly<Record<string, readonly string[]>>;
}>;
