import type { Scenarios } from './world.ts';

export const billing: Scenarios = {
  billingFactRecord: async (world) => {
    const payment = {
      externalId: 'PAY-1',
      kind: 'PAYMENT',
      paymentNumber: 'P-1',
      amount: '1',
      currency: 'EUR',
    };
    return {
      by: world.crm,
      input: { system: 'BILLING', rows: [{ ...payment, occurredOn: '2026-01-05' }] },
    };
  },
  exchangeRateSet: async (world) => ({
    by: world.staff,
    input: { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: '2026-01-01', rate: '1.1', source: 'A bank' },
  }),
};
