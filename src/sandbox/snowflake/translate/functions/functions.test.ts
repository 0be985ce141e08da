import { testCorpus } from '../../testing/corpus.ts';

// Results are those of the examples in Snowflake's SQL function reference, or follow from its text.
testCorpus('', [
  // Conditions
  [
    "SELECT IFF(TRUE, 'yes', 'no'), IFF(NULL, 1, 2), NVL(NULL, 'x'), NVL2('a', 1, 2), ZEROIFNULL(NULL::INT), NULLIFZERO(0)",
    ['yes|2|x|1|0|NULL'],
  ],
  [
    "SELECT DECODE(2, 1, 'one', 2, 'two', 'other'), DECODE(NULL, NULL, 'null'), DECODE(5, 1, 'one')",
    ['two|null|NULL'],
  ],
  ['SELECT DIV0(1, 0), DIV0(NULL, 0), DIV0NULL(1, NULL), DIV0(1, 4)', ['0.000000|NULL|0.000000|0.250000']],
  [
    'SELECT GREATEST(1, 3, 2), GREATEST(1, NULL), LEAST(1, 2), EQUAL_NULL(NULL, NULL), COALESCE(NULL, NULL, 3)',
    ['3|NULL|1|true|3'],
  ],
  // Numbers
  [
    'SELECT CEIL(135.135), FLOOR(-1.5), ROUND(2.5), ROUND(-2.5), ROUND(135.135, 1), ROUND(135.135, -2), TRUNC(-975.975, -1)',
    ['136|-2|3|-3|135.1|100|-970'],
  ],
  [
    'SELECT MOD(-7, 3), SIGN(-3), ABS(-1.5), SQUARE(3), POWER(2, 10), SQRT(16), LN(1), LOG(10, 1000), FACTORIAL(5)',
    ['-1|-1|1.5|9|1024|4|0|3|120'],
  ],
  ['SELECT MOD(1, 0)', { error: '100051' }],
  ['SELECT WIDTH_BUCKET(5, 0, 10, 5), BITAND(6, 3), BITOR(6, 3), BITXOR(6, 3)', ['3|2|7|5']],
  // Text
  [
    "SELECT SUBSTR('testing', 1, 3), SUBSTR('testing', -3), SUBSTR('testing', 0, 2), LEFT('abc', 2), RIGHT('abc', 2)",
    ['tes|ing|te|ab|bc'],
  ],
  [
    "SELECT CONCAT('a', NULL), CONCAT('a', 1, TRUE), CONCAT_WS('-', 'a', 'b'), 'x' || 5 || DATE '2024-01-31'",
    ['NULL|a1true|a-b|x52024-01-31'],
  ],
  [
    "SELECT SPLIT_PART('11.22.33', '.', 0), SPLIT_PART('11.22.33', '.', -1), SPLIT_PART('a', '.', 2), STRTOK('a.b.c', '.', 2), STRTOK('user@snow', '@.', 2)",
    ['11|33||b|snow'],
  ],
  [
    "SELECT INITCAP('the quick-brown FOX'), REVERSE('abc'), REPEAT('ab', 2), SPACE(2), LPAD('7', 3, '0'), RPAD('7', 3, '*')",
    ['The Quick-Brown Fox|cba|abab|  |007|7**'],
  ],
  [
    "SELECT CHARINDEX('an', 'banana', 3), POSITION('an' IN 'banana'), POSITION('x', 'banana'), CONTAINS('abc', 'b'), STARTSWITH('abc', 'ab'), ENDSWITH('abc', 'bc')",
    ['4|2|0|true|true|true'],
  ],
  [
    "SELECT TRIM('*-*ABC-*-', '*-'), LTRIM('000x', '0'), RTRIM('x  '), REPLACE('down', 'down'), REPLACE('aba', 'a', 'x'), TRANSLATE('abc', 'ab', 'xy')",
    ['ABC|x|x||xbx|xyc'],
  ],
  [
    "SELECT REGEXP_REPLACE('Customers - (NY)', '\\\\(|\\\\)', ''), REGEXP_SUBSTR('It was the best of times', '\\\\w+', 1, 2), REGEXP_COUNT('a1b22', '[0-9]+'), REGEXP_LIKE('Sacramento', 'san.*', 'i'), REGEXP_LIKE('San Jose', 'san.*', 'i')",
    ['Customers - NY|was|2|false|true'],
  ],
  [
    "SELECT UPPER(5), LENGTH(12345), LEN('é'), ASCII('!'), CHR(83), UNICODE('❄'), MD5('Snowflake'), SHA1('Snowflake'), SHA2('Snowflake')",
    [
      '5|5|1|33|S|10052|edf1439075a83a447fb8b630ddc9c8de|fda76b0bcc1e87cf259b1d1e3271d76f590fb5dd|1dbd59f661d68b90724f21084396b865497173e4d2714f4d91cf05fa5fc5e18d',
    ],
  ],
  [
    "SELECT BASE64_ENCODE('Snowflake'), BASE64_DECODE_STRING('U25vd2ZsYWtl'), HEX_ENCODE('SNOW'), HEX_DECODE_STRING('534E4F57'), EDITDISTANCE('kitten', 'sitting')",
    ['U25vd2ZsYWtl|Snowflake|534E4F57|SNOW|3'],
  ],
  [
    "SELECT 'abc' LIKE 'A%', 'abc' ILIKE 'A%', 'a' LIKE ANY ('a%', 'b%'), 'ab' LIKE ALL ('a%', '%b'), 'abc' RLIKE 'a.c', 'x' NOT LIKE 'y'",
    ['false|true|true|true|true|true'],
  ],
  // Dates
  [
    "SELECT DATEADD(month, 1, '2023-01-31'::DATE), DATEADD('year', 1, '2024-02-29'::DATE), DATEADD(hour, 2, '2013-05-08'::DATE), DATEADD(day, -7, '2024-01-15 10:30:45'::TIMESTAMP)",
    ['2023-02-28|2025-02-28|2013-05-08 02:00:00.000|2024-01-08 10:30:45.000'],
  ],
  [
    "SELECT DATEDIFF(year, '2010-04-09 14:39:20'::TIMESTAMP, '2013-05-08 23:39:20'::TIMESTAMP), DATEDIFF(hour, '2013-05-08T23:39:20.123'::TIMESTAMP, '2013-05-09 00:39:20'::TIMESTAMP), DATEDIFF(week, '2024-01-07'::DATE, '2024-01-08'::DATE), DATEDIFF(month, '2024-01-31', '2024-02-01'), DATEDIFF('day', '2024-03-01', '2024-02-28')",
    ['3|1|1|1|-2'],
  ],
  [
    "SELECT DATE_TRUNC('month', '2015-05-08T23:39:20'::TIMESTAMP), DATE_TRUNC('week', '2024-01-17'::DATE), DATE_TRUNC(quarter, '2024-05-17'::DATE), TRUNC('2024-05-17'::DATE, 'year')",
    ['2015-05-01 00:00:00.000|2024-01-15|2024-04-01|2024-01-01'],
  ],
  [
    "SELECT LAST_DAY('2015-05-08'::DATE), LAST_DAY('2024-02-10'::DATE, 'year'), NEXT_DAY('2024-01-15'::DATE, 'Friday'), PREVIOUS_DAY('2024-01-15'::DATE, 'mo'), ADD_MONTHS('2016-02-29'::DATE, 1), MONTHS_BETWEEN('2019-03-01'::DATE, '2019-02-01'::DATE)",
    ['2015-05-31|2024-12-31|2024-01-19|2024-01-08|2016-03-31|1'],
  ],
  [
    "SELECT YEAR(d), QUARTER(d), MONTH(d), DAY(d), DAYOFWEEK(d), DAYOFWEEKISO(d), DAYOFYEAR(d), WEEKOFYEAR(d), YEAROFWEEKISO(d), DAYNAME(d), MONTHNAME(d) FROM (SELECT '2024-12-30'::DATE AS d)",
    ['2024|4|12|30|1|1|365|1|2025|Mon|Dec'],
  ],
  [
    "SELECT HOUR(t), MINUTE(t), SECOND(t), EXTRACT(epoch_second FROM t), DATE_PART(epoch_millisecond, t), EXTRACT('year' FROM t) FROM (SELECT '2013-05-08T23:39:20.123'::TIMESTAMP AS t)",
    ['23|39|20|1368056360|1368056360123|2013'],
  ],
  [
    "SELECT DATE_FROM_PARTS(2010, 0, 100), DATE_FROM_PARTS(2004, 2, 30), TIMESTAMP_FROM_PARTS(2013, 4, 5, 12, 0, 100), TIME_SLICE('2019-02-28'::DATE, 4, 'MONTH', 'START'), TIME_SLICE('2024-01-17 10:33:00'::TIMESTAMP, 15, 'minute', 'end')",
    ['2010-03-10|2004-03-01|2013-04-05 12:01:40.000|2019-01-01|2024-01-17 10:45:00.000'],
  ],
  [
    "SELECT CONVERT_TIMEZONE('America/Los_Angeles', 'America/New_York', '2024-01-01 14:00:00'::TIMESTAMP_NTZ), CONVERT_TIMEZONE('UTC', '2024-01-01 14:00:00 +0200'::TIMESTAMP_TZ)",
    ['2024-01-01 17:00:00.000|2024-01-01 12:00:00.000'],
  ],
  [
    'SELECT CURRENT_DATE = CURRENT_TIMESTAMP::DATE, CURRENT_DATE() - 1 < CURRENT_DATE, SYSDATE() <= GETDATE()::TIMESTAMP_NTZ',
    ['true|true|true'],
  ],
  // Conversions
  [
    "SELECT TO_DATE('2024.05.10', 'YYYY.MM.DD'), TO_DATE('10/05/2024', 'DD/MM/YYYY'), TO_DATE('10-MAY-2024'), TO_DATE('05/10/2024'), TO_DATE('2024-05-10T11:22:33'), DATE('1715299200')",
    ['2024-05-10|2024-05-10|2024-05-10|2024-05-10|2024-05-10|2024-05-10'],
  ],
  ["SELECT TO_DATE('yesterday')", { error: '100040', says: /^Date 'yesterday' is not recognized$/ }],
  [
    "SELECT TRY_TO_DATE('yesterday'), TRY_TO_TIMESTAMP('x'), TRY_TO_NUMBER('12a'), TRY_CAST('1.5' AS FLOAT), TRY_TO_BOOLEAN('maybe')",
    ['NULL|NULL|NULL|1.5|NULL'],
  ],
  [
    "SELECT TO_TIMESTAMP('2024-01-15T10:30:45.123Z'), TO_TIMESTAMP(1705314645), TO_TIMESTAMP(1705314645123), TO_TIMESTAMP('15.01.2024 10:11', 'DD.MM.YYYY HH24:MI'), TO_TIMESTAMP(1705314645123, 3)",
    [
      '2024-01-15 10:30:45.123|2024-01-15 10:30:45.000|2024-01-15 10:30:45.123|2024-01-15 10:11:00.000|2024-01-15 10:30:45.123',
    ],
  ],
  [
    "SELECT TO_TIMESTAMP_TZ('2024-01-15 10:00:00 +0200'), '2024-01-15 10:00:00'::TIMESTAMP_LTZ",
    ['2024-01-15 08:00:00.000|2024-01-15 10:00:00.000'],
  ],
  [
    "SELECT TO_CHAR('2024-04-05 01:02:03'::TIMESTAMP, 'mm/dd/yyyy, hh24:mi'), TO_VARCHAR('2024-04-05'::DATE, 'MON DD, YYYY'), TO_CHAR('2024-04-05'::DATE, 'DY YYYYMMDD'), TO_CHAR('2024-04-05 13:02:03.5'::TIMESTAMP, 'HH12:MI:SS AM FF3')",
    ['04/05/2024, 01:02|Apr 05, 2024|Fri 20240405|01:02:03 PM 500'],
  ],
  [
    "SELECT TO_CHAR(1234.5, '9,999.00'), TO_CHAR(12, '000'), TO_CHAR(12345, '999'), TO_VARCHAR(123.40), TO_CHAR(TRUE), TO_CHAR(12.5, 'FM999.00'), TO_CHAR(5, '$99')",
    [' 1,234.50| 012|####|123.40|true|12.50|  $5'],
  ],
  [
    "SELECT TO_NUMBER('12.3456', 10, 2), TO_NUMBER('12.5'), TO_DECIMAL('1,234.5', '9,999.9', 10, 1), TO_DOUBLE('1e3'), TO_BOOLEAN('yes'), TO_BOOLEAN(0)",
    ['12.35|13|1234.5|1000|true|false'],
  ],
  [
    "SELECT TO_NUMBER('ae5', 'XXX'), TRY_TO_NUMBER('zz', 'XX'), TO_NUMBER(SUBSTR(MD5('Snowflake'), 1, 7), 'XXXXXXX')",
    ['2789|NULL|249500729'],
  ],
  ["SELECT TO_NUMBER('abc')", { error: '100038', says: /^Numeric value 'abc' is not recognized$/ }],
  ["SELECT 'sure'::BOOLEAN", { error: '100037', says: /^Boolean value 'sure' is not recognized$/ }],
  ['SELECT TO_CHAR(1, CURRENT_USER())', { error: '000002' }],
  // Semi-structured data
  [
    `SELECT PARSE_JSON('{"a":[1,{"b":"x"}]}'):a[1].b::STRING, GET(PARSE_JSON('[5,6]'), 1), GET_PATH(PARSE_JSON('{"a":{"b":7}}'), 'a.b'), PARSE_JSON('{"A b":1}'):"A b"`,
    ['x|6|7|1'],
  ],
  [
    `SELECT TYPEOF(PARSE_JSON('1')), TYPEOF(PARSE_JSON('1.5')), TYPEOF(PARSE_JSON('"s"')), TYPEOF(PARSE_JSON('null')), TYPEOF(PARSE_JSON('{}')), TYPEOF(PARSE_JSON('true'))`,
    ['INTEGER|DECIMAL|VARCHAR|NULL_VALUE|OBJECT|BOOLEAN'],
  ],
  [
    "SELECT OBJECT_CONSTRUCT('a', 1, 'b', NULL), OBJECT_CONSTRUCT_KEEP_NULL('b', NULL), ARRAY_CONSTRUCT(1, 'x', NULL), OBJECT_KEYS(OBJECT_CONSTRUCT('k', 1)), ARRAY_SIZE([1, 2]), {'a': 1}:a",
    ['{"a":1}|{"b":null}|[1,"x",null]|["k"]|2|1'],
  ],
  [
    "SELECT ARRAY_CONTAINS(2::VARIANT, [1, 2]), ARRAY_CAT([1], [2]), ARRAY_APPEND([1], 2), ARRAY_SLICE([0, 1, 2], 0, 2), ARRAY_TO_STRING(['a', 'b'], '-'), ARRAY_POSITION(2, [1, 2]), ARRAY_DISTINCT([1, 1])",
    ['true|[1,2]|[1,2]|[0,1]|a-b|1|[1]'],
  ],
  ["SELECT PARSE_JSON('{bad')", { error: '100069' }],
  [
    "SELECT TRY_PARSE_JSON('{bad'), IS_NULL_VALUE(PARSE_JSON('{\"a\":null}'):a), PARSE_JSON('{\"a\":null}'):a::STRING, SPLIT('a,b', ',')[1]::STRING",
    ['NULL|true|NULL|b'],
  ],
  // Context
  [
    'SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_WAREHOUSE(), CURRENT_ROLE(), CURRENT_USER(), CURRENT_ACCOUNT()',
    ['LAB|PUBLIC|COMPUTE_WH|ACCOUNTADMIN|STUDENT|LAB'],
  ],
  // What is not there
  ['SELECT NO_SUCH_FUNCTION(1)', { error: '002140', says: /Unknown function NO_SUCH_FUNCTION/ }],
  ['SELECT HASH(1)', { error: '000002', says: /sandbox does not support/ }],
  ['SELECT LENGTH()', { error: '000938' }],
]);
