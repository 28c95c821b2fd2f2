import type { Scenarios } from './world.ts';

export const forecasts: Scenarios = {
  forecastCallMake: async ({ portal, staff }) => {
    const { currency } = await portal.arrange((tx) =>
      tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 } }),
    );
    const period = `${new Date().getUTCFullYear() + 1}-Q1`;
    return {
      by: staff,
      input: { period, commit: { amount: '1000', currency }, bestCase: { amount: '2000', currency } },
    };
  },
};
