"""Runs dbt commands one after the other in one process, for the lab.

Importing dbt takes about two seconds; a command line pays them each time, this process once. It speaks JSON lines:

    standard input   {"rehearse": {"SNOWFLAKE_ACCOUNT": "..."}}  optional, before the first command; has no answer
                     {"id": 1, "args": ["run"], "cwd": "...", "env": {"SNOWFLAKE_PASSWORD": "..."}}
    standard output  {"ready": true}                          once dbt is loaded
                     {"id": 1, "line": "Running with dbt..."}  dbt's own console output, line by line
                     {"id": 1, "done": {"success": ..., "error": ..., "results": [...]}}

It ends when its standard input closes, so it never outlives the program that started it.
"""

import gc
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

# In a project's target folder, what dbt keeps of its last reading of the files.
PARSED = "partial_parse.msgpack"


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


def rehearse(runner, env):
    """Reads the lab's own project once, in a temporary folder: what dbt loads and keeps for it, the first command has.

    Returns what dbt saved of the project (the bytes of its PARSED file), or None. `env`: the connection's values, because
    dbt believes what it saved for the same connection only.
    """
    folder = os.path.dirname(os.path.abspath(__file__))
    project = os.path.join(folder, "shopstream_dbt")
    real, sys.stdout = sys.stdout, io.StringIO()
    try:
        os.environ.update(env)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as target:
            places = ["--project-dir", project, "--profiles-dir", folder, "--target-path", target]
            runner.invoke(["--quiet", "--log-path", target, "parse", *places])
            with open(os.path.join(target, PARSED), "rb") as saved:
                return saved.read()
    except OSError:
        return None
    finally:
        sys.stdout = real


def share(parsed, project):
    """Gives a project that dbt has never read what the rehearsal saved, which halves the time of its first command.

    dbt compares every file with it and reads those that differ; where dbt_project.yml differs it takes nothing from it.
    """
    target = os.path.join(project, "target")
    if not os.path.exists(os.path.join(project, "dbt_project.yml")) or os.path.exists(os.path.join(target, PARSED)):
        return
    try:
        os.makedirs(target, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target, delete=False) as file:
            file.write(parsed)
        os.replace(file.name, os.path.join(target, PARSED))
    except OSError:
        # A command that needs the folder says what is wrong with it.
        pass


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
    # dbt makes millions of small objects that live to the end: looking for garbage among them as often as Python does by
    # default takes a seventh of the whole time (for 30 MB of memory).
    gc.set_threshold(200_000, 50, 1_000)
    from dbt.cli.main import dbtRunner

    # What the first command would import.
    import dbt.adapters.snowflake  # noqa: F401

    runner = dbtRunner()
    parsed = None
    gc.freeze()
    channel.send({"ready": True})
    while (request := requests.get()) is not None:
        if "rehearse" in request:
            # A command that waits already has no use for a rehearsal.
            if requests.empty():
                parsed = rehearse(runner, request["rehearse"])
                gc.freeze()
            continue
        if parsed is not None:
            share(parsed, request["cwd"])
        run_command(channel, runner, request)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
