"""收件: every extract with its files, their days and what a look at them says; what a person has to add."""

import hashlib
import io
import os
import secrets
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse

import regions
from base import files
from base.atomic import sync
from base.errors import BadInput
from base.home import PRIVATE_MODE
from desk import log
from desk.frame import Visit, may
from flows import binding, child, looked
from flows.binding import Binding
from flows.template import write_templates
from sources import SOURCES
from sources.reader import manifest
from sources.reader.manifest import TO_COMPLETE, Line
from sources.source import DROPPED

router = APIRouter()
May = Annotated[Visit, Depends(may("inbox"))]
_BLOCK = 1 << 20


@router.get("/inbox")
def inbox_page(visit: May) -> Response:
    """The page."""
    inbox = visit.desk.inbox
    wrong = ""
    try:
        listed = {line.file: line for line in manifest.lines(inbox)}
    except BadInput as error:
        listed, wrong = {}, str(error)
    at, seen = looked.read(visit.home)
    findings = {one.file: one for one in seen}
    there = {name: _files(inbox / name) for name in SOURCES}
    return visit.page(
        "inbox.html",
        inbox=inbox,
        wrong=wrong,
        sources=sorted(SOURCES.values(), key=lambda source: (not there[source.name], source.department, source.title)),
        there=there,
        listed=listed,
        findings=findings,
        whole=[one for one in seen if one.file not in {file for found in there.values() for file in found}],
        at=at,
        is_looking=(last := child.started(visit.home, child.LOOK)) is not None and last.is_running,
        lines=child.output(visit.home, child.LOOK)[-8:],
        regions=_regions(),
        region=region_of(visit),
        is_bound=_bound(visit) is not None,
        codes={},
        dropped=DROPPED,
    )


@router.get("/inbox/template/{extract}")
def template(visit: May, extract: str) -> Response:
    """The form for a department and the letter that asks for it, in one archive."""
    if extract not in SOURCES:
        raise BadInput("没有这一种数据；请刷新页面。")
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="yingbao-") as folder, zipfile.ZipFile(packed, "w") as archive:
        for path in write_templates(extract, Path(folder), visit.home.root):
            archive.write(path, path.name)
    named = quote(f"{SOURCES[extract].title}_填报表和商请函.zip".replace("/", "_"))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{named}"}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


@router.post("/inbox/upload")
def upload(visit: May) -> Response:
    """Take files of an extract into the inbox; their lines of the manifest are begun."""
    extract = visit.text("extract", 60)
    if extract not in SOURCES:
        raise BadInput("请选择这是哪一种数据。")
    given = visit.files("files")
    if not given:
        raise BadInput("没有选文件。")
    replaces = visit.text("replace", 5) == "yes"
    for file in given:
        name = named(file)
        _put(visit.desk.inbox, extract, name, file, replaces)
        log.write(visit.home, "received a file", visit.account.login, extract=extract)
    return RedirectResponse(f"/inbox#{extract}", 303)


@router.post("/inbox/complete")
def complete(visit: May) -> Response:
    """What a person says of a file."""
    file = _there(visit)
    known = {line.file: line for line in manifest.lines(visit.desk.inbox)}.get(file)
    line = known or Line(file, file.partition("/")[0])
    completed = {name: visit.text(name, 200) for name in TO_COMPLETE}
    if not completed["data_date"]:
        raise BadInput("请填数据日期：这份数据反映的是哪一天的情况。")
    manifest.complete(visit.desk.inbox, Line(**{**vars(line), **completed}), file)
    return RedirectResponse(f"/inbox#{line.extract}", 303)


@router.post("/inbox/remove")
def remove(visit: May) -> Response:
    """Take a file out of the inbox: it is deleted, and its line with it."""
    file = _there(visit)
    if visit.text("sure", 5) != "yes":
        raise BadInput("要移出文件，请先勾选“确认删除”。")
    manifest.complete(visit.desk.inbox, None, file)
    (visit.desk.inbox / file).unlink()
    log.write(visit.home, "removed a file", visit.account.login, extract=file.partition("/")[0])
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/look")
def look(visit: May) -> Response:
    """Read every file as a night would, beside the desk."""
    child.start_look(visit.home, visit.desk.inbox, visit.account.person)
    return RedirectResponse("/inbox", 303)


