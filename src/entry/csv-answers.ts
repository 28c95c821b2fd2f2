import type { RequestContext } from '../graphql/context.ts';
import { type CsvLimits, createCsvExport } from '../graphql/csv-export.ts';
import { CsvRefusal } from '../graphql/csv-request.ts';
import { schema } from '../graphql/schema.ts';
import type { HttpResponse, ReadRequest } from '../platform/http/message.ts';
import { problemResponse, refusalOf } from '../platform/http/responses.ts';
import type { RequestInfo } from '../platform/http/shell.ts';
import type { Logger } from '../platform/logging.ts';

/** A streamed answer is long, but not without an end. */
const STREAMED: CsvLimits = { rowsMax: 100_000, bytesMax: null };

/** A request of somebody who is known by now. */
export type OpenedRequest = Readonly<{
  open(): RequestContext;
  used: ((operation: string) => void) | null;
}>;

/** Lists as CSV, under the same rights as the API. */
export function csvAnswers(
  logger: Logger,
  limits: CsvLimits | undefined,
  opened: (request: ReadRequest, info: RequestInfo) => Promise<OpenedRequest>,
) {
  const csvExport = createCsvExport({
    ...(limits ?? STREAMED),
    schema,
    onUnexpected: (error, reference) =>
      logger.error({ err: error, reference }, 'unexpected error in an export'),
  });
  return async (request: ReadRequest, list: string, info: RequestInfo): Promise<HttpResponse> => {
    const { open, used } = await opened(request, info);
    info.observe({ operationName: 'CsvExport', operationType: 'query' });
    used?.('CsvExport');
    try {
      return await csvExport(request, list, open);
    } catch (error) {
      if (!(error instanceof CsvRefusal)) throw error;
      info.observe({ errorCodes: [error.code] });
      return problemResponse(refusalOf(error.status, error.code, error.message));
    }
  };
}
