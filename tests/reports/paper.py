"""A small known paper: five figures, a text that uses them, and the Word file made of it, opened to be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from docx.oxml.ns import qn
from lxml import etree

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.reports import gongwen, text
from yanzhen.kernel.reports.front import Front
from yanzhen.kernel.reports.render import Ask, Paragraph, Reading, render

YEAR = 2017
AT = datetime(2018, 1, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
HEAD = "0123456789abcdef"
BASE = "https://yz.example.cn"


@dataclass
class Stub:
    """A figure with known values: by year, by part, and None where nothing is known."""

    key: str
    name: str
    unit: str
    values: dict[object, Any]
    asked: list[Ask] = field(default_factory=list)

    def sound(self, part: str) -> None:
        if part not in self.values:
            raise Refused(f"没有“{part}”这一部分")

    def read(self, ask: Ask) -> Reading:
        self.asked.append(ask)
        if ask.part:
            self.sound(ask.part)
        return Reading(self.values.get(ask.part or ask.year), f"/figures/{self.key}/?year={ask.year}")


def figures() -> list[Stub]:
    return [
        Stub("visit.problems", "反映问题", "条", {2017: 1083, 2016: 780, "用水": 120}),
        Stub("visit.solved", "已解决问题", "条", {2017: 807, 2016: 0}),
        Stub("visit.rate", "问题解决率", "%", {2017: Decimal("74.515"), 2016: Decimal("72.2")}),
        Stub("people", "总人口", "人", {2017: 23012}),
        Stub("members", "党员", "人", {2017: 1432}),
        Stub("income", "集体收入", "元", {}),
    ]


def resolver(known: list[Stub] | None = None) -> Callable[[str], Stub | None]:
    found = {name: one for one in (figures() if known is None else known) for name in (one.key, one.name)}
    return found.get


def rendered(source: str, known: list[Stub] | None = None, year: int = YEAR) -> list[Paragraph]:
    return render(text.parse(source), resolver(known), year=year)


def said(source: str, known: list[Stub] | None = None) -> str:
    """What one line of a report prints."""
    return "\n".join(one.text for one in rendered(source, known))


@dataclass
class Opened:
    """A Word file read back."""

    data: bytes

    def part(self, name: str) -> Any:
        with zipfile.ZipFile(io.BytesIO(self.data)) as file:
            return etree.fromstring(file.read(name))

    @property
    def body(self) -> Any:
        return self.part("word/document.xml")[0]

    @property
    def paragraphs(self) -> list[Any]:
        return list(self.body.iter(qn("w:p")))

    def paragraph(self, begins: str) -> Any:
        """The one paragraph whose text begins so."""
        (found,) = [one for one in self.paragraphs if words(one).startswith(begins)]
        return found

    def style(self, key: str) -> Any:
        (found,) = self.part("word/styles.xml").xpath(f"//w:style[@w:styleId='{key}']", namespaces={"w": W})
        return found

    @property
    def links(self) -> dict[str, str]:
        """Relationship id → address, for everything outside the file."""
        rows = self.part("word/_rels/document.xml.rels")
        return {row.get("Id"): row.get("Target") for row in rows if row.get("TargetMode") == "External"}


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def words(node: Any) -> str:
    """The visible text, with tabs and line breaks."""
    shown = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    runs = node.iter(qn("w:t"), *(tag for tag in shown))
    return "".join(
        one.text if one.tag == qn("w:t") else shown[one.tag] for one in runs if one.getparent().tag == qn("w:r")
    )


def value(node: Any, path: str, attribute: str = "val") -> str | None:
    """`value(p, "w:pPr/w:jc")`: an attribute of a descendant, None where there is none."""
    found = node.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn(f"w:{attribute}"))


def twips(node: Any, path: str, attribute: str) -> int:
    return int(value(node, path, attribute) or 0)


def face(run: Any) -> str | None:
    return value(run, "w:rPr/w:rFonts", "eastAsia")


def written(
    source: str, *, base_url: str = BASE, front: Front | None = None, signed: bool = True, title: str = ""
) -> Opened:
    document = text.parse(source)
    origin = gongwen.Origin(date(2018, 1, 5), HEAD, signed, base_url)
    paragraphs = render(document, resolver(), year=YEAR)
    return Opened(gongwen.write(paragraphs, front or document.front, origin, at=AT, title=title))