@router.get("/inbox/looking")
def looking(visit: May) -> Response:
    """How far the look is; when it has ended, the page is drawn anew."""
    last = child.started(visit.home, child.LOOK)
    if last is None or not last.is_running:
        return Response("", headers={"HX-Refresh": "true"})
    return visit.page("part_looking.html", lines=child.output(visit.home, child.LOOK)[-8:])


@router.post("/inbox/confirm")
def confirm(visit: May) -> Response:
    """Say yes to what a word of a file means: written into `forms.toml`."""
    number = visit.text("number", 6)
    if not number.isdecimal():
        raise BadInput("没有这个问题了；请再检查一次文件。")
    written = looked.confirm(visit.home, int(number), visit.text("value", 60))
    return visit.page("part_confirmed.html", written=written)


@router.post("/inbox/region")
def choose_region(visit: May) -> Response:
    """Whose home it will be; once a night has run, that stands."""
    name = visit.text("region", 40)
    if _bound(visit):
        raise BadInput("这个工作文件夹已经属于一个地区，不能改。")
    if name not in regions.names():
        raise BadInput("请选择地区。")
    visit.desk.keep(region=name)
    return RedirectResponse("/inbox", 303)


def region_of(visit: Visit) -> str:
    """The region of the home: as it is bound, else as it was chosen; empty where nobody has."""
    bound = _bound(visit)
    return bound.region if bound else visit.desk.settings.get("region", "")


def named(file: UploadFile) -> str:
    """A file's own name, where it can lie on the disk under it. Raises BadInput."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    if odd := files.odd_name(name):
        raise BadInput(f"{odd}；请改名（用汉字、字母和数字）后再上传。")
    if not name or name.startswith((".", "~$")) or len(os.fsencode(name)) > 200:
        raise BadInput("文件名不能用：太长，或以点开头；请改名后再上传。")
    return name


def _put(inbox: Path, extract: str, name: str, file: UploadFile, replaces: bool) -> None:
    path = inbox / extract / name
    if path.exists() and not replaces:
        raise BadInput(f"已经有“{name}”；要换成新的，请勾选“替换同名文件”。")
    path.parent.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(6)}.part")
    digest = hashlib.sha256()
    try:
        with part.open("xb") as target:
            part.chmod(0o600)
            while block := file.file.read(_BLOCK):
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        known = {line.file: line for line in manifest.lines(inbox)}.get(f"{extract}/{name}")
        # Of another content nothing counted before holds; who gave it and why stays.
        renewed = {"sha256": digest.hexdigest(), "rows": "", "data_date": manifest.date_in(name)}
        line = Line(**{**vars(known or Line(f"{extract}/{name}", extract)), **renewed})
        part.replace(path)
        sync(path.parent)
        manifest.complete(inbox, line, line.file)
    finally:
        part.unlink(missing_ok=True)


def _there(visit: Visit) -> str:
    """The file that a form names, where it lies in the inbox. Raises BadInput."""
    file = visit.form.get("file", "")
    extract, _, name = file.partition("/") if isinstance(file, str) else ("", "", "")
    if extract not in SOURCES or f"{extract}/{name}" not in _files(visit.desk.inbox / extract):
        raise BadInput("收件目录里没有这个文件了；请刷新页面。")
    return f"{extract}/{name}"


def _files(folder: Path) -> list[str]:
    if not folder.is_dir() or folder.is_symlink():
        return []
    return sorted(
        f"{folder.name}/{path.name}"
        for path in folder.iterdir()
        if files.irregular(path) is None and not path.name.startswith((".", "~$")) and not files.odd_name(path.name)
    )


def _regions() -> list[tuple[str, str]]:
    return [(name, regions.read(name).name) for name in regions.names()]


def _bound(visit: Visit) -> Binding | None:
    try:
        return binding.read(visit.home)
    except BadInput:
        return None
