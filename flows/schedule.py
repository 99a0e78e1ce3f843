"""The nightly job on a schedule: Prefect keeps the time, its page shows the runs, both on this machine only."""

from pathlib import Path

from prefect.schedules import Cron

from flows.nightly import nightly


def serve_nightly(inbox: Path, home: Path, region: str, cron: str) -> None:
    """Serve the nightly flow until stopped; `cron` is read on Shanghai's clock."""
    nightly.serve(
        name=f"nightly-{region}",
        schedule=Cron(cron, timezone="Asia/Shanghai"),
        parameters={"inbox": str(inbox), "home": str(home), "region": region},
    )
