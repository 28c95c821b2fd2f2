/** The tables, columns and keys of the data model, read from the text of the Prisma schema, which alone knows their names. */

export type Column = Readonly<{
  kind: 'column';
  name: string;
  column: string;
  /** Of Prisma, such as `String`. */
  type: string;
  /** Of PostgreSQL where the schema says it, such as `Uuid` or `Date`. */
  native: string | null;
  isRequired: boolean;
  isList: boolean;
}>;

export type Relation = Readonly<{
  kind: 'relation';
  name: string;
  model: string;
  relationName: string | null;
  isRequired: boolean;
  isList: boolean;
  /** The fields of both sides that are equal; empty on the side that holds no key. */
  fields: readonly string[];
  references: readonly string[];
}>;

export type Model = Readonly<{
  name: string;
  table: string;
  fields: Readonly<Record<string, Column | Relation>>;
}>;

export type DataModel = Readonly<Record<string, Model>>;

const MODEL = /^model (\w+) \{\n([\s\S]*?)^\}/gm;
const FIELD = /^ {2}(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/;

const namesIn = (text: string | undefined) => text?.split(',').map((name) => name.trim()) ?? [];

export function dataModelOf(prismaSchema: string): DataModel {
  const blocks = [...prismaSchema.matchAll(MODEL)].map(([, name, body]) => ({ name: name!, body: body! }));
  const models = new Set(blocks.map(({ name }) => name));
  return Object.fromEntries(blocks.map(({ name, body }) => [name, modelOf(name, body, models)]));
}

function modelOf(name: string, body: string, models: ReadonlySet<string>): Model {
  const fields = body.split('\n').flatMap((line) => {
    const [, field, type, list, optional, attributes] = FIELD.exec(line) ?? [];
    if (!field || !type) return [];
    const shared = { name: field, isRequired: !optional, isList: Boolean(list) };
    return [
      models.has(type)
        ? relationOf(shared, type, attributes ?? '')
        : columnOf(shared, type, attributes ?? ''),
    ];
  });
  const table = /^ {2}@@map\("(\w+)"\)/m.exec(body)?.[1] ?? name;
  return { name, table, fields: Object.fromEntries(fields.map((field) => [field.name, field])) };
}

type Shared = Pick<Column, 'name' | 'isRequired' | 'isList'>;

const columnOf = (shared: Shared, type: string, attributes: string): Column => ({
  kind: 'column',
  ...shared,
  type,
  column: /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? shared.name,
  native: /@db\.(\w+)/.exec(attributes)?.[1] ?? null,
});

const relationOf = (shared: Shared, model: string, attributes: string): Relation => ({
  kind: 'relation',
  ...shared,
  model,
  relationName: /@relation\((?:name: )?"(\w+)"/.exec(attributes)?.[1] ?? null,
  fields: namesIn(/fields: \[([^\]]*)\]/.exec(attributes)?.[1]),
  references: namesIn(/references: \[([^\]]*)\]/.exec(attributes)?.[1]),
});

/** Which columns of both rows are equal where they are related: of the row itself, and of the other. */
export function keysOf(
  models: DataModel,
  model: Model,
  relation: Relation,
): readonly (readonly [string, string])[] {
  if (relation.fields.length > 0)
    return relation.fields.map((field, place) => [field, relation.references[place]!]);
  const back = Object.values(models[relation.model]!.fields).find(
    (field): field is Relation =>
      field.kind === 'relation' &&
      field.model === model.name &&
      field.fields.length > 0 &&
      field.relationName === relation.relationName,
  );
  if (!back) throw new RangeError(`${model.name}.${relation.name} has no key on either side`);
  return back.fields.map((field, place) => [back.references[place]!, field]);
}
