"""From a cell as it was typed to a value as it is stored, or to a sentence that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.text import fold

from .dates import Wrong, dated
from .sheets import NO, YES, Column
from .typed import DASHES, failed, is_blank, lined, written
from .unfolding import TWICE
from .units import converted, split
from .unworked import UNWORKED

Convert = Callable[[object], object]

#: Numbers from here on have lost digits in a spreadsheet: it keeps fifteen.
LOSSY = 1e15
ID_LOST = gettext_noop("身份证号被存成数字,末几位已丢失")
CREDIT_LOST = gettext_noop("统一社会信用代码被存成数字，末几位已丢失")
PHONE_LOST = gettext_noop("电话号码被存成数字，末几位已丢失")
#: A whole number as some programs save it.
POINTLESS = re.compile(r"\d{1,18}\.0$")
POWER, STROKES = re.compile(r"(\d)\.(\d+)[eE]\+?(\d+)$"), re.compile("[-—–_]")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+$")
HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff·]+$")
#: Pieces with blanks between them, one of a single character, which by itself is nobody's name.
SPACED, LONGEST_NAME = re.compile(r"(?=(?:.* )?[\u4e00-\u9fff](?: |$))[\u4e00-\u9fff]+(?: [\u4e00-\u9fff]+)+$"), 5
DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅᛫．", "·"))
NOTHING = DASHES | frozenset(("无", "暂无", "没有", "不详", "未知", "空", "n/a", "na", "null", "none"))
#: What stands in the column of an end that has not come.
UNENDED = frozenset(("至今", "现任", "在任", "在职", "现在"))
#: Letters that hide some of a number.
MASKED = re.compile(r"[*＊×●○]{2,}|[xX]{3,}")
#: What stands for the cell above.
DITTO = frozenset(("同上", "同 上", "同前", "〃", "〞", "″", "\"", "”", "“", "''", "ditto", "Ditto"))
#: How formulas begin: nobody is called so.
RISKY = "=+@"
#: What tells namesakes apart, and what stands for a name that is not told.
ORDER, HIDDEN = re.compile("(?<![0-9])[0-9]{1,3}$|[\u2160-\u217f]+$"), re.compile("^.{1,2}某")
POINT = re.compile("(?<=[\u4e00-\u9fff])\\.(?=[\u4e00-\u9fff])")
#: Another name beside a name, and what says nothing that another column does not; other words in brackets; what stands between several.
BESIDE = re.compile(r"\((?:曾用名?|原名|又名|别名|小名|乳名|化名|俗称)[::]?[^()]*\)|\((?:男|女|汉|[^()]{1,6}族|户主|本人)\)")
ASIDE, LISTED = re.compile(r"\([^()]*\)?"), re.compile(r"[:;,/、。\n+]|\d{4}")
#: What somebody put behind a name to remember something by.
MARK = re.compile(r"[*·?△▲▽▼☆★○●◎◇◆□■√×#※!~…^_+=-]+$")
QUOTES = "'`‘’\"“”"
MOBILE_FROM, MOBILE_TO = 13e9 - 1, 2e10
MOBILE = re.compile(r"1[3-9][0-9]{9}$")
FIXED = re.compile(r"(0\d{2,3})?[2-9]\d{6,7}(\d{1,5})?$|400\d{7}$|1\d{2}$|1\d{4}$")
#: Words for having none.
NO_PHONE = re.compile(r"\(?(?:无|没有?|未|不|空号|停机)[^\d]*$")
#: Whose number it is, beside it: 13812345678（儿子）.
REMARK = re.compile(r"\([^()\d]*\)|[\u4e00-\u9fff]+:?")
SEVERAL = re.compile(r"[/、,;，；\n]+")


def converter(column: Column, year: int | None = None, padded: bool = False, unit: str = "") -> Convert:
    """The function from a cell of this column to its value; it raises Wrong. `year` and `padded` as for dated(),
    `unit` is the one its numbers stand in."""
    convert = _worked(_converter(column, year, padded, unit))
    if column.sort == "idnumber":  # nearly every cell is in order, and they are many
        return lambda cell: cell if _in_order(cell) else convert(cell)
    return convert


def _worked(convert: Convert) -> Convert:
    """Formulas that say nothing are refused in every column, for blank they are not meant; and what was struck out."""

    def checked(cell: object) -> object:
        if lined(cell):
            raise Wrong(_("这一格划掉了（删除线），请改正，或去掉删除线"))
        if failed(cell):
            word = str(cell).strip()
            raise Wrong(_("公式还没有算出结果，请用 Excel 或 WPS 打开原表，保存后再导入") if word == UNWORKED else _("公式出错“%(word)s”，请改成值") % {"word": word})
        if isinstance(cell, str) and cell[:1] == TWICE:
            raise Wrong(_("“%(words)s”打了不止一个勾，请只留一个") % {"words": cell[1:]})
        return convert(cell)

    return checked


def _converter(column: Column, year: int | None, padded: bool, unit: str) -> Convert:
    if column.sort == "date":
        born = bool(column.told_by)
        return _unless_blank(lambda cell: dated(cell, None if born else year, padded, born), NOTHING | UNENDED)
    if column.sort == "choice":
        return _choice(column)
    if column.sort == "yesno":
        return _unless_blank(_yes_or_no)
    if column.sort in ("integer", "decimal"):
        return _unless_blank(lambda cell: _number(cell, column, unit), NOTHING)
    if column.sort == "name" and (column.required or column.leads):
        return _unless_blank(_own_name, NOTHING)
    return _unless_blank(PLAIN[column.sort], DASHES if column.sort == "text" else NOTHING)


def _unless_blank(convert: Convert, words: frozenset[str] = DASHES) -> Convert:
    return lambda cell: None if is_blank(cell, words) else convert(cell)


def _text(cell: object) -> str | None:
    if isinstance(cell, float) and abs(cell) >= LOSSY:
        raise Wrong(_("长数字被存成数字，末几位已丢失"))
    text = written(cell)
    if SPACED.match(text) and (whole := "".join(text.split(" "))) and len(whole) <= LONGEST_NAME:
        return whole  # 王 伟: a name set as wide as its neighbours
    return text[:-2] if POINTLESS.match(text) else text or None


def _name(cell: object) -> str | None:
    """A Chinese name is written in one piece; other names keep their single blanks."""
    text = written(cell)
    if text in DITTO or text and (text[0].isdigit() or text[0] in RISKY):
        raise Wrong(_("“%(text)s”不是姓名") % {"text": text[:20]})
    whole = POINT.sub("·", "".join(text.split()).translate(DOTS))
    return (whole if HAN.match(whole) else text) or None


def _names(cell: object) -> str | None:
    """The name of somebody besides, or the names of several, with a blank between them or another mark."""
    said = _name(cell)
    pieces = written(cell).split() if said and HAN.match(said) else []
    return "、".join(pieces) if len(pieces) > 1 and all(len(piece) > 1 for piece in pieces) else said


def _own_name(cell: object) -> str | None:
    """The name of whom a row tells, of one person: another name of his beside it is left out, any other word beside it belongs elsewhere."""
    text = _name(cell)
    if text and HIDDEN.match(text):
        raise Wrong(_("“%(text)s”不是全名") % {"text": text[:20]})
    if text is None or text.isalpha():
        return text
    if met := ORDER.search(text):
        raise Wrong(_("姓名里写着“%(text)s”，请移到备注") % {"text": met[0]})
    if not text[0].isalpha():
        raise Wrong(_("“%(text)s”不是姓名") % {"text": text[:20]})
    bare = _name(BESIDE.sub("", fold(text)))
    if bare and (met := ASIDE.search(fold(bare))):
        raise Wrong(_("姓名里写着“%(text)s”，请移到备注") % {"text": met[0][:20]})
    if bare and LISTED.search(fold(bare)):
        raise Wrong(_("“%(text)s”不是一个人的姓名") % {"text": text[:20]})
    if bare and (met := MARK.search(fold(bare))):
        raise Wrong(_("姓名里写着“%(text)s”，请移到备注") % {"text": met[0]})
    return bare


def _in_order(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) == 18 and cell.isascii() and cell.isdigit() and ids.fault(cell) is None


def _id_number(cell: object) -> str:
    number = ids.normalise(_code(cell, ID_LOST))
    if not number.isalnum():
        number = STROKES.sub("", REMARK.sub("", number))
    if MASKED.search(number):
        raise Wrong(_("身份证号被遮住了几位，请填完整的号码"))
    fault = ids.fault(number)
    if fault:
        raise Wrong(_(fault))
    return number if len(number) == 18 else ids.canonical(number)


def _credit_code(cell: object) -> str:
    code = ids.normalise(_code(cell, CREDIT_LOST))
    fault = ids.credit_fault(code)
    if fault:
        raise Wrong(_(fault))
    return code


def _code(cell: object, lost: str) -> str:
    """A long code as text; one that a spreadsheet took for a number is refused, for its last digits are gone."""
    if isinstance(cell, (int, float)):
        if abs(cell) >= LOSSY or cell != cell:
            raise Wrong(_(lost))
        return written(float(cell))
    text = fold(str(cell)).strip(QUOTES + " \t\r\n")
    text = text[:-2] if POINTLESS.match(text) else text
    if SCIENTIFIC.match(text):
        raise Wrong(_(lost))
    return text


def _phone(cell: object) -> str | None:
    """Digits only, several numbers joined by 、; mobile, fixed with or without area code and extension, 400. Words beside
    a number are no part of it."""
    if isinstance(cell, float) and MOBILE_FROM < cell < MOBILE_TO and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str) and MOBILE.match(cell):
        return cell
    text = _code(_whole_number(cell), PHONE_LOST)
    if MASKED.search(text):
        raise Wrong(_("电话号码被遮住了几位，请填完整的号码或留空"))
    if NO_PHONE.match("".join(text.split())):
        return None
    if any(map(str.isdecimal, text)):
        text = REMARK.sub(" ", text)
    text = re.sub(r"(\+|\b00)86[-\s]*", "", text)
    numbers = [number for part in SEVERAL.split(text) for number in _spaced(re.sub(r"[-()+.]", "", part).split())]
    if len(numbers) > 1 and not all(map(_dialled, numbers)):
        numbers = ["".join(numbers)]
    for number in numbers:
        if not number.isascii() or not number.isdigit():
            raise Wrong(_("电话号码里有不该有的字符"))
        if not _dialled(number):
            raise Wrong(_("电话号码位数不对"))
    return "、".join(numbers) or None


def _whole_number(cell: object) -> object:
    """A number in powers of ten that lost none of its digits as these digits: 1.3912345678E+10."""
    met = POWER.match(cell.strip()) if isinstance(cell, str) else None
    return met[1] + met[2] if met and len(met[2]) == int(met[3]) else cell


def _spaced(pieces: list[str]) -> list[str]:
    """Numbers with blanks between them, or the one that blanks part: 138 0000 0003."""
    return pieces if all(map(_dialled, pieces)) else ["".join(pieces)]


def _dialled(number: str) -> bool:
    return bool(MOBILE.match(number) or FIXED.match(number))


def _number(cell: object, column: Column, named: str = "") -> int | Decimal:
    """An integer or an exact decimal; thousands commas go, a declared unit may follow, any other is refused."""
    if isinstance(cell, (bool, date)):
        raise Wrong(_("这里应填数字"))
    text = repr(cell) if isinstance(cell, (int, float)) else "".join(fold(str(cell)).split())
    text, part = split(text, column, named)
    text = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", re.sub(r"(?<=\d),(?=\d{3},)", "", text))
    try:
        number = Decimal(text)
    except InvalidOperation:
        unit = re.match(r"-?[\d.,]+(\D+)$", text)
        raise Wrong(_("只填数字，不写“%(unit)s”") % {"unit": unit[1][:6]} if unit else _("这里应填数字")) from None
    if not number.is_finite():
        raise Wrong(_("这里应填数字"))
    if column.sort == "decimal":
        return converted(number, part)
    if number != number.to_integral_value():
        raise Wrong(_("这里应填整数"))
    return int(number)


def _yes_or_no(cell: object) -> bool:
    if isinstance(cell, bool):
        return cell
    text = fold(written(cell)).casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Wrong(_("“%(text)s”应填是或否") % {"text": text[:20]})


def _choice(column: Column) -> Convert:
    """The key of a declared spelling; those that end with * stand for every beginning, *so* for every text that holds them."""
    exact = {_flat(spelling): key for key, spellings in column.choices.items() for spelling in spellings}
    stars = sorted(((spelling.strip("*"), spelling[0] == "*", key) for spelling, key in exact.items() if spelling.endswith("*")), key=lambda one: (one[1], -len(one[0])))

    def convert(cell: object) -> object:
        flat = _flat(written(cell)) if cell is not None else ""
        if flat in exact:
            return exact[flat]
        if flat in NOTHING:
            return None
        for part, anywhere, key in stars:
            if flat.startswith(part) or anywhere and part in flat:
                return key
        if column.open:
            return written(cell)
        raise Wrong(_("“%(text)s”不在可填的范围内：%(choices)s") % {"text": flat[:20], "choices": _told(column)})

    return convert


def _flat(text: str) -> str:
    return "".join(fold(text).split()).casefold()


def _told(column: Column) -> str:
    return "、".join(spellings[0].strip("*") for spellings in column.choices.values() if spellings)


PLAIN: dict[str, Convert] = {
    "text": _text,
    "name": _names,
    "idnumber": _id_number,
    "creditcode": _credit_code,
    "phone": _phone,
}
