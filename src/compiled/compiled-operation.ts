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
  /** As it is; a rule reads it. */
  | Readonly<{ as: 'given' }>
  | Readonly<{ as: 'pattern' }>
  | Readonly<{ as: 'boolean' }>
  | Readonly<{ as: 'instant' }>
  | Readonly<{ as: 'day' }>
  | Readonly<{ as: 'fiscalMonth' }>
  /** Only this value, or none: only the ordinary way knows what to do with another. */
  | Readonly<{ as: 'only'; value: string }>
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
  | 'permissions'
  | 'ownPartnerId'
  | 'isKnown';

export type Parameter =
  | Readonly<{ from: Source; reads: Reading }>
  | Readonly<{ actor: ActorValue }>
  | Readonly<{ now: true }>
  /** Whether the rule of a computed field that is there has to know the vendor's calendar. */
  | Readonly<{ asksCalendar: true }>
  /** What the rule of a computed field gives to its queries. */
  | Readonly<{ term: string; of: string }>;

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

/** What JSON holds as text, and what Prisma answers for it; of a list, in each of its items. */
export type Revival = Readonly<{ [name: string]: 'date' | 'bigint' | 'decimal' | Revival }>;

/** A place of the answer that a rule in TypeScript finishes, out of what the statement brought there for it. */
export type Finish = Readonly<{
  path: readonly string[];
  rule: string;
  inputs: Revival;
  select: Projection | null;
}>;

/** A root field that a rule computes, out of the rows that the statement brings in its place. */
export type Computed = Readonly<{
  rule: string;
  arguments: Readonly<Record<string, Readonly<{ from: Source; reads: Reading }>>>;
  /** The variable that says whether it is there at all; always where it is left out. */
  includedBy?: string;
  /** Whether its rule has to know the vendor's calendar. */
  asksCalendar?: true;
  select: Projection | null;
}>;

/** What is told of what a rule answered, under which names. */
export type Projection = Readonly<Record<string, Told>>;

export type Told =
  /** The same of every answer. */
  | Readonly<{ is: string }>
  /** A property; null as its own selection tells all of it. */
  | Readonly<{ of: string; select: Projection | null; as?: ToldAs }>
  /** Two properties as an amount; null where one of them is. */
  | Readonly<{ amount: string; currency: string; select: Projection }>
  /** The exact text of two properties as an amount. */
  | Readonly<{ amount: string; currency: string }>
  /** One of the rows that the statement brought under this name: that whose id the property is. */
  | Readonly<{ rowBy: string; among: string }>;

/** Where the inputs of a rule hold the rows that its answer may name. */
export const ROWS = '$rows';

/** How a property is told that is neither as JSON writes it nor an object: as a day or an instant, or as the global id of a type. */
export type ToldAs = 'Date' | 'DateTime' | Readonly<{ id: string }>;

export type CompiledOperation = Readonly<{
  /** Null where a document of a client's own names none. */
  name: string | null;
  /** As the log names the document. */
  logHash: string;
  permissions: readonly string[];
  /** What has to be allowed besides, where these variables are true. */
  permissionsIf: Readonly<Record<string, readonly string[]>>;
  /** Roles of the database to which something that is read is closed. */
  notAs: readonly string[];
  variables: Readonly<Record<string, Variable>>;
  parameters: Readonly<Record<string, Parameter>>;
  decisions: Readonly<Record<string, Decision>>;
  finishes: readonly Finish[];
  /** By their keys in the answer. */
  computed: Readonly<Record<string, Computed>>;
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
