import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mapping, mappingOf } from '../../src/workflows/import-crm/mapping.ts';

const STAGES = ['Prospecting', 'Engaging', 'Won', 'Lost'];
const PRODUCTS = ['Lumen Basic', 'Lumen Pro', 'Relay One'];
const DEALS_PER_PARTNER = 50;
const DEALS_PER_ACCOUNT = 5;

const CYCLE_DAYS = 40;

const dayOf = (number: number, laterDays = 0): string =>
  new Date(Date.UTC(2025, 0, 1 + (number % 300) + laterDays)).toISOString().slice(0, 10);

/** Writes the files of a CRM that holds so many deals, with the partners, products and accounts of these. */
export async function writeExport(folder: string, deals: number): Promise<void> {
  const partners = Math.ceil(deals / DEALS_PER_PARTNER);
  const accounts = Math.ceil(deals / DEALS_PER_ACCOUNT);
  const files: Readonly<Record<string, readonly string[]>> = {
    'products.csv': ['product,price', ...PRODUCTS.map((name, at) => `${name},${(at + 1) * 1_000}`)],
    'partners.csv': ['partner', ...numbers(partners).map((at) => `Partner ${at}`)],
    'accounts.csv': [
      'account,employees,part_of',
      ...numbers(accounts).map(
        (at) => `Account ${at},${at + 10},${at % 10 === 1 ? `Account ${at - 1}` : ''}`,
      ),
    ],
    'deals.csv': [
      'deal,partner,account,product,stage,opened,closed,value',
      ...numbers(deals).map((at) => {
        const stage = STAGES[at % STAGES.length]!;
        const isClosed = stage === 'Won' || stage === 'Lost';
        const product = PRODUCTS[at % PRODUCTS.length];
        const days = `${dayOf(at)},${isClosed ? dayOf(at, CYCLE_DAYS) : ''}`;
        const value = stage === 'Won' ? 1_000 + at : '';
        return `D-${at},Partner ${at % partners},Account ${at % accounts},${product},${stage},${days},${value}`;
      }),
    ],
  };
  for (const [name, lines] of Object.entries(files))
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** How these files are read. */
export function exportMapping(): Mapping {
  const parsed = mappingOf({
    ...{ version: 1, system: 'BENCH_CRM', currency: 'USD', dates: { format: 'ISO', timeZone: 'UTC' } },
    files: {
      products: {
        file: 'products.csv',
        fields: { externalId: 'product', name: 'product', listPriceMinor: 'price' },
      },
      partners: {
        file: 'partners.csv',
        fields: {
          ...{ externalId: 'partner', name: 'partner', type: { constant: 'REFERRAL' } },
          personName: 'partner',
        },
      },
      accounts: {
        file: 'accounts.csv',
        fields: {
          ...{ externalId: 'account', name: 'account', parentExternalId: 'part_of', employees: 'employees' },
        },
      },
      opportunities: {
        file: 'deals.csv',
        fields: {
          ...{ externalId: 'deal', partnerExternalId: 'partner', personExternalId: 'partner' },
          ...{ accountExternalId: 'account', productExternalId: 'product', openedOn: 'opened' },
          ...{ closeOn: 'closed', amountMinor: 'value' },
          stage: {
            column: 'stage',
            values: { Prospecting: 'PROSPECTING', Engaging: 'QUALIFIED', Won: 'WON', Lost: 'LOST' },
          },
        },
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
