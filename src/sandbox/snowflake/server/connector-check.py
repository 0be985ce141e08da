"""Talks to the endpoint through Snowflake's Python connector; prints what it found as JSON.

Usage: connector-check.py PORT USER, with the password in SNOWFLAKE_PASSWORD.
"""
import json
import os
import sys
import threading
import time
from datetime import date, datetime, time as clock
from decimal import Decimal

import snowflake.connector
from snowflake.connector import ProgrammingError
from snowflake.connector.errors import DatabaseError

LONG = """SELECT SUM(a.n * b.n) FROM (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) a,
  (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) b"""


def connect(**more):
    settings = {
        "account": "LAB",
        "host": "127.0.0.1",
        "port": int(sys.argv[1]),
        "protocol": "http",
        "user": sys.argv[2],
        "password": os.environ["SNOWFLAKE_PASSWORD"],
        "enable_server_session_keep_alive_auto_detection": False,
    }
    return snowflake.connector.connect(**{**settings, **more})


def types(cursor):
    cursor.execute(
        """SELECT 42, 1234.56::NUMBER(12,2), 1.5::FLOAT, 'é', TRUE, NULL, '2024-12-06'::DATE, '01:02:03'::TIME,
        '2024-12-06 12:00:00.123456'::TIMESTAMP_NTZ, '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ, PARSE_JSON('{"a": [1]}'), TO_BINARY('DEADBEEF', 'HEX')"""
    )
    row = cursor.fetchone()
    expected = (
        42,
        Decimal("1234.56"),
        1.5,
        "é",
        True,
        None,
        date(2024, 12, 6),
        clock(1, 2, 3),
        datetime(2024, 12, 6, 12, 0, 0, 123456),
        datetime(1969, 12, 31, 23, 59, 59, 500000),
    )
    return row[:10] == expected and json.loads(row[10]) == {"a": [1]} and bytes(row[11]) == b"\xde\xad\xbe\xef"


def rows_of_many_kinds(cursor):
    """pyformat binds, executemany, row counts."""
    cursor.execute("CREATE OR REPLACE TABLE py (id NUMBER, name VARCHAR, amount NUMBER(10,2), at TIMESTAMP_NTZ)")
    cursor.execute("INSERT INTO py VALUES (%s, %s, %s, %s)", (1, "l'été", Decimal("2.50"), datetime(2024, 1, 2, 3, 4, 5)))
    counts = [cursor.rowcount]
    cursor.executemany("INSERT INTO py (id, name) VALUES (%s, %s)", [(i, f"n{i}") for i in range(2, 502)])
    counts.append(cursor.rowcount)
    cursor.execute("UPDATE py SET amount = 1 WHERE id > 1")
    counts.append(cursor.rowcount)
    cursor.execute("DELETE FROM py WHERE id > 1")
    counts.append(cursor.rowcount)
    cursor.execute("SELECT * FROM py")
    return counts, cursor.fetchall() == [(1, "l'été", Decimal("2.50"), datetime(2024, 1, 2, 3, 4, 5))]


def server_side_binds():
    with connect(paramstyle="qmark", database="PY") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE OR REPLACE TABLE q (id NUMBER, name VARCHAR, day DATE, ok BOOLEAN)")
        cursor.execute("INSERT INTO q VALUES (?, ?, ?, ?)", (1, "a", date(2024, 2, 29), True))
        cursor.executemany("INSERT INTO q VALUES (?, ?, ?, ?)", [(i, None, date(1999, 12, 31), False) for i in range(2, 1002)])
        counted = cursor.rowcount
        cursor.execute("SELECT COUNT(*), MIN(day), MAX(day), COUNT(name) FROM q WHERE id > ?", (0,))
        return counted, cursor.fetchone() == (1001, date(1999, 12, 31), date(2024, 2, 29), 1)


def large(cursor):
    cursor.execute("SELECT SEQ4() AS n, 'é' || SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 100000)) ORDER BY 1")
    return all(n == i and t == f"é{i}" for i, (n, t) in enumerate(cursor)) and cursor.rowcount


def errors(connection):
    found = {}
    try:
        connection.cursor().execute("SELECT * FROM nope")
    except ProgrammingError as error:
        found["missing"] = [error.errno, error.sqlstate]
    try:
        connect(password="wrong", login_timeout=5)
    except DatabaseError as error:
        found["password"] = "390100" in str(error) or error.errno in (250001, 390100)
    return found


def asynchronous(connection):
    cursor = connection.cursor()
    cursor.execute_async("SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) WHERE SQRT(SEQ4()) >= 0")
    query_id = cursor.sfqid
    while connection.is_still_running(connection.get_query_status(query_id)):
        time.sleep(0.02)
    cursor.get_results_from_sfqid(query_id)
    return cursor.fetchone()[0]


def several(cursor):
    cursor.execute("SELECT 1; SELECT ';' AS b", num_statements=2)
    first = cursor.fetchall()
    cursor.nextset()
    return [first == [(1,)], cursor.fetchall() == [(";",)]]


def aborted(connection):
    cursor = connection.cursor()
    cursor.execute_async(LONG)
    query_id = cursor.sfqid
    accepted = cursor.abort_query(query_id)
    while connection.is_still_running(connection.get_query_status(query_id)):
        time.sleep(0.02)
    return accepted, connection.cursor().execute("SELECT 1").fetchone()[0]


def in_parallel():
    """As dbt does: a session a thread, all making the same schema."""
    failures = []

    def work(number):
        try:
            with connect(database="PY") as connection:
                cursor = connection.cursor()
                cursor.execute("CREATE SCHEMA IF NOT EXISTS SHARED")
                cursor.execute(f"CREATE OR REPLACE TABLE shared.t{number} AS SELECT {number} AS n")
        except Exception as error:
            failures.append(str(error))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def main():
    connection = connect(session_parameters={"QUERY_TAG": "python"})
    cursor = connection.cursor()
    cursor.execute("CREATE DATABASE IF NOT EXISTS py")
    cursor.execute("USE DATABASE py")
    result = {
        "version": snowflake.connector.__version__,
        "context": [connection.database, connection.schema],
        "types": types(cursor),
        "client_binds": rows_of_many_kinds(cursor),
        "server_binds": server_side_binds(),
        "large": large(cursor),
        "errors": errors(connection),
        "async": asynchronous(connection),
        "several": several(cursor),
        "aborted": aborted(connection),
        "parallel": in_parallel(),
    }
    connection.close()
    print(json.dumps(result))


main()
