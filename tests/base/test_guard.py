"""The guarded process: who asks may be large, it is asked again all the same."""

import subprocess
import sys

ASK = """
import os
from base.guard import guarded
held = b"x" * (500 << 20)
print(len({guarded(60, os.getpid) for _ in range(3)}))
"""


def test_a_large_program_that_asks_several_times_asks_one_process() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("1\n", "")
