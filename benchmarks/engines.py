"""Every table of a night on DuckDB and on an engine that speaks Spark Connect: all rows compared, and what each took.

    python benchmarks/engines.py --inbox demo/inbox                               # Sail (pysail of the tests' lock)
    python benchmarks/engines.py --inbox demo/inbox --spark SPARK_HOME [--master 'local-cluster[2,1,2048]']
    python benchmarks/engines.py --inbox demo/inbox --connect sc://HOST:PORT      # one that runs, on this machine
    python benchmarks/engines.py --inbox demo/inbox --night [--kill core.person] [--spark …]   # to publication

Sail and Spark are started for this and ended with it, on a free port of the loopback. SPARK_HOME is a folder of Spark
4.1 with `bin/spark-submit` (that of `pip install pyspark` is one: `…/site-packages/pyspark`), and needs a Java 17.

DuckDB's night is an ordinary one, into a home that is deleted afterwards; its seconds are those of its statements,
with `--threads` of them at once. What Python makes of tables (who is who, the ledger) the engine is given. Its CPU
seconds and memory are those of all its processes.

`--night`: two whole nights with `yingbao run`, here and on the engine, in homes of one key: what is published, the
analysts' copy and the evidence are compared. `--kill`: when the engine's night comes to that table, one of Spark's
executors is killed (-9). Shuffled bytes are those that Spark's own page tells.
"""

import argparse
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

STARTS_WITHIN = 300
"""Seconds: on a machine that others use Spark has taken more than one minute to listen."""
SAIL = """
import sys
from pysail.spark import SparkConnectServer
SparkConnectServer(ip="127.0.0.1", port=int(sys.argv[1])).start(background=False)
"""


class Watched:
    """What a process and all its children take, looked at five times a second. `page`: where Spark tells of itself."""

    def __init__(self, process: int, page: str = "") -> None:
        self.process, self.page, self.memory, self.ended = psutil.Process(process), page, 0, threading.Event()
        self._cpu: dict[psutil.Process, float] = {}
        self.watch = threading.Thread(target=self._look, daemon=True)
        self.watch.start()

    @property
    def cpu(self) -> float:
        """CPU seconds, also of children that have ended."""
        return sum(self._cpu.values())

    def _look(self) -> None:
        while not self.ended.wait(0.2):
            with suppress(psutil.Error):
                all_of_it = [self.process, *self.process.children(recursive=True)]
                self._cpu |= {one: sum(one.cpu_times()[:2]) for one in all_of_it}
                self.memory = max(self.memory, sum(one.memory_info().rss for one in all_of_it))

    def __str__(self) -> str:
        return f"{self.cpu:.1f} CPU seconds, {self.memory / 1e9:.2f} GB at most, of all its processes"

    def kill_an_executor(self) -> None:
        """As a node does that loses its power."""
        for one in self.process.children(recursive=True):
            # What has ended, and is waited for by nobody yet, has no words any more.
            with suppress(psutil.Error):
                if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in one.cmdline():
                    one.kill()
                    return

    def shuffled(self) -> str:
        """What Spark's executors have read, shuffled and not done, those included that are gone."""
        [application] = self._asked("applications")
        executors = self._asked(f"applications/{application['id']}/allexecutors")
        what = ("totalInputBytes", "totalShuffleWrite", "totalShuffleRead", "totalTasks", "failedTasks")
        read, written, fetched, tasks, failed = (sum(one[name] for one in executors) for name in what)
        megabytes = f"{read / 1e6:.1f} MB read, {written / 1e6:.1f} shuffled ({fetched / 1e6:.1f} fetched)"
        return f"{megabytes}, {tasks:,} tasks, {failed} of them failed, {len(executors) - 1} executors"

    def _asked(self, what: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx.get(f"{self.page}/api/v1/{what}", timeout=60).raise_for_status().json()
        return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _command(spark: Path | None, master: str, scratch: Path, port: int, page: int) -> list[str]:
    if not spark:
        return [sys.executable, "-c", SAIL, str(port)]
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.sql.warehouse.dir": scratch / "spark",
        "spark.local.dir": scratch / "local",
        "spark.sql.shuffle.partitions": 4,
        "spark.ui.port": page,
    }
    listed = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    return [str(spark / "bin" / "spark-submit"), "--master", master, *listed, "--class", server, "spark-internal"]


@contextmanager
def engine(spark: Path | None, master: str, scratch: Path) -> Iterator[tuple[str, Watched]]:
    """Start Sail, or Spark where its folder is given; where it listens, and what it takes."""
    port, page = _free_port(), _free_port()
    with (scratch / "engine.log").open("w") as log:
        process = subprocess.Popen(
            _command(spark, master, scratch, port, page),
            stdout=log,
            stderr=log,
            cwd=scratch,
            # The server tells its executors which Python it is; `spark.pyspark.python` says nothing to it.
            env={**os.environ, "SPARK_HOME": str(spark or ""), "SPARK_LOCAL_IP": "127.0.0.1"}
            | {"PYSPARK_PYTHON": sys.executable},
        )
        watched = Watched(process.pid, f"http://127.0.0.1:{page}" if spark else "")
        try:
            _wait_for(port, process)
            yield f"sc://127.0.0.1:{port}", watched
        finally:
            watched.ended.set()
            for one in [*psutil.Process(process.pid).children(recursive=True), process]:
                with suppress(psutil.Error, ProcessLookupError):
                    one.terminate()
            process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(STARTS_WITHIN * 10):
        if process.poll() is not None:
            sys.exit("the engine did not start; Spark needs a Java 17, and Sail the tests' lock (pysail)")
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("the engine does not listen")


