"""`./yz bench audit`: what the figure audit finds in a corpus of marked reports, and which of the errors sown into them."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.stages import ROOT
from yanzhen.kernel.audit.claims import Claim, Finding, Severity
from yanzhen.kernel.audit.document import Document
from yanzhen.kernel.audit.finding import find as found_in
from yanzhen.kernel.audit.judging.judge import judge
from yanzhen.kernel.audit.lexicon import words
from yanzhen.kernel.audit.reading import plain

from .marked import Marked, corpus, published
from .noticing import noticed
from .scoring import Score, as_bags, at_places
from .sowing import Planted, sow

CORPUS = ROOT / "tests" / "audit" / "corpus"
PUBLISHED = ROOT.parent / "shared" / "mission" / "sources"
WORTH = (Severity.ERROR, Severity.ASK)

Find = Callable[[Document], list[Claim]]
Judge = Callable[[Document, list[Claim]], tuple[list[Claim], list[Finding]]]


@dataclass
class Outcome:
    """One part of the corpus: figures, errors sown and found by kind, and alarms in texts without a sown error."""

    finding: Score = field(default_factory=Score)
    sown: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    sure: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    overlooked: list[str] = field(default_factory=list)
    figures: int = 0
    ties: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "figures": self.finding.marked, "recall": self.finding.recall, "precision": self.finding.precision,
            "sown": dict(self.sown), "found": dict(self.found), "found_as_error": dict(self.sure),
            "planted_recall": self.found.total() / max(self.sown.total(), 1), "alarms": len(self.alarms),
            "ties": dict(self.ties), "noticed": dict(self.noticed),
            "alarms_per_hundred": 100 * len(self.alarms) / max(self.figures, 1),
        }  # fmt: skip


def options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yz bench audit", description=__doc__, allow_abbrev=False)
    parser.add_argument("--seen", action="store_true", help="only the part that rules were built on")
    parser.add_argument("--unseen", action="store_true", help="only the part that nobody looked at while building")
    parser.add_argument(
        "--gold", action="store_true", help="judge the figures as people marked them, not as the finder found them"
    )
    parser.add_argument("--seed", type=int, default=0, help="another sowing")
    parser.add_argument(
        "--show", action="store_true", help="list what was missed and the alarms; not for the unseen part"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser.parse_args(argv)


def measure(texts: Sequence[Marked], find: Find | None, judge: Judge, seed: int) -> Outcome:
    """One part of the corpus; without `find`, the marked figures stand for found ones."""
    done = Outcome()
    for text in texts:
        claims = find(text.document) if find else list(text.gold)
        done.finding += at_places(text.gold, claims, text.name)
        done.figures += len(text.gold)
        found = judge(text.document, claims)[1]
        clean = _worth(found, claims)
        there, seen = noticed(text, claims, found)
        done.ties, done.noticed = done.ties + there, done.noticed + seen
        done.alarms += [f"{text.name}: {one.severity} {one.rule} {one.why}" for one, _spans in clean]
        known = {(one.rule, one.why) for one, _spans in clean}
        for planted in sow(text, seed):
            done.sown[planted.kind] += 1
            hits = list(_hits(planted, find, judge, known))
            done.found[planted.kind] += bool(hits)
            done.sure[planted.kind] += any(one.severity == Severity.ERROR for one in hits)
            if not hits:
                done.overlooked.append(f"{text.name}: {planted.kind}: {planted.told}")
    return done


def _hits(planted: Planted, find: Find | None, judge: Judge, known: set[tuple[str, str]]) -> Iterator[Finding]:
    """What is said about the planted error and was not said before it was planted."""
    document = planted.text.document
    claims = find(document) if find else list(planted.text.gold)
    for one, spans in _raised(judge, document, claims):
        touches = any(start < end2 and start2 < end for start, end in spans for start2, end2 in planted.spans)
        if touches and (one.rule, one.why) not in known:
            yield one


def _raised(judge: Judge, document: Document, claims: list[Claim]) -> list[tuple[Finding, list[tuple[int, int]]]]:
    return _worth(judge(document, claims)[1], claims)


def _worth(findings: Sequence[Finding], claims: Sequence[Claim]) -> list[tuple[Finding, list[tuple[int, int]]]]:
    worth = [one for one in findings if one.severity in WORTH]
    return [(one, [(claims[at].start, claims[at].end) for at in one.claims] + [(one.start, one.end)]) for one in worth]


def told(name: str, done: Outcome) -> Iterator[str]:
    """The lines for people."""
    score = done.finding
    yield f"── {name}: {score.marked} figures"
    yield f"finding: recall {score.recall:.2%}, precision {score.precision:.2%}"
    if not done.figures:
        return
    for kind, sown in sorted(done.sown.items()):
        yield f"  {kind:<24}{done.found[kind]:>4} of {sown:>4}   {done.found[kind] / sown:>7.1%}   as error {done.sure[kind]:>4}"
    total = max(done.sown.total(), 1)
    yield f"planted errors: {done.found.total()} of {done.sown.total()} found ({done.found.total() / total:.1%}), {done.sure.total()} as error"
    yield "relations noticed in the text as it is: " + ", ".join(f"{kind} {done.noticed[kind]} of {count}" for kind, count in sorted(done.ties.items()))
    yield f"alarms without a planted error: {len(done.alarms)}, {100 * len(done.alarms) / done.figures:.2f} per hundred figures"


def beside(find: Find, folder: Path = PUBLISHED) -> Outcome | None:
    """The published reports, where they lie beside the checkout."""
    if not (reports := published(folder)):
        return None
    done = Outcome()
    for report in reports:
        done.finding += as_bags(report.figures, find(plain(report.text)), report.name)
    return done


def run(argv: list[str]) -> int:
    """The command. 0 when everything was measured, whether the aims are met or not."""
    asked = options(argv)
    finder, judge = _engine()
    find = None if asked.gold else finder
    parts = [name for name in ("seen", "unseen") if getattr(asked, name) or not (asked.seen or asked.unseen)]
    outcomes = {name: measure(corpus(CORPUS / name), find, judge, asked.seed) for name in parts}
    outside = beside(find) if find else None
    if outside:
        outcomes["published"] = outside
    if asked.json:
        print(json.dumps({name: done.told() for name, done in outcomes.items()}, ensure_ascii=False, indent=1))
        return 0
    for name, done in outcomes.items():
        print("\n".join(told(name, done)), end="\n\n")
        if asked.show and name != "unseen":
            print(
                "\n".join(
                    [*(f"missed {one}" for one in done.finding.missed), *(f"extra {one}" for one in done.finding.extra)]
                )
            )
            print(
                "\n".join([*(f"alarm {one}" for one in done.alarms), *(f"overlooked {one}" for one in done.overlooked)])
            )
    if find and outside is None:
        print("published reports: not part of a clone", file=sys.stderr)
    return 0


def _engine() -> tuple[Find, Judge]:
    """What finds figures and what judges them, with the words of every pack."""
    told = words()
    return lambda document: found_in(document, told), lambda document, claims: judge(document, claims, told)
