"""Every table of a night on DuckDB and on an engine that speaks Spark Connect: all rows compared, and what each took.

    python benchmarks/engines.py --inbox demo/inbox                               # Sail (pysail of the tests' lock)
    python benchmarks/engines.py --inbox demo/inbox --spark SPARK_HOME [--master 'local-cluster[2,1,2048]']
    python benchmarks/engines.py --inbox demo/inbox --connect sc://HOST:PORT      # one that runs, on this machine

Sail and Spark are started for this and ended with it, on a free port of the loopback. SPARK_HOME is a folder of Spark
4.1 with `bin/spark-submit` (that of `pip install pyspark` is one: `…/site-packages/pyspark`), and needs a Java 17.

DuckDB's night is an ordinary one, into a home that is deleted afterwards; its seconds are those of its statements,
with `--threads` of them at once. What Python makes of tables (who is who, the ledger) the engine is given. Its CPU
seconds and memory are those of all its processes.
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
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

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
    """What the processes of an engine take, looked at five times a second."""

    def __init__(self, process: int) -> None:
        self.process, self.cpu, self.memory, self.ended = psutil.Process(process), 0.0, 0, threading.Event()
        self.watch = threading.Thread(target=self._look, daemon=True)
        self.watch.start()

    def _look(self) -> None:
        while not self.ended.wait(0.2):
            with suppress(psutil.Error):
                all_of_it = [self.process, *self.process.children(recursive=True)]
                self.memory = max(self.memory, sum(one.memory_info().rss for one in all_of_it))
                self.cpu = sum(sum(one.cpu_times()[:2]) for one in all_of_it)


@contextmanager
def engine(spark: Path | None, master: str, scratch: Path) -> Iterator[tuple[str, Watched]]:
    """Start Sail, or Spark where its folder is given; where it listens, and what it takes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SAIL, str(port)]
    if spark:
        binding = {"address": "127.0.0.1", "port": port}
        settings = {f"spark.connect.grpc.binding.{name}": value for name, value in binding.items()}
        settings |= {
            "spark.sql.warehouse.dir": scratch / "spark",
            "spark.sql.shuffle.partitions": 4,
            "spark.ui.enabled": "false",
        }
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        listed = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        command = [
            str(spark / "bin" / "spark-submit"),
            "--master",
            master,
            *listed,
            "--class",
            server,
            "spark-internal",
        ]
    with (scratch / "engine.log").open("w") as log:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=log,
            stderr=log,
            cwd=scratch,
            env={**os.environ, "SPARK_HOME": str(spark or "")},
        )
        watched = Watched(process.pid)
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


def main() -> None:
    """Compare, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--spark", type=Path, help="SPARK_HOME; without it Sail is started")
    parser.add_argument("--master", default="local[2]", help="of Spark: local[2], local-cluster[2,1,2048], …")
    parser.add_argument("--connect", help="an engine that runs already: sc://HOST:PORT")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scratch", type=Path, help="where tables are put while this runs")
    given = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(dir=given.scratch)).resolve()
    try:
        if given.connect:
            sys.exit(bool(compare(given.connect, given.inbox, scratch, given.as_of, given.threads)))
        with engine(given.spark, given.master, scratch) as (address, watched):
            wrong = compare(address, given.inbox, scratch, given.as_of, given.threads)
            print(f"engine: {watched.cpu:.1f} CPU seconds, {watched.memory / 1e9:.2f} GB at most, of all its processes")
        sys.exit(bool(wrong))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
