"""Tells as JSON the newest ended run of a DAG, from Airflow's own database: python last_run.py DATABASE DAG

The standard library alone: importing Airflow would take seconds, and the database is only read.
"""

import json
import sqlite3
import sys
from urllib.parse import quote

path, dag = sys.argv[1:]
database = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=10)
database.row_factory = sqlite3.Row

run = database.execute(
    "SELECT run_id, state FROM dag_run WHERE dag_id = ? AND state IN ('success', 'failed')"
    " ORDER BY end_date DESC, id DESC LIMIT 1",
    (dag,),
).fetchone()

if run is None:
    print("null")
    sys.exit()

returned = {
    (row["task_id"], row["map_index"]): json.loads(row["value"])
    for row in database.execute(
        "SELECT task_id, map_index, value FROM xcom WHERE dag_id = ? AND run_id = ? AND key = 'return_value'",
        (dag, run["run_id"]),
    )
}


def decoded(value):
    # Task results arrive as JSON; those that were serialised twice are text that holds JSON.
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


tasks = [
    {
        "task": row["task_id"],
        "copy": row["map_index"],
        "label": row["rendered_map_index"],
        "state": row["state"],
        "tries": row["try_number"],
        "seconds": row["duration"],
        "returned": decoded(returned.get((row["task_id"], row["map_index"]))),
    }
    for row in database.execute(
        "SELECT task_id, map_index, rendered_map_index, state, try_number, duration FROM task_instance"
        " WHERE dag_id = ? AND run_id = ? ORDER BY start_date, task_id, map_index",
        (dag, run["run_id"]),
    )
]
print(json.dumps({"id": run["run_id"], "state": run["state"], "tasks": tasks}))
