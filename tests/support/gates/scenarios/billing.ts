import type { Scenarios } from './world.ts';

export const billing: Scenarios = {
  exchangeRateSet: async (world) => ({
    by: world.staff,
    input: { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: '2026-01-01', rate: '1.1', source: 'A bank' },
  }),
};
