import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Fetch = (url: string, init: RequestInit) => Promise<Response> | Response;

/** As Yoga's documentation serves events of API Gateway. */
export async function answeredBy(
  fetch: Fetch,
  { rawPath, headers, body, requestContext }: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const response = await fetch(`https://${requestContext.domainName}${rawPath}`, {
    method: requestContext.http.method,
    headers: headers as Record<string, string>,
    ...(body !== undefined && { body }),
  });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
