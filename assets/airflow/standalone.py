"""`airflow standalone`, for this machine alone, that ends with whoever started it.

Two things differ from the command: the log servers are left out, because they listen on every interface of the machine
(the interface reads the log files itself); and when standard input closes, the whole group of processes is ended.
"""

import os
import signal
import sys
import threading
import time

from airflow.cli.commands import standalone_command

# A part that has not ended by itself after so long is killed.
GRACE_SECONDS = 10


class LocalPart(standalone_command.SubCommand):
    def __init__(self, parent, name, command, env):
        if name in ("scheduler", "triggerer"):
            command = [*command, "--skip-serve-logs"]
        super().__init__(parent, name, command, env)
        self.daemon = True


def end_with_owner():
    sys.stdin.buffer.read()
    os.killpg(os.getpgrp(), signal.SIGTERM)


def on_term(*_):
    # The parts of the group got the signal too: this process stays until they had their time.
    threading.Thread(target=end_the_rest, daemon=True).start()
    for part in command.subcommands.values():
        if part.process is not None:
            part.process.wait()
    os._exit(0)


def end_the_rest():
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


standalone_command.SubCommand = LocalPart
command = standalone_command.StandaloneCommand()
signal.signal(signal.SIGTERM, on_term)
threading.Thread(target=end_with_owner, daemon=True).start()
command.run()
