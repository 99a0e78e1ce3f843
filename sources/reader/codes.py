"""How departments print a code, and what we call it: one mapping line per spelling, never an `if`.

`SPELLINGS` maps canonical value to the other spellings seen so far, by column name; a column whose printed words are
the canonical values lists them in its declaration. The canonical value itself is always accepted.
"""

import re

from base.text import fold
from sources.source import DROPPED, Column

SPELLINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "sex": {
        "1": ("男", "男性", "M"),
        "2": ("女", "女性", "F"),
    },
    "insurance": {
        "110": ("企业职工基本养老保险", "城镇职工基本养老保险", "企业职工基本养老", "企业养老", "职工养老"),
        "120": ("机关事业单位养老保险", "机关养老"),
        "170": ("城乡居民基本养老保险", "居民养老"),
        "210": ("失业保险", "失业"),
        "310": ("职工基本医疗保险", "职工医保"),
        "390": ("城乡居民基本医疗保险", "居民医保"),
        "410": ("工伤保险", "工伤"),
        "510": ("生育保险", "生育"),
    },
    "unit_status": {
        "0": ("未参保",),
        "1": ("参保", "正常参保", "参保缴费"),
        "2": ("暂停", "中断"),
        "3": ("终止", "注销"),
    },
    "member_status": {
        "0": ("未参保",),
        "1": ("正常参保", "参保缴费", "正常缴费", "正常", "参保", "在保", "续保"),
        "2": ("暂停(中断)参保", "暂停参保", "中断", "暂停缴费(中断)"),
        "4": ("终止参保", "终止"),
    },
    "stop_reason": {
        "6301": ("解除合同",),
        "6302": ("统筹内转出",),
        "6303": ("参军",),
        "6304": ("上学",),
        "6305": ("判刑",),
        "6308": ("达到待遇条件",),
        "6401": ("死亡",),
        "6404": ("转出统筹外",),
        "6501": ("退休",),
    },
    "paper_kind": {
        "责令改正": ("责令限期改正", "责令改正指令书"),
        "行政处理": ("行政处理决定书",),
        "行政处罚": ("行政处罚决定书", "处罚决定"),
    },
    "matter": {
        "未登记": ("未办理社会保险登记",),
        "未申报": ("未按时足额申报", "漏报"),
        "少报基数": ("未如实申报缴费基数", "瞒报缴费基数"),
        "欠缴": ("未按时足额缴纳", "拖欠社会保险费"),
    },
    "due_kind": {
        "10": ("正常应缴",),
        "20": ("补缴",),
        "30": ("政府代缴", "代缴"),
    },
    "payment_status": {
        "0": ("未到账", "否"),
        "1": ("已到账", "到账", "是"),
    },
    "taxpayer_status": {
        "01": ("受理", "1"),
        "02": ("筹建期", "2"),
        "03": ("正常", "3"),
        "04": ("停业", "4"),
        "05": ("非正常", "5"),
        "06": ("清算", "6"),
        "07": ("注销", "7"),
        "08": ("非正常户注销", "8"),
    },
    "document_kind": {
        "201": ("居民身份证", "身份证"),
        "208": ("外国护照", "护照"),
        "210": ("港澳居民来往内地通行证",),
        "213": ("台湾居民来往大陆通行证",),
        "233": ("外国人永久居留身份证",),
    },
    "retired": {
        "0": ("在职", "否"),
        "1": ("离退休", "退休", "是"),
    },
    "business_status": {
        "存续": ("存续(在营、开业、在册)", "在营", "开业", "1"),
        "吊销未注销": ("吊销", "2"),
        "吊销已注销": ("3",),
        "注销": ("4",),
        "撤销": ("5",),
        "迁出": ("6",),
    },
    "resident_status": {
        "正常": ("0",),
        "死亡注销": ("死亡", "1"),
        "迁出注销": ("迁出", "2"),
        "参军注销": ("参军", "3"),
        "出国注销": ("出国定居", "4"),
        "其他注销": ("其他", "9"),
    },
    "income_kind": {
        "正常工资薪金": ("工资薪金所得", "0101"),
        "全年一次性奖金": ("全年一次性奖金收入", "0103"),
        "劳务报酬": ("劳务报酬所得", "0400"),
        "其他": (),
    },
    "hukou_kind": {
        "居民户": ("居民家庭户", "集体户", "非农业", "农业"),
        "居住证": ("外来", "居住证(外来)", "52"),
    },
}

