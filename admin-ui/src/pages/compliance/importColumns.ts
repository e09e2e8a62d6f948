/** The columns of a file of investors, in the order people fill them in. */
export const IMPORT_COLUMNS = [
  'email',
  'kind',
  'full_name',
  'date_of_birth',
  'country',
  'address_line1',
  'address_line2',
  'city',
  'postal_code',
  'region',
  'address_country',
  'requested_tier',
  'source_of_funds',
] as const;
