"""What `serve` starts ends with it: a process that asks for it is killed when the one that started it is gone."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
PARENT = "YINGBAO_PARENT"
"""The variable that names the process whose end is ours."""


def end_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to kill this process when its parent ends, however it ends; also if it has ended already."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != (parent or int(os.environ[PARENT])):
        os._exit(1)
