"""What is started in a worker's or program's place: has a server fork it, and ends as it ends.

    fork_client.py SOCKET WISHES FLAG [MORE...]

See `fork_server.py`, which has the meaning of the wishes; what follows them is added to the command
line. It loads next to nothing, because it is started more often than anything else.
"""

import _signal
import array
import json
import os
import socket
import sys

ENDS = (_signal.SIGINT, _signal.SIGTERM)


def main(place: str, text: str, *more: str) -> None:
    wishes = json.loads(text)
    if more:
        wishes["arguments"] += more
    wishes = {
        **wishes,
        "client": os.getpid(),
        "mounts": os.readlink("/proc/self/ns/mnt"),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
    }
    if hasattr(os, "sched_getaffinity"):
        wishes["processors"] = sorted(os.sched_getaffinity(0))
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(place)
        connection.sendmsg(
            [json.dumps(wishes).encode()],
            [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))],
        )
        answers = connection.makefile()
        pid = int(answers.readline() or 0)
        if pid:
            for number in ENDS:
                _signal.signal(number, lambda number, _: os.kill(pid, number))
        # The other process has the pipes now; their end must be its end.
        for number in (0, 1):
            os.close(number)
        status = int(answers.readline() or 71)
    if status < 0:
        if -status in ENDS:
            _signal.signal(-status, _signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


main(sys.argv[1], sys.argv[2], *sys.argv[4:])
