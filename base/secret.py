"""Where a password lies: never in a configuration file itself."""

from dataclasses import dataclass

from base.strict import Strict, Wrong


@dataclass(frozen=True)
class Secret(Strict):
    """The place of a password, `{ env = "NAME" }` or `{ file = "path" }`."""

    env: str | None = None
    """The environment variable that holds it."""
    file: str | None = None
    """The file that holds it and nothing else."""

    def __post_init__(self) -> None:
        if bool(self.env) == bool(self.file):
            raise Wrong('应写成 { env = "变量名" } 或 { file = "路径" }，只写一个，不写密码本身')
