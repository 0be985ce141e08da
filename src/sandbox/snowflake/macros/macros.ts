/**
 * What the rewritten SQL calls. Two devices carry most of it:
 * - `cast_to_type(value, example)`, which gives a result the type of another expression, so that a NUMBER stays a NUMBER
 *   and a DATE a DATE; DuckDB drops the example when it binds.
 * - `CASE typeof(x) …`, which DuckDB folds away once it knows the type.
 * The names are ours: a macro that shadows a built-in function would break the functions that DuckDB builds on it.
 */
// The scale of the dividend and six more, or DOUBLE when one side is; COALESCE because an example must not be a constant NULL.
const QUOTIENT = 'COALESCE(x, 1) * 0.000001 * round(COALESCE(y, 1), 0)';

const MACROS: readonly string[] = [
  // Snowflake: NUMBER / NUMBER keeps six more decimals; division by zero is an error.
  `sf_div(x, y) AS CASE WHEN y = 0 THEN error('Division by zero')
     ELSE cast_to_type(x / y, ${QUOTIENT}) END`,
  `sf_div0(x, y) AS cast_to_type(CASE WHEN y = 0 THEN CASE WHEN x IS NULL THEN NULL ELSE 0 END ELSE x / y END, ${QUOTIENT})`,
  `sf_div0null(x, y) AS cast_to_type(CASE WHEN y = 0 OR y IS NULL THEN 0 ELSE x / y END, ${QUOTIENT})`,
  `sf_mod(x, y) AS CASE WHEN y = 0 THEN error('Division by zero') ELSE x % y END`,
  // DuckDB rounds a DOUBLE half to even, everything else as Snowflake does.
  `sf_to_integer(x) AS CASE typeof(x) WHEN 'DOUBLE' THEN CAST(round(CAST(x AS DOUBLE)) AS BIGINT)
     WHEN 'JSON' THEN CAST(json_extract_string(CAST(CAST(x AS VARCHAR) AS JSON), '$') AS BIGINT) ELSE CAST(x AS BIGINT) END`,
  `sf_floor(x) AS cast_to_type(floor(x), round(x, 0))`,
  `sf_ceil(x) AS cast_to_type(ceil(x), round(x, 0))`,

  // Text.
  `sf_text(x) AS CASE typeof(x)
     WHEN 'JSON' THEN json_extract_string(CAST(CAST(x AS VARCHAR) AS JSON), '$')
     WHEN 'TIMESTAMP' THEN strftime(TRY_CAST(x AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
     WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(TRY_CAST(x AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%g %z') || '00'
     WHEN 'DOUBLE' THEN regexp_replace(CAST(x AS VARCHAR), '\\.0$', '')
     WHEN 'BLOB' THEN hex(TRY_CAST(x AS BLOB))
     WHEN 'TIME' THEN left(CAST(x AS VARCHAR), 8)
     ELSE CAST(x AS VARCHAR) END`,
  `sf_number_text(x, decimals, grouped, whole, zeros, prefix, width) AS
     CASE WHEN abs(round(x, decimals)) >= pow(10, whole) THEN repeat('#', abs(width))
     ELSE sf_pad(CASE WHEN x < 0 THEN '-' ELSE '' END || prefix || sf_digits(abs(x), decimals, grouped, zeros), width) END`,
  `sf_pad(text, width) AS CASE WHEN width > length(text) THEN lpad(text, width, ' ') ELSE text END`,
  `sf_digits(x, decimals, grouped, zeros) AS CASE
     WHEN grouped THEN format('{:,.' || decimals || 'f}', CAST(x AS DOUBLE))
     WHEN zeros = 0 AND x < 1 AND decimals > 0 THEN substr(format('{:.' || decimals || 'f}', CAST(x AS DOUBLE)), 2)
     ELSE format('{:0' || (zeros + CASE WHEN decimals > 0 THEN decimals + 1 ELSE 0 END) || '.' || decimals || 'f}', CAST(x AS DOUBLE)) END`,
  `sf_fit(s, n) AS CASE WHEN length(s) > n THEN error('String ''' || s || ''' is too long and would be truncated') ELSE s END`,
  `sf_substr(s, start) AS substr(s, CASE WHEN start = 0 THEN 1 ELSE start END),
     (s, start, n) AS CASE WHEN n <= 0 THEN '' ELSE substr(s, CASE WHEN start = 0 THEN 1 ELSE start END, n) END`,
  `sf_initcap(s) AS array_to_string(list_transform(
     regexp_extract_all(s, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'),
     lambda w: upper(left(w, 1)) || lower(substr(w, 2))), '')`,
  `sf_split_part(s, d, n) AS split_part(s, d, CASE WHEN n = 0 THEN 1 ELSE n END)`,
  `sf_nullable_text(s) AS CASE WHEN s = '' THEN NULL ELSE s END`,
  `sf_boolean(x) AS CASE WHEN x IS NULL THEN NULL
     WHEN lower(CAST(x AS VARCHAR)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
     WHEN lower(CAST(x AS VARCHAR)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false
     WHEN typeof(x) = 'VARCHAR' THEN error('Boolean value ''' || x || ''' is not recognized')
     WHEN typeof(x) = 'JSON' THEN sf_boolean_text(json_extract_string(CAST(CAST(x AS VARCHAR) AS JSON), '$'))
     ELSE CAST(CAST(x AS DOUBLE) <> 0 AS BOOLEAN) END`,
  `sf_boolean_text(x) AS CASE WHEN x IS NULL THEN NULL WHEN lower(x) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
     WHEN lower(x) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false
     ELSE error('Boolean value ''' || x || ''' is not recognized') END`,
  `sf_try_boolean(x) AS CASE WHEN lower(CAST(x AS VARCHAR)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
     WHEN lower(CAST(x AS VARCHAR)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false END`,

  // Dates.
  `sf_try_parse_date(s) AS COALESCE(TRY_CAST(s AS DATE), CAST(try_strptime(s, '%d-%b-%Y') AS DATE),
     CAST(try_strptime(s, '%m/%d/%Y') AS DATE), CAST(TRY_CAST(s AS TIMESTAMP) AS DATE),
     CASE WHEN regexp_full_match(s, '-?[0-9]{8,}') THEN CAST(sf_epoch(TRY_CAST(s AS BIGINT)) AS DATE) END)`,
  `sf_parse_date(s) AS COALESCE(sf_try_parse_date(s), CASE WHEN s IS NOT NULL THEN error('Date ''' || s || ''' is not recognized') END)`,
  `sf_to_date(x) AS CASE typeof(x) WHEN 'VARCHAR' THEN sf_parse_date(CAST(x AS VARCHAR))
     WHEN 'JSON' THEN sf_parse_date(json_extract_string(CAST(CAST(x AS VARCHAR) AS JSON), '$'))
     WHEN 'DATE' THEN TRY_CAST(x AS DATE) ELSE CAST(CAST(x AS TIMESTAMP) AS DATE) END`,
  `sf_try_to_date(x) AS CASE typeof(x) WHEN 'VARCHAR' THEN sf_try_parse_date(CAST(x AS VARCHAR))
     ELSE CAST(TRY_CAST(x AS TIMESTAMP) AS DATE) END`,
  // Seconds, milliseconds, microseconds or nanoseconds, told apart by size, as Snowflake does.
  `sf_epoch(n) AS CASE WHEN abs(n) < 31536000000 THEN make_timestamp(n * 1000000)
     WHEN abs(n) < 31536000000000 THEN make_timestamp(n * 1000)
     WHEN abs(n) < 31536000000000000 THEN make_timestamp(n)
     ELSE make_timestamp(n // 1000) END`,
  `sf_try_parse_timestamp(s) AS COALESCE(TRY_CAST(regexp_replace(s, ' ?(Z|[+-][0-9][0-9]:?[0-9][0-9])$', '') AS TIMESTAMP),
     try_strptime(s, '%d-%b-%Y %H:%M:%S'), try_strptime(s, '%m/%d/%Y %H:%M:%S'), try_strptime(s, '%Y-%m-%dT%H:%M'),
     CASE WHEN length(s) <= 11 THEN CAST(sf_try_parse_date(s) AS TIMESTAMP) END,
     CASE WHEN regexp_full_match(s, '-?[0-9]+') THEN sf_epoch(TRY_CAST(s AS BIGINT)) END)`,
  `sf_parse_timestamp(s) AS COALESCE(sf_try_parse_timestamp(s),
     CASE WHEN s IS NOT NULL THEN error('Timestamp ''' || s || ''' is not recognized') END)`,
  `sf_to_timestamp(x) AS CASE
     WHEN typeof(x) = 'VARCHAR' THEN sf_parse_timestamp(CAST(x AS VARCHAR))
     WHEN typeof(x) = 'JSON' THEN sf_parse_timestamp(json_extract_string(CAST(CAST(x AS VARCHAR) AS JSON), '$'))
     WHEN typeof(x) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT') THEN sf_epoch(CAST(CAST(x AS VARCHAR) AS BIGINT))
     WHEN typeof(x) LIKE 'DECIMAL%' OR typeof(x) = 'DOUBLE' THEN make_timestamp(CAST(CAST(CAST(x AS VARCHAR) AS DOUBLE) * 1000000 AS BIGINT))
     ELSE CAST(x AS TIMESTAMP) END`,
  `sf_try_to_timestamp(x) AS CASE typeof(x) WHEN 'VARCHAR' THEN sf_try_parse_timestamp(CAST(x AS VARCHAR))
     ELSE TRY_CAST(x AS TIMESTAMP) END`,
  // A text with an offset is that instant; one without is local time.
  `sf_offset(s) AS regexp_replace(s, ' ?([+-][0-9][0-9]):?([0-9][0-9])$', '\\1:\\2')`,
  `sf_to_timestamp_tz(x) AS CASE
     WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN TRY_CAST(x AS TIMESTAMPTZ)
     WHEN typeof(x) = 'VARCHAR' AND TRY_CAST(sf_offset(CAST(x AS VARCHAR)) AS TIMESTAMPTZ) IS NOT NULL
       THEN CAST(sf_offset(CAST(x AS VARCHAR)) AS TIMESTAMPTZ)
     ELSE CAST(sf_to_timestamp(x) AS TIMESTAMPTZ) END`,
  `sf_try_to_timestamp_tz(x) AS COALESCE(TRY_CAST(sf_offset(CAST(x AS VARCHAR)) AS TIMESTAMPTZ), CAST(sf_try_to_timestamp(x) AS TIMESTAMPTZ))`,
  `sf_to_time(x) AS CASE typeof(x) WHEN 'VARCHAR' THEN CAST(CAST(x AS VARCHAR) AS TIME) ELSE CAST(x AS TIME) END`,
  // DuckDB counts weeks by sevens of days; Snowflake counts the Mondays between.
  `sf_week_diff(a, b) AS date_diff('day', date_trunc('week', CAST(a AS TIMESTAMP)), date_trunc('week', CAST(b AS TIMESTAMP))) // 7`,
  `sf_months_between(a, b) AS CASE
     WHEN day(a) = day(b) OR (a = last_day(a) AND b = last_day(b)) THEN CAST(date_diff('month', b, a) AS DOUBLE)
     ELSE date_diff('month', date_trunc('month', b), date_trunc('month', a)) + (day(a) - day(b)) / 31.0 END`,
  // In Snowflake the last day of a month goes to the last day of the other month.
  `sf_add_months(d, n) AS cast_to_type(CASE WHEN CAST(d AS DATE) = last_day(CAST(d AS DATE))
     THEN last_day(CAST(d AS DATE) + to_months(CAST(n AS INTEGER))) + (CAST(d AS TIMESTAMP) - CAST(CAST(d AS DATE) AS TIMESTAMP))
     ELSE d + to_months(CAST(n AS INTEGER)) END, d)`,
  `sf_next_day(d, dow) AS CAST(d AS DATE) + CAST(((dow - isodow(CAST(d AS DATE)) + 6) % 7) + 1 AS INTEGER)`,
  `sf_previous_day(d, dow) AS CAST(d AS DATE) - CAST(((isodow(CAST(d AS DATE)) - dow + 6) % 7) + 1 AS INTEGER)`,
  `sf_dow(name) AS list_position(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], lower(left(name, 2)))`,

  `sf_variant(x) AS CASE WHEN typeof(x) = 'JSON' OR x IS NULL THEN CAST(CAST(x AS VARCHAR) AS JSON)
     ELSE error('Expression type does not match column data type, expecting VARIANT but got ' || typeof(x)) END`,
  // Semi-structured data is JSON text.
  `sf_get(v, path) AS CASE WHEN json_type(v, path) IS NULL THEN NULL ELSE json_extract(v, path) END`,
  `sf_typeof(v) AS CASE json_type(v) WHEN 'BIGINT' THEN 'INTEGER' WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'HUGEINT' THEN 'INTEGER'
     WHEN 'DOUBLE' THEN 'DECIMAL' WHEN 'NULL' THEN 'NULL_VALUE' ELSE json_type(v) END`,
  `sf_object(pairs) AS json_merge_patch('{}', pairs)`,
  `sf_array_contains(v, a) AS list_contains(from_json(a, '["JSON"]'), CAST(to_json(v) AS JSON))`,
  `sf_array_to_string(a, d) AS array_to_string(list_transform(from_json(a, '["JSON"]'),
     lambda x: COALESCE(json_extract_string(x, '$'), '')), d)`,
  `sf_array_cat(a, b) AS to_json(list_concat(from_json(a, '["JSON"]'), from_json(b, '["JSON"]')))`,
  `sf_array_append(a, v) AS to_json(list_append(from_json(a, '["JSON"]'), CAST(to_json(v) AS JSON)))`,
  `sf_array_slice(a, f, e) AS to_json(list_slice(from_json(a, '["JSON"]'), f + 1, e))`,
  `sf_array_distinct(a) AS to_json(list_distinct(from_json(a, '["JSON"]')))`,
  `sf_array_sort(a) AS to_json(list_sort(from_json(a, '["JSON"]')))`,
  `sf_array_position(v, a) AS list_position(from_json(a, '["JSON"]'), CAST(to_json(v) AS JSON)) - 1`,
  `sf_flatten(v, keep) AS TABLE
     SELECT 1 AS "SEQ",
       CASE WHEN json_type(CAST(v AS JSON)) = 'OBJECT' THEN e.key END AS "KEY",
       CASE WHEN json_type(CAST(v AS JSON)) = 'OBJECT' THEN e.key WHEN e.key IS NOT NULL THEN '[' || e.key || ']' END AS "PATH",
       CASE WHEN json_type(CAST(v AS JSON)) = 'ARRAY' THEN CAST(e.key AS BIGINT) END AS "INDEX",
       e.value AS "VALUE", CAST(v AS JSON) AS "THIS"
     FROM json_each(CAST(v AS JSON)) e WHERE json_type(CAST(v AS JSON)) IN ('OBJECT', 'ARRAY')
     UNION ALL
     SELECT 1, NULL, NULL, NULL, NULL, CAST(v AS JSON) WHERE keep
       AND (v IS NULL OR json_type(CAST(v AS JSON)) NOT IN ('OBJECT', 'ARRAY') OR CAST(v AS VARCHAR) IN ('[]', '{}'))`,
];

// A macro that others call must come first.
const FIRST = [
  'sf_pad',
  'sf_digits',
  'sf_boolean_text',
  'sf_epoch',
  'sf_offset',
  'sf_try_parse_date',
  'sf_try_parse_timestamp',
  'sf_parse_timestamp',
];

function rank(macro: string): number {
  const at = FIRST.findIndex(name => macro.startsWith(`${name}(`));
  return at < 0 ? FIRST.length : at;
}

/** Everything that stands in the system database, statement by statement. */
export const macroScript: readonly string[] = [...MACROS]
  .sort((a, b) => rank(a) - rank(b))
  .map(macro => `CREATE MACRO ${macro}`);
