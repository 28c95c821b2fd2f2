/** The part of a package-lock.json that says what is installed, by its path, and under which licence. */
export type Lock = Readonly<{
  packages: Readonly<
    Record<string, Readonly<{ version?: string; license?: string; dev?: boolean; devOptional?: boolean }>>
  >;
}>;

/** All let the vendor run and ship the portal without giving its own source away. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

export type Licensed = Readonly<{ name: string; version: string; licence: string }>;

/** What production installs, in order of names; what only development needs is never shipped. */
export const productionPackages = ({ packages }: Lock): Licensed[] =>
  Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version = '', license = 'none stated' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** A choice of licences is good where one of them is; what asks for several, where all of them are. */
const isAllowed = (licence: string): boolean =>
  licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => ALLOWED.includes(each.trim())));

export const licenceFaults = (lock: Lock): string[] =>
  productionPackages(lock)
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => `${name} ${version}: ${licence}`);

/** How many packages have each licence, as `MIT 78, ISC 10`. */
export const licenceMix = (lock: Lock): string =>
  [...Map.groupBy(productionPackages(lock), ({ licence }) => licence)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([licence, { length }]) => `${licence} ${length}`)
    .join(', ');
