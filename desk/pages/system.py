"""系统: what the doctor says, backups, and what was done and said last."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from base.errors import BadInput
from desk import log
from desk.frame import Visit, may
from flows import journal
from flows.backup import back_up, password
from flows.doctor import examine

router = APIRouter()
_LINES = 40
_WHAT = {
    "signed in": "登录",
    "sign-in refused": "登录被拒",
    "password set": "设了密码",
    "looked at a full number": "看了完整号码",
    "received a file": "上传了数据",
    "removed a file": "移出了数据",
    "started a night": "启动了运行",
    "accepted a gate": "放行了检查项",
    "took workbooks back": "收回了工作簿",
    "took a file": "下载了文件",
    "handed out again": "重新生成了工作簿",
    "made a batch of messages": "生成了短信",
    "backed up": "做了备份",
    "made an account": "新建了账号",
    "changed an account": "改了账号",
}


@router.get("/system")
def system_page(visit: Annotated[Visit, Depends(may("system"))]) -> Response:
    """The page; the doctor follows by itself."""
    try:
        lines = journal.night_log(visit.home).read_text("utf-8", "replace").splitlines()[-_LINES:]
    except OSError:
        lines = []
    done = [(one.get("at", ""), _WHAT.get(one.get("what", ""), one.get("what", "")), one.get("by", ""))
            for one in log.last(visit.home)]  # fmt: skip
    return visit.page("system.html", lines=lines, done=done, folder=visit.desk.settings.get("backups", ""))


@router.get("/system/doctor")
def doctor(visit: Annotated[Visit, Depends(may("system"))]) -> Response:
    """What is missing or unsafe, and how to mend it."""
    return visit.page("part_doctor.html", findings=examine(visit.home))


@router.post("/system/backup")
def backup(visit: Annotated[Visit, Depends(may("back up"))]) -> Response:
    """A backup into a folder of this machine, read again."""
    place = visit.text("folder", 400)
    if not place.startswith("/"):
        raise BadInput("请写备份放在这台机器的哪个文件夹（以 / 开头），最好是另一块磁盘。")
    made = back_up(visit.home, Path(place), password(visit.home))
    visit.desk.keep(backups=place)
    log.write(visit.home, "backed up", visit.account.login)
    note = "" if made.is_encrypted else "这份备份没有加密，里面有编号密钥和个人信息；拿出这台机器前请加密。"
    sentence = f"备份做好了，读回核对无误：{made.path.name}（账本到第{made.contents.sequence}号事件）。{note}"
    return visit.page("said.html", title="备份", sentence=sentence, back="/system")
