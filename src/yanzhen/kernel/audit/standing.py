"""A kept audit as it stands now: what was read of the file, and what the records say of its figures today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.register.models import Org

from .against import Meant, asked
from .around import sentences, wording
from .claims import Claim, Finding, Severity, Verdict
from .document import Document
from .lastyear import RULE
from .models import Audit, Meaning
from .sentences import spoken
from .shapes import block_from, claim_from, finding_from

WRONG = (Verdict.DIFFERS, Verdict.IMPOSSIBLE, Verdict.INCONSISTENT)


@dataclass(frozen=True)
class Standing:
    """A report with its figures, what is found of them, and which declared figure each is taken to mean."""

    document: Document
    claims: Sequence[Claim]
    findings: Sequence[Finding]
    meant: Sequence[Meant] = ()

    @property
    def wrong(self) -> list[int]:
        """The places of the figures that are wrong."""
        return [n for n, claim in enumerate(self.claims) if claim.verdict in WRONG]


def read_from(audit: Audit) -> Standing:
    """What the file says, before any record is asked."""
    document = Document(audit.text, tuple(block_from(one) for one in audit.blocks), audit.form)
    return Standing(document, [claim_from(one) for one in audit.claims], [finding_from(one) for one in audit.findings])


def standing(audit: Audit, today: date) -> Standing:
    """What it says, held to the records as they stand."""
    read = read_from(audit)
    return beside_records(read, audit.org, audit.year, today)


def beside_records(read: Standing, org: Org, year: int, today: date) -> Standing:
    """What a report says, with what the records of an organisation say of it. A number that came over from last year's report
    and holds against this year's records needs no question any more."""
    found = asked(read.document, read.claims, org, year, today, chosen_in(org.tenant_id or org.pk))
    claims = cleared([claim for claim, _meant in found], read.findings)
    proved = {n for n, claim in enumerate(claims) if claim.figure and claim.verdict is Verdict.HOLDS}
    findings = [one for one in read.findings if one.rule != RULE or not proved.issuperset(one.claims)]
    return Standing(read.document, claims, findings, [meant for _claim, meant in found])


def cleared(claims: Sequence[Claim], findings: Sequence[Finding]) -> list[Claim]:
    """A figure that holds against the records is not blamed for a sum that another figure of it, which differs, has spoilt."""
    differ = {n for n, claim in enumerate(claims) if claim.verdict is Verdict.DIFFERS}
    errors: dict[int, list[set[int]]] = {}
    for one in findings:
        if one.severity is Severity.ERROR:
            for n in one.claims:
                errors.setdefault(n, []).append(differ.intersection(one.claims))
    out = list(claims)
    for n, spoilt in errors.items():
        if claims[n].figure and claims[n].verdict in WRONG and n not in differ and all(spoilt):
            others = "、".join(claims[other].quote for other in sorted(set().union(*spoilt)))
            out[n] = replace(claims[n], verdict=Verdict.HOLDS, why=_("与台账一致；不符的是 %(others)s") % {"others": others})
    return out


def comments(shown: Standing) -> list[tuple[int, int, str]]:
    """What stands in the margin: at each wrong figure why, at each question the first figure it is about."""
    out = [(claim.start, claim.end, spoken(claim.why)) for claim in shown.claims if claim.verdict in WRONG]
    for one in shown.findings:
        if one.severity in (Severity.ASK, Severity.HINT):
            first = shown.claims[one.claims[0]] if one.claims else one
            out.append((first.start, first.end, spoken(one.why)))
    return sorted(out)


def chosen_in(tenant: int) -> Mapping[str, str]:
    """What people of a tenant decided that wordings mean."""
    return dict(Meaning.objects.filter(tenant=tenant).values_list("wording", "figure"))


def wording_of(read: Standing, place: int) -> str:
    """The words of one figure that a decision about its meaning is remembered by."""
    return wording(sentences(read.document, read.claims)[place])