def compare(address: str, inbox: Path, scratch: Path, as_of: date, threads: int) -> int:
    """Run both, print what came out otherwise; how many tables did that should not have."""
    from pyspark.sql import SparkSession

    from benchmarks.against.recorded import record, replay
    from flows.nightly import nightly
    from sql.connect import EDGES, SparkWarehouse

    steps = record(
        scratch / "rows",
        lambda: nightly.fn(inbox=inbox, home=scratch / "home", region="funing", as_of=as_of, threads=threads),
    )
    # What fails is counted here; Spark's client would print each with the whole of its server's stack.
    for name in ("SQLQueryContextLogger", "pyspark"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    session = SparkSession.builder.remote(address).create()
    begun = time.perf_counter()
    ran = replay(steps, SparkWarehouse(session, scratch / "there", as_of))
    whole = time.perf_counter() - begun
    # Of an engine that is gone the client would go on asking for minutes when this program ends.
    session.stop()
    wrong = {table: why for table, why in ran.differing.items() if table not in EDGES}
    for table, why in sorted(ran.differing.items()):
        print(f"{'stays in DuckDB' if table in EDGES else 'DIFFERS'}: {table}: {why}")
    print(f"{len(ran.equal)} tables equal, {len(wrong)} not, of {ran.rows:,} rows in all")
    print(f"DuckDB: {sum(step.seconds for step in steps):.1f} s in statements, {threads} threads")
    print(f"engine: {ran.seconds:.1f} s in the same, {whole:.1f} s with comparing them")
    return len(wrong)


def whole_nights(address: str, given: argparse.Namespace, scratch: Path, watched: Watched | None) -> int:
    """Run both to publication, print what is otherwise; how many tables are."""
    from base.home import Home
    from benchmarks.against.nights import differing

    here, there = scratch / "here", scratch / "there"
    # Cases are numbered by the home's key.
    Home(here).read_case_key()
    shutil.copytree(here, there)
    print(f"DuckDB: {_night(here, given)}", flush=True)
    print(f"engine: {_night(there, given, address, watched)}, of the program here")
    if watched and watched.page:
        print(f"engine: {watched.shuffled()}")
    wrong, equal, rows = differing(here, there)
    print("".join(f"DIFFERS: {table}\n" for table in wrong), end="")
    print(f"{equal} tables equal, {len(wrong)} not, of {rows:,} rows in all")
    return len(wrong)


def _night(home: Path, given: argparse.Namespace, address: str = "", watched: Watched | None = None) -> str:
    """One night by the command; what it took. Ends this program where it fails."""
    there = ["--engine", "spark", "--connect", address, "--engine-folder", home.parent / "tables"] if address else []
    where = ["--inbox", given.inbox, "--home", home, "--region", "funing", "--as-of", given.as_of.isoformat()]
    command = [sys.executable, "-P", "-m", "flows.cli", "run", *where, "--threads", given.threads, *there]
    begun, outcome = time.perf_counter(), subprocess.PIPE
    with subprocess.Popen([str(word) for word in command], stdout=outcome, stderr=outcome, text=True) as process:
        taken = Watched(process.pid)
        for line in process.stdout or ():
            if watched and given.kill and line.split()[-1:] == [given.kill]:
                print(f"killing an executor at {given.kill}", flush=True)
                watched.kill_an_executor()
        taken.ended.set()
        errors = process.stderr.read() if process.stderr else ""
    if process.returncode:
        sys.exit(f"the night ended with {process.returncode}: {errors.strip()}")
    return f"{time.perf_counter() - begun:.1f} s, {taken}"


def main() -> None:
    """Compare, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--spark", type=Path, help="SPARK_HOME; without it Sail is started")
    parser.add_argument("--master", default="local[2]", help="of Spark: local[2], local-cluster[2,1,2048], …")
    parser.add_argument("--connect", help="an engine that runs already: sc://HOST:PORT")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--night", action="store_true", help="two whole nights, compared by what they publish")
    parser.add_argument("--kill", metavar="TABLE", help="of Spark's executors one, when the night comes to this table")
    parser.add_argument("--scratch", type=Path, help="where tables are put while this runs")
    given = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(dir=given.scratch)).resolve()
    try:
        with ExitStack() as stack:
            address, watched = given.connect, None
            if not address:
                address, watched = stack.enter_context(engine(given.spark, given.master, scratch))
            if given.night:
                wrong = whole_nights(address, given, scratch, watched)
            else:
                wrong = compare(address, given.inbox, scratch, given.as_of, given.threads)
            if watched:
                print(f"engine: {watched}")
        sys.exit(bool(wrong))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
