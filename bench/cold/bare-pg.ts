import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });

/** The least that asks a database: a connection, whoever asks, and a row-secured transaction with one statement. */
export async function handler(_event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const client = await pool.connect();
  await client.query('SELECT portal_identify($1, $2)', [process.env.OIDC_ISSUER, process.env.WHO_ASKS]);
  await client.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT set_config('role', 'portal_public', true)`,
  );
  const { rows } = await client.query(`SELECT '{"hello":"world"}' AS data`);
  await client.query('COMMIT');
  client.release();
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: `{"data":${rows[0].data}}`,
  };
}