IGNORED: dict[str, tuple[str, ...]] = {
    # Supplementary insurances: their rows are dropped and counted, and are no fault of the file.
    "insurance": ("320", "330", "340", "公务员医疗补助", "大额医疗"),
}

# GB/T 3304, in the standard's own order: the position is the number, the letters are its second code.
_ETHNICITIES = """
    汉 HA 蒙古 MG 回 HU 藏 ZA 维吾尔 UG 苗 MH 彝 YI 壮 ZH 布依 BY 朝鲜 CS 满 MA 侗 DO 瑶 YA 白 BA
    土家 TJ 哈尼 HN 哈萨克 KZ 傣 DA 黎 LI 傈僳 LS 佤 VA 畲 SH 高山 GS 拉祜 LH 水 SU 东乡 DX 纳西 NX 景颇 JP
    柯尔克孜 KG 土 TU 达斡尔 DU 仫佬 ML 羌 QI 布朗 BL 撒拉 SL 毛南 MN 仡佬 GL 锡伯 XB 阿昌 AC 普米 PM
    塔吉克 TA 怒 NU 乌孜别克 UZ 俄罗斯 RS 鄂温克 EW 德昂 DE 保安 BO 裕固 YG 京 GI 塔塔尔 TT 独龙 DR
    鄂伦春 OR 赫哲 HZ 门巴 MB 珞巴 LB 基诺 JN
"""


def key(text: str) -> str:
    """The form in which two spellings of a code are compared: folded, without blanks, upper case."""
    return "".join(fold(text).split()).upper()


_TWO = re.compile(r"([^-|:_、,./;]+)[-|:_、,./;]+(.+)|(.+)\(([0-9A-Z]+)\)|([^()]+)\((.+)\)")
_UNDIVIDED = re.compile(r"([0-9A-Z]+)([^0-9A-Z].*)")


def labelled(known: dict[str, str], spelling: str) -> str | None:
    """The value of a code printed with its label (110-企业职工…, …(110), 110|…, 110.0); None where they disagree.

    A label that nobody listed is believed beside a code of digits or letters; so are two that mean the same.
    """
    if match := re.fullmatch(r"([0-9]+)\.0+", spelling):
        return known.get(match[1])
    if match := _TWO.fullmatch(spelling):
        parts = [part for part in match.groups() if part]
        values = {known[part] for part in parts if part in known}
        is_enough = any(part in known and part.isascii() for part in parts) or all(part in known for part in parts)
        return values.pop() if len(values) == 1 and is_enough else None
    match = _UNDIVIDED.fullmatch(spelling)
    if match and match[1] in known and known[match[1]] == known.get(match[2]):
        return known[match[1]]
    return None


def spellings(column: Column) -> dict[str, str]:
    """Every accepted spelling of a code column, in comparing form → canonical value. KeyError: nobody listed it."""
    canonical = dict.fromkeys(column.words.split(), ()) if column.words else SPELLINGS[column.name]
    found = {key(other): value for value, others in canonical.items() for other in others}
    own = {key(spelling): value for spelling, value in column.spelled if value != DROPPED}
    return found | own | {key(value): value for value in canonical}


def ignored(column: Column) -> frozenset[str]:
    """The spellings, in comparing form, whose rows are dropped by name."""
    own = (spelling for spelling, value in column.spelled if value == DROPPED)
    return frozenset(key(text) for text in (*IGNORED.get(column.name, ()), *own))


def _ethnicities() -> dict[str, str]:
    """Number (01, 1), letters (HA), name with and without 族 → name with 族."""
    known = {"97": "其他", "98": "外国血统中国籍人士"}
    listed = _ETHNICITIES.split()
    for number, (name, letters) in enumerate(zip(listed[::2], listed[1::2], strict=True), start=1):
        known |= dict.fromkeys((f"{number:02}", str(number), letters, name, f"{name}族"), f"{name}族")
    return known


ETHNICITIES = _ethnicities()
