"""Who writes the county's letters: `home/letters.toml`, and the templates that take the place of ours."""

from base.atomic import written
from base.errors import BadInput
from base.home import PRIVATE_MODE, Home
from base.strict import read_toml
from handouts import letters
from regions.notices import Office

_EXAMPLE = (
    'office = "县社会保险经办中心"、phone = "…"、address = "…"、signed = "县人力资源和社会保障局"、mark = "县人社参保"'
)


def office(home: Home) -> Office:
    """Who writes, and whom to call. Raises BadInput where the county has not said so."""
    if not home.letters.exists():
        raise BadInput(f"还没有写明谁发文、找谁办：请写 {home.letters}（一行一项：{_EXAMPLE}）后再运行。")
    return read_toml(home.letters, Office)


def offer_templates(home: Home) -> list[str]:
    """Write our templates into `home/templates` for the county to change; one that lies there stays as it is."""
    home.templates.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    fresh = [name for name in letters.names() if not (home.templates / f"{name}.docx").exists()]
    for name in fresh:
        with written(home.templates / f"{name}.docx") as stream:
            stream.write(letters.default(name))
    return fresh
