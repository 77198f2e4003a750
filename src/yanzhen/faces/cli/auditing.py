"""`yz audit`: a report's figures at the console. Without a town it needs no data at all."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date

from yanzhen.kernel.audit.claims import Claim, Finding, Severity, Verdict
from yanzhen.kernel.audit.document import Document
from yanzhen.kernel.audit.periods import year_told
from yanzhen.kernel.audit.sandboxed import audited, commented
from yanzhen.kernel.audit.sentences import spoken
from yanzhen.kernel.audit.shapes import told
from yanzhen.kernel.audit.standing import WRONG, Standing, beside_records, comments
from yanzhen.kernel.register.models import Org

WORDS = {
    Verdict.DIFFERS: "与台账不一致", Verdict.IMPOSSIBLE: "算不出来", Verdict.INCONSISTENT: "自相矛盾", Verdict.HOLDS: "一致",
    Verdict.NO_SOURCE: "没有出处", Verdict.NOT_CHECKED: "没有核对",
}
MARKS = {Verdict.HOLDS: "✓", **dict.fromkeys(WRONG, "✗")}


def audit(said: argparse.Namespace, town: Org | None, today: date) -> int:
    """0 if nothing is wrong, 1 with what is."""
    data = said.file.read_bytes()
    document, claims, findings = audited(data, said.last.read_bytes() if said.last else None)
    shown = Standing(document, claims, findings)
    year = said.year or year_told(document.text, today)
    if town is not None:
        shown = beside_records(shown, town, year, today)
    if said.docx:
        said.docx.write_bytes(commented(data, comments(shown)))
    if said.json:
        print(json.dumps(told(shown.claims, shown.findings), ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(said.file.name, shown, f"{town} {year} 年" if town else "没有指定乡镇,只对前后文")))
    return 1 if shown.wrong or any(one.severity == Severity.ERROR for one in findings) else 0


def lines(name: str, shown: Standing, beside: str) -> list[str]:
    """What a person reads: how many of what, what is wrong, what is asked, and the rest a line each."""
    counts = Counter(claim.verdict for claim in shown.claims)
    counted = ",".join(f"{word} {counts[verdict]}" for verdict, word in WORDS.items() if counts[verdict])
    out = [f"{name}:{len(shown.document.text)} 字,{len(shown.claims)} 处数字({beside})。{counted}", ""]
    wrong = [claim for claim in shown.claims if claim.verdict in WRONG]
    out += [line(shown.document, claim) for claim in wrong]
    questions = [one for one in shown.findings if one.severity in (Severity.ASK, Severity.HINT)]
    out += [question(shown, one) for one in questions]
    out += [""] if wrong or questions else []
    return out + [line(shown.document, claim) for claim in shown.claims if claim.verdict not in WRONG]


def line(document: Document, claim: Claim) -> str:
    row = document.text.count("\n", 0, claim.start) + 1
    about = f" {claim.about}" if claim.about else ""
    return f"{MARKS.get(claim.verdict, '·')} 第{row}行 {claim.quote or '□'}{about} [{WORDS[claim.verdict]}] {spoken(claim.why)}".rstrip()


def question(shown: Standing, one: Finding) -> str:
    quotes = "、".join(shown.claims[n].quote for n in one.claims) or shown.document.text[one.start : one.end]
    return f"? {quotes} {spoken(one.why)}"
