/** What an order does: NEW begins with a customer, and all others name the order before. */
export const ORDER_TYPES = ['NEW', 'MOVE', 'ADD', 'CHANGE', 'RENEWAL', 'TRANSFER', 'DISCONNECT'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const DOCUMENT_KINDS = [
  'SIGNED_ORDER_FORM',
  'TERMINATION_NOTICE',
  'SITE_SURVEY',
  'COST_ESTIMATE',
  'CREDIT_CHECK',
  'OTHER',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const LINES_MAX = 100;
export const DOCUMENTS_MAX = 50;
export const QUANTITY_MAX = 1_000_000;
export const TERM_MONTHS_MAX = 240;
/** The system of orders that are entered here. */
export const PORTAL_SYSTEM = 'PORTAL';
