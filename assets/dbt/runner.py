"""Runs dbt commands one after the other in one process, for the lab.

Importing dbt takes about two seconds; a command line pays them each time, this process once. It speaks JSON lines:

    standard input   {"id": 1, "args": ["run"], "cwd": "...", "env": {"SNOWFLAKE_PASSWORD": "..."}}
    standard output  {"ready": true}                          once dbt is loaded
                     {"id": 1, "line": "Running with dbt..."}  dbt's own console output, line by line
                     {"id": 1, "done": {"success": ..., "error": ..., "results": [...]}}

It ends when its standard input closes, so it never outlives the program that started it.
"""

import io
import json
import os
import queue
import sys
import tempfile
import threading
import time
import _thread

# dbt cancels its queries when it is interrupted; it gets this long before the process ends anyway.
GRACE_SECONDS = 2


class Channel:
    """The pipe to the lab. Prints of dbt or of any library cannot reach it: they go through LineWriter."""

    def __init__(self):
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n", buffering=1)
        os.dup2(2, 1)
        self._lock = threading.Lock()

    def send(self, message):
        with self._lock:
            self._out.write(json.dumps(message, ensure_ascii=False, default=str) + "\n")
            self._out.flush()


class LineWriter(io.TextIOBase):
    """Stands in for sys.stdout while a command runs, and sends each whole line."""

    def __init__(self, channel, command_id):
        self._channel = channel
        self._id = command_id
        self._rest = ""
        self._lock = threading.Lock()

    def writable(self):
        return True

    def write(self, text):
        with self._lock:
            *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._channel.send({"id": self._id, "line": line.rstrip("\r")})
        return len(text)

    def finish(self):
        if self._rest:
            self.write("\n")


def node_results(result):
    """The results of run, test, build, docs generate, ...; empty for commands that have none."""
    found = []
    for item in getattr(result, "results", None) or []:
        node = getattr(item, "node", None)
        identity = getattr(node, "unique_id", None) or getattr(item, "unique_id", None)
        if identity is None:
            continue
        found.append(
            {
                "id": identity,
                "status": str(getattr(item, "status", "")),
                "message": getattr(item, "message", None),
                "seconds": getattr(item, "execution_time", 0) or 0,
                "failures": getattr(item, "failures", None),
            }
        )
    return found


def invoke(runner, request):
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    outcome = runner.invoke(request["args"])
    error = outcome.exception
    return {
        "success": bool(outcome.success),
        # An error without words, such as a failed check of `dbt debug`, has been printed already.
        "error": None if error is None else (str(error) or type(error).__name__),
        "results": node_results(outcome.result),
    }


def run_command(channel, runner, request):
    writer = LineWriter(channel, request["id"])
    real, sys.stdout = sys.stdout, writer
    try:
        done = invoke(runner, request)
    except Exception as error:
        done = {"success": False, "error": f"{type(error).__name__}: {error}", "results": []}
    finally:
        writer.finish()
        sys.stdout = real
    channel.send({"id": request["id"], "done": done})


def rehearse(runner, folder):
    """Reads the lab's own project once, in a temporary folder: what dbt loads and keeps for it, the first command has."""
    project = os.path.join(folder, "shopstream_dbt")
    stand_ins = {"SNOWFLAKE_ACCOUNT": "rehearsal", "SNOWFLAKE_USER": "rehearsal"}
    before = {name: os.environ.get(name) for name in stand_ins}
    real, sys.stdout = sys.stdout, io.StringIO()
    try:
        os.environ.update(stand_ins)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as target:
            places = ["--project-dir", project, "--profiles-dir", folder, "--target-path", target]
            runner.invoke(["--quiet", "--log-path", target, "parse", *places])
    finally:
        sys.stdout = real
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def read_requests(requests):
    """Runs beside the commands, so that the end of the lab is noticed in the middle of one."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put(None)
    _thread.interrupt_main()
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def main():
    channel = Channel()
    requests = queue.Queue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    from dbt.cli.main import dbtRunner

    # What the first command would import.
    import dbt.adapters.snowflake  # noqa: F401

    runner = dbtRunner()
    if requests.empty():
        rehearse(runner, os.path.dirname(os.path.abspath(__file__)))
    channel.send({"ready": True})
    while (request := requests.get()) is not None:
        run_command(channel, runner, request)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
