"""What the colours of rows say, where a sheet says what a colour means: 绿色为已解决.

Runs inside the child. Colours become a last column of the sheet: headed 颜色 with what each means, where every one is explained; else
headed 底色 with its name, which no kind of sheet reads, so that it is told that they were not read.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from colorsys import rgb_to_hsv

from yanzhen.kernel.intake.struck import CELL, FORM_OF, FORMS, TEXT
from yanzhen.kernel.intake.unworked import PLACE, sheet_parts, sheet_text

MEANT, SEEN = "颜色", "底色"
#: From which hue on (of 360) a colour is called so; paler or greyer ones are none.
HUES = ((0, "红"), (18, "橙"), (44, "黄"), (70, "绿"), (170, "蓝"), (260, "紫"), (335, "红"))
PALE, DARK = 0.12, 0.25
#: In the palette that old programs count their colours by.
INDEXED = {2: "红", 3: "绿", 4: "蓝", 5: "黄", 6: "紫", 7: "蓝", 10: "红", 11: "绿", 12: "蓝", 13: "黄", 14: "紫", 15: "蓝", 17: "绿", 42: "绿", 43: "黄", 45: "红", 50: "绿", 51: "橙", 52: "橙", 53: "橙", 57: "绿"}
FILLS, FILL = re.compile(rb"<(?:\w+:)?fills\b.*?</(?:\w+:)?fills>", re.DOTALL), re.compile(rb"<(?:\w+:)?fill>.*?</(?:\w+:)?fill>|<(?:\w+:)?fill\s*/>", re.DOTALL)
SOLID = re.compile(rb'patternType="solid"[^>]*>\s*<(?:\w+:)?fgColor\s([^>]*)/?>')
RGB, INDEX, FILL_OF = re.compile(rb'\brgb="(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})"'), re.compile(rb'\bindexed="(\d+)"'), re.compile(rb'\bfillId="(\d+)"')
#: 绿色为已解决, 红色（底色）表示未办结, 黄:正在办理.
LEGEND = re.compile(r"([红橙黄绿蓝紫])(?:色|底)?(?:[(（][^()（）]{0,6}[)）])?(?:的|底纹|填充|部分|标注|标记|标识|字体|行)*(?:为|表示|代表|是|指|[:：=＝]|—+|-+)\s*([^，,；;。、\s（）()红橙黄绿蓝紫]{1,12})")
SIGNS, WORDS = ("色".encode(), "底".encode()), re.compile(rb"<(?:\w+:)?(?:si|is)\b.*?</(?:\w+:)?(?:si|is)>", re.DOTALL)
#: A colour is one of the rows if so many have it, or if there are more colours than those of a head and a foot.
ROWS_LEAST = 2
UNKNOWN = "其他"

Colours = dict[int, str]


def colours_of(data: bytes) -> list[tuple[Colours, Mapping[str, str]]]:
    """For each sheet of an xlsx in order the colour of each row that has one, where colours tell rows apart; and what each means."""
    if not data.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        forms = _forms(archive)
        sheets = list(sheet_parts(archive)) if forms else []
        meant = _legend(archive, sheets)
        return [(_rows(archive, part, forms, meant), meant) for part in sheets]


def _forms(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """The forms of cells that are filled with a colour, by its name."""
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
    fills, forms = FILLS.search(styles), FORMS.search(styles)
    named = [_named(fill) for fill in FILL.findall(fills[0])] if fills else []
    if not forms or not any(named):
        return {}
    of = {b"%d" % n: int(met[1]) for n, form in enumerate(re.findall(rb"<(?:\w+:)?xf\s[^>]*>", forms[0])) if (met := FILL_OF.search(form))}
    return {form: named[fill] for form, fill in of.items() if fill < len(named) and named[fill]}


def _named(fill: bytes) -> str:
    solid = SOLID.search(fill)
    if not solid:
        return ""
    if rgb := RGB.search(solid[1]):
        hue, strength, light = rgb_to_hsv(*(byte / 255 for byte in bytes.fromhex(rgb[1].decode())))
        return "" if strength < PALE or light < DARK else next(name for least, name in reversed(HUES) if hue * 360 >= least)
    index = INDEX.search(solid[1])
    return INDEXED.get(int(index[1]) % 64, "") if index else "" if b'theme="0"' in solid[1] else UNKNOWN


def _legend(archive: zipfile.ZipFile, sheets: Iterable[str]) -> dict[str, str]:
    """What the words of a workbook say that a colour means."""
    shared = "xl/sharedStrings.xml"
    words = [word for part in ([shared] if shared in archive.namelist() else sheets) for word in WORDS.findall(archive.read(part)) if any(sign in word for sign in SIGNS)]
    texts = (html.unescape(b"".join(TEXT.findall(word)).decode("utf-8", "replace")) for word in words)
    return dict(pair for text in texts for pair in LEGEND.findall(text))


def _rows(archive: zipfile.ZipFile, part: str, forms: Mapping[bytes, str], meant: Mapping[str, str]) -> Colours:
    """The colour that most of a row's cells have, of those that several rows have. One colour alone tells something only where its
    meaning is said: it may be that of every other line."""
    cells: dict[int, Counter[str]] = {}
    for place, form in _cells(archive, part):
        if form in forms:
            cells.setdefault(place, Counter())[forms[form]] += 1
    rows = {row: max(names, key=names.__getitem__) for row, names in cells.items()}
    times = Counter(rows.values())
    kept = {name for name, many in times.items() if name in meant or many >= ROWS_LEAST or len(times) > ROWS_LEAST}
    return {row: name for row, name in rows.items() if name in kept} if len(kept) > 1 or kept & meant.keys() else {}


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    for text in sheet_text(archive, part):
        for met in CELL.finditer(text):
            place, form = PLACE.search(met[1]), FORM_OF.search(met[1])
            if place and form:
                yield int(place[2]), form[1]


def tinted(colours: Colours, meant: Mapping[str, str], head: Mapping[int, int]) -> dict[int, str]:
    """The cells of the column of colours, its name among them. `head` are the first rows, each with how many words it has: the first
    with several names the columns, and has no colour that counts."""
    first = next((row for row, words in sorted(head.items()) if words > 2), 0)
    rows = {row: name for row, name in colours.items() if row > first}
    told = set(rows.values()) <= meant.keys()
    cells = {row: meant[name] if told else f"{name}色" for row, name in rows.items()}
    return cells | {first: MEANT if told else SEEN} if rows and first else {}
