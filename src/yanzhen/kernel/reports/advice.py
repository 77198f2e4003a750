"""What an office would remark on a finished paper: hints, which never keep it from being signed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .breaking import width
from .front import Front
from .gongwen import title_lines
from .layout import TWIPS_PER_PT, Layout, layout
from .render import Paragraph
from .text import BODY


def advise(paragraphs: Sequence[Paragraph], front: Front, title: str = "") -> list[str]:
    """Length (GW-13), requests inside a report (GW-12), and a first page that would show no text (GW-05)."""
    measures = layout()
    lines = title_lines(paragraphs, title)
    body = "".join(one.text for one in paragraphs if one.kind == BODY)
    rules = measures.tables["advice"]
    found = []
    if len(body) > rules["most_chars"]:
        told = _("正文有 %(count)d 字；一般文稿不超过 %(most)d 字")
        found.append(told % {"count": len(body), "most": rules["most_chars"]})
    asked = next((phrase for phrase in rules["requests"] if phrase in body), "")
    if asked and "".join(lines).endswith("报告"):
        found.append(_("报告里不能夹带请示事项：“%(phrase)s”，请另行请示") % {"phrase": asked})
    if front_height(measures, front, len(lines)) + measures.line > measures.lines("grid", "lines"):
        found.append(_("首页放不下正文，请缩短标题或主送机关"))
    return found


def front_height(measures: Layout, front: Front, title_count: int) -> int:
    """Height in twips of what stands above the text on the first page, for a mark on one line."""
    height = measures.line * title_count
    if front.organ:
        rules = measures.tables["head"]
        mark = min(rules["mark_most_pt"], measures.area / TWIPS_PER_PT / width(front.organ)) * TWIPS_PER_PT
        head = measures.mm("head", "mark_top_mm") + round(mark) + measures.mm("head", "line_gap_mm")
        height += head + measures.lines("head", "number_gap_lines") + measures.line + measures.lines("title")
    if front.addressee:
        rows = -(-width(front.addressee + "：") // measures.get("grid", "chars"))
        height += measures.lines("title", "addressee_gap_lines") + round(rows) * measures.line
    return height
