import { type GraphQLSchema, isObjectType } from 'graphql';
import type { Role } from '../../../../src/kernel/roles.ts';
import type { Permission } from '../../../../src/platform/auth/permissions.ts';
import { ROLE_PERMISSIONS } from '../../../../src/platform/auth/role-permissions.ts';
import { COLUMNS, type Column, type Matrix, type Row } from './matrix.ts';

type Scoped = Readonly<{ extensions: Readonly<Record<string, unknown>> }>;

const permissionOf = ({ extensions }: Scoped): Permission | undefined =>
  (extensions.pothosOptions as { authScopes?: { permission?: Permission } } | undefined)?.authScopes
    ?.permission;

const holds = (column: Column, permission: Permission) =>
  column !== 'ANONYMOUS' && column !== 'STRANGER' && ROLE_PERMISSIONS[column as Role].includes(permission);

const whoHolds = (permissions: readonly (Permission | undefined)[]) =>
  new Set(COLUMNS.filter((column) => permissions.every((each) => each === undefined || holds(column, each))));

/**
 * Who may read the fields of each object type, by the scopes of type and field: a row for what the type's scope decides
 * alone, and one for each further permission that some of its fields ask for. Root fields have tables of their own.
 */
export function declaredAccess(schema: GraphQLSchema): Matrix {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const matrix = new Map<string, Row>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || roots.includes(type)) continue;
    const own = permissionOf(type);
    const groups = Map.groupBy(Object.values(type.getFields()), permissionOf);
    for (const [further, fields] of groups) {
      const name = further ? `${type.name} (${further})` : type.name;
      matrix.set(name, { may: whoHolds([own, further]), fields: fields.map((field) => field.name).sort() });
    }
  }
  return matrix;
}
