/** What a column holds: it decides how its part of a table's checksum is computed. */
type ColumnKind = 'integer' | 'money' | 'text' | 'timestamp';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The JSON column of the source that holds it, when it is no column of its own. */
  readonly within?: 'payload';
}

/** A table of the source with its copy in Snowflake. */
export interface CopiedTable {
  /** In PostgreSQL, and in the keys of the export. */
  readonly source: string;
  /** In Snowflake, without database and schema. */
  readonly target: string;
  /** In order: the same names in both places. */
  readonly columns: readonly Column[];
}

function columns(words: string): readonly Column[] {
  const kinds: Readonly<Record<string, ColumnKind>> = { i: 'integer', m: 'money', t: 'text', d: 'timestamp' };
  return words.split(' ').map(word => {
    const [name = '', letter = ''] = word.split(':');
    const kind = kinds[letter];
    if (kind === undefined) throw new Error(`Column ${word} has no kind.`);
    return { name, kind };
  });
}

/** The five tables of STAGING with the data dictionary's columns; `:i` integer, `:m` money, `:t` text, `:d` timestamp. */
export const STAGING_TABLES: readonly CopiedTable[] = [
  {
    source: 'users',
    target: 'STG_USERS',
    columns: columns('id:i email:t first_name:t last_name:t country:t plan_type:t created_at:d'),
  },
  {
    source: 'products',
    target: 'STG_PRODUCTS',
    columns: columns(
      'id:i merchant_id:i name:t description:t category:t price:m cost:m stock_quantity:i created_at:d',
    ),
  },
  {
    source: 'orders',
    target: 'STG_ORDERS',
    columns: columns('id:i user_id:i created_at:d total_amount:m status:t country:t payment_method:t'),
  },
  {
    source: 'order_items',
    target: 'STG_ORDER_ITEMS',
    columns: columns('id:i order_id:i product_id:i quantity:i unit_price:m'),
  },
  {
    source: 'crm_contacts',
    target: 'STG_CRM_CONTACTS',
    columns: columns(
      'id:i user_id:i email:t first_name:t last_name:t company:t phone:t source:t status:t created_at:d last_contact_at:d',
    ),
  },
];

/** The events: the columns that RAW.EVENTS has in common with the source, and what their documents hold. */
export const EVENTS_TABLE: CopiedTable = {
  source: 'events',
  target: 'EVENTS',
  columns: [
    ...columns('id:i user_id:i session_id:t event_type:t event_ts:d product_id:i device:t'),
    ...columns(
      'path:t referrer:t query:t results:i price:m category:t quantity:i items:i amount:m payment_method:t',
    ).map(column => ({ ...column, within: 'payload' }) as const),
  ],
};
