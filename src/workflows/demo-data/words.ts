/** Invented words that make company names; none is meant to be anybody's. */
export const COMPANY_FIRST = [
  'Amber',
  'Birch',
  'Cobalt',
  'Delta',
  'Ember',
  'Fjord',
  'Granite',
  'Harbor',
  'Indigo',
  'Juniper',
  'Kestrel',
  'Larch',
  'Meridian',
  'Nimbus',
  'Orchard',
  'Pebble',
  'Quartz',
  'Ridge',
  'Sable',
  'Tundra',
  'Umber',
  'Violet',
  'Willow',
  'Zephyr',
] as const;

export const COMPANY_SECOND = [
  'Analytics',
  'Bakeries',
  'Clinics',
  'Devices',
  'Energy',
  'Foods',
  'Freight',
  'Gardens',
  'Hotels',
  'Instruments',
  'Logistics',
  'Machines',
  'Networks',
  'Optics',
  'Paper',
  'Robotics',
  'Software',
  'Textiles',
  'Tools',
  'Water',
] as const;

export const LEGAL_FORMS = ['Ltd', 'GmbH', 'Inc', 'SARL', 'B.V.', 'AG'] as const;

export const COUNTRIES = ['GB', 'DE', 'US', 'FR', 'NL', 'CH'] as const;

export const PRODUCTS = [
  { code: 'VOICE-S', name: 'Voice Start', family: 'VOICE', priceMinor: 1_200_00 },
  { code: 'VOICE-P', name: 'Voice Pro', family: 'VOICE', priceMinor: 4_800_00 },
  { code: 'NET-100', name: 'Net 100', family: 'NETWORK', priceMinor: 6_000_00 },
  { code: 'NET-1000', name: 'Net 1000', family: 'NETWORK', priceMinor: 18_000_00 },
  { code: 'SAFE-B', name: 'Safe Backup', family: 'SECURITY', priceMinor: 2_400_00 },
  { code: 'SAFE-F', name: 'Safe Firewall', family: 'SECURITY', priceMinor: 9_600_00 },
] as const;

export const REGIONS = [
  { code: 'EMEA', name: 'Europe, Middle East and Africa' },
  { code: 'AMER', name: 'Americas' },
  { code: 'APAC', name: 'Asia and Pacific' },
] as const;
