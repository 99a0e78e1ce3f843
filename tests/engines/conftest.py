"""One engine that speaks Spark Connect for all tests of a process: Sail, on a free port of this machine alone."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def engine() -> Iterator[str]:
    """Where it listens."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start()
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture
def session(engine: str) -> Iterator[Any]:
    """An engine in which nothing stands."""
    yield from begun(engine)


@pytest.fixture(scope="module")
def night_session(engine: str) -> Iterator[Any]:
    """The same, for all tests of a module."""
    yield from begun(engine)


def begun(engine: str) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(engine).create()
    yield session
    session.stop()
