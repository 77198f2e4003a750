"""The words of the command, each a few lines over the verbs."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.naming import counted
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.guard import anchors
from yanzhen.kernel.guard.findings import Finding
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.jobs import worker
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.reports.actions import rendered
from yanzhen.kernel.reports.filing import word_file
from yanzhen.kernel.reports.models import Report
from yanzhen.kernel.reports.render import lacking, wrong

from . import accounts, auditing, backup, check_chain, founding, importing, readiness, sample, soundness, workplace
from .parsing import day

TOWN = ("--town", {"required": True, "metavar": "名称", "help": "乡镇名称"})
AS_JSON = ("--json", {"action": "store_true", "help": "输出 JSON"})


def declare(parsers: Any) -> None:
    """Every word with its options; the help is what a clerk at the console reads."""
    for name, act, help, *options in (*working(), *keeping()):
        parser = parsers.add_parser(name, help=help, description=help)
        for flags, more in options:
            parser.add_argument(flags, **more)
        parser.set_defaults(act=act)


def working() -> Iterator[tuple[Any, ...]]:
    """The words of every day."""
    yield "sample", sample.load, "装入样例乡镇(chishan)", ("name", {"choices": sample.NAMES, "metavar": "NAME", "help": "、".join(sample.NAMES)})
    yield (
        "found", founding.found, "设立一个乡镇、它的三员和党政办主任,从空的数据库开始", ("county", {"metavar": "区县"}), ("town", {"metavar": "乡镇"}),
        *((f"--{option}", {"required": True, "metavar": "姓名=账号", "help": title}) for option, (_role, title) in founding.FIRST.items()),
        (f"--{founding.OFFICE[0]}", {"default": "", "metavar": "姓名=账号", "help": f"{founding.OFFICE[2]},由他登记其余的人;不写,他要先在名册里"}),
        ("--since", {"type": day, "metavar": "YYYY-MM-DD", "required": True, "help": "从哪天起有这个乡镇,要早于台账里最早的日子"}),
    )
    yield (
        "account", accounts.act, "开通账号、重发临时密码、停用动态口令或账号:网页上的管理员办不了的,在服务器上办",
        ("deed", {"choices": accounts.DEEDS, "metavar": "办什么", "help": "、".join(f"{key} {deed}" for key, deed in accounts.DEEDS.items())}),
        ("login", {"metavar": "账号"}), ("--person", {"default": "", "metavar": "姓名", "help": "开通给谁:在任的人,有同名的写身份证号"}),
    )
    yield "serve", serve, "启动网页服务和后台任务", ("--host", {"default": "127.0.0.1"}), ("--port", {"type": int, "default": 8000})
    yield "work", work, "只运行后台任务"
    yield (
        "import", importing.load, "导入一份表格", ("file", {"type": Path, "metavar": "FILE"}), ("--as", {"dest": "kind", "default": "", "metavar": "表种"}),
        ("--org", {"default": "", "metavar": "单位", "help": "导入到哪个单位;只有一个乡镇时可不写"}), ("--dry-run", {"action": "store_true", "help": "只预览,不写入"}), AS_JSON,
    )
    yield "figures", figures, "一个乡镇的全部指标", TOWN, ("--on", {"type": day, "metavar": "YYYY-MM-DD"}), AS_JSON
    yield (
        "report", report, "把报告存成 Word 文件", ("name", {"metavar": "NAME", "help": "报告名称"}), TOWN,
        ("--year", {"type": int}), ("--out", {"type": Path, "required": True, "metavar": "FILE.docx"}),
    )
    yield (
        "audit", audit, "核对一份报告里的数字", ("file", {"type": Path, "metavar": "FILE"}),
        ("--town", {"default": "", "metavar": "名称", "help": "对哪个乡镇的台账;不写只对前后文"}), ("--year", {"type": int, "help": "报告的年度;不写就看报告里写的"}),
        ("--last", {"type": Path, "metavar": "FILE", "help": "上年的报告,查有没有照抄的数"}), AS_JSON,
        ("--docx", {"type": Path, "metavar": "OUT", "help": "存成带批注的 Word 文件"}),
    )


def keeping() -> Iterator[tuple[Any, ...]]:
    """The words that keep the whole safe."""
    kept = ("--anchors", {"type": Path, "metavar": "FILE", "help": "外面留的链头(印在纸上的,或 yz anchors 抄下的)"})
    of = ("--town", {"default": "", "metavar": "名称", "help": "哪个乡镇的链;不写是整个系统的链"})
    yield "verify", check, "核对痕迹链、每一行和每一个文件", kept, AS_JSON
    yield "anchors", heads, "各条链现在的链头,请抄到外面保存"
    yield "export-chain", export_chain, "导出一条链,供人用 check_chain.py 另行核对", ("to", {"type": Path, "metavar": "FILE"}), of
    yield "backup", save, "备份到一个文件", ("to", {"type": Path, "metavar": "FILE"})
    yield "restore", bring_back, "从备份恢复到空的数据目录", ("source", {"type": Path, "metavar": "FILE"}), kept
    yield "migrate", migrate, "建立或升级数据表"
    yield "help", lambda said: 0, "显示这份说明"


#: These make the tables themselves, or need none.
WITHOUT_TABLES = ("migrate", "restore")
#: This one needs them only for a town.
AT_TIMES = "audit"


def run(said: argparse.Namespace) -> int:
    """Do it; a refusal, and a file that cannot be read or written, is a sentence on the error output and exit code 2; a database that
    cannot be used is one too, and 1."""
    try:
        if said.word not in WITHOUT_TABLES and (said.word != AT_TIMES or said.town):
            readiness.tables(older=said.word == "backup")
        ended = int(said.act(said))
        sys.stdout.flush()
        return ended
    except BrokenPipeError:  # whoever read it has read enough; Python would complain of it once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except soundness.Unsound as why:
        print(str(why), file=sys.stderr)
        return 1
    except soundness.FAULTS as fault:
        if (sentence := soundness.told(fault)) is None:
            raise
        print(sentence, file=sys.stderr)
        return 1
    except Refused as why:
        print(str(why), file=sys.stderr)
    except OSError as fault:
        print(f"文件 {fault.filename} 不能读写:{fault.strerror}。" if fault.filename else f"没有写成:{fault.strerror}。", file=sys.stderr)
    return 2


def now() -> datetime:
    return timezone.now()


def town_named(name: str) -> Org:
    """The living tenant of that name."""
    found = list(Org.objects.filter(name=name, tenant_id__isnull=False, until__isnull=True))
    towns = [o for o in found if o.tenant_id == o.pk]
    if len(towns) != 1:
        known = "、".join(o.name for o in Org.objects.filter(until__isnull=True) if o.tenant_id == o.pk)
        raise Refused(f"没有叫“{name}”的乡镇。现有:{known or '无'}")
    return towns[0]


def figures(said: argparse.Namespace) -> int:
    today = local_day(now())
    day = said.on or today
    if day > today:
        raise Refused(f"{day} 还没到,那天还没有数字。")
    scope = Scope.year(town_named(said.town), day.year, today, day)
    rows: list[dict[str, Any]] = []
    known = list(counted())
    numbers = values(known, scope)
    for f in known:
        value = numbers[f.key]
        rows.append({"key": f.key, "name": str(f.name), "unit": str(f.unit), "value": None if value is None else format(round(value, 4).normalize(), "f"), "means": str(f.means)})
    if said.json:
        print(json.dumps({"town": said.town, "year": day.year, "on": day.isoformat(), "figures": rows}, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(f"{row['name']}\t{row['value'] if row['value'] is not None else '—'}\t{row['unit']}\t{row['key']}")
    return 0


def audit(said: argparse.Namespace) -> int:
    return auditing.audit(said, town_named(said.town) if said.town else None, local_day(now()))


def report(said: argparse.Namespace) -> int:
    """The file, and what in it has no number; 1 if something in it makes none as it is written."""
    town = town_named(said.town)
    found = Report.objects.filter(Q(name=said.name) | Q(title=said.name), org=town).order_by("-year")
    shown = (found.filter(year=said.year) if said.year else found).select_related("org", "signed_by").first()
    if shown is None:
        known = "、".join(f"{r.name}({r.year},{r.title})" for r in Report.objects.filter(org=town))
        raise Refused(f"{town}没有这份报告。现有:{known or '无'}")
    today = local_day(now())
    paragraphs = rendered(shown, today)
    said.out.write_bytes(word_file(shown, today, settings.YZ_URL, now(), paragraphs))
    print(f"已存:{said.out}")
    for name in lacking(paragraphs):
        print(f"尚未登记:{name}")
    faults = wrong(paragraphs)
    for fault in faults:
        print(f"✗ {fault}", file=sys.stderr)
    return 1 if faults else 0


def check(said: argparse.Namespace) -> int:
    """0 if everything agrees, 1 with what differs."""
    soundness.read_through()
    findings = [*verify(told, at=now()), *workplace.unfinished(), *anchors.compare(kept_outside(said))]
    if said.json:
        print(json.dumps([asdict(f) for f in findings], ensure_ascii=False))
        return 1 if findings else 0
    return tell(findings)


def told(part: str, done: int) -> None:
    """How far it is, where somebody is watching."""
    if sys.stderr.isatty():
        print(f"\r\033[K{part} {done}", end="", file=sys.stderr, flush=True)


def tell(findings: list[Finding]) -> int:
    for finding in findings:
        print(f"✗ {finding}")
    print(f"有 {len(findings)} 处不一致,见上。" if findings else "全部一致。")
    return 1 if findings else 0


def kept_outside(said: argparse.Namespace) -> list[anchors.Anchor]:
    """The anchors of the file named, if one is."""
    if said.anchors is None:
        return []
    try:
        return anchors.parse(said.anchors.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        raise Refused(f"读不出链头文件 {said.anchors}。") from None


def heads(said: argparse.Namespace) -> int:
    print("\n".join(anchors.lines(now())))
    return 0


def export_chain(said: argparse.Namespace) -> int:
    chain = town_named(said.town).pk if said.town else 0
    if said.to.exists():
        raise Refused(f"{said.to} 已经存在,请换一个文件名。")
    with open(said.to, "w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in anchors.export(chain))
    print(f"已存:{said.to}。核对:python {check_chain.__file__} {said.to}")
    return 0


def save(said: argparse.Namespace) -> int:
    made = backup.backup(said.to, at=now())
    print(f"已存:{said.to}。共 {sum(made.counts.values())} 行、{len(made.hashes) - 1} 个文件。密钥文件不在备份里,请另外保存。")
    return 0


def bring_back(said: argparse.Namespace) -> int:
    made, findings = backup.restore(said.source, anchors=kept_outside(said), progress=told)
    print(f"已恢复 {made.made_at} 的备份:{sum(made.counts.values())} 行、{len(made.hashes) - 1} 个文件。")
    return tell(findings)


def migrate(said: argparse.Namespace) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    print("数据表已是最新。")
    return 0


def work(said: argparse.Namespace) -> int:
    """The worker, until it is told to stop."""
    stop: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, frame: stop.append(number))
    worker.serve(now, until=lambda: bool(stop))
    return 0


def serve(said: argparse.Namespace) -> int:
    """The web server (waitress) with the worker beside it."""
    from waitress import serve as listen  # noqa: PLC0415  (only this word needs it)

    soundness.read_through()
    readiness.pages()
    from yanzhen.wsgi import application  # noqa: PLC0415  (it looks for the files of the pages once, when it is loaded)

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # so that the worker is told too
    helper = subprocess.Popen([sys.executable, "-m", "yanzhen.faces.cli", "work"])
    try:
        print(f"http://{said.host}:{said.port}/", flush=True)
        # Left to itself waitress drops what proxies say; whom to believe is for `whence` alone to decide.
        listen(application, host=said.host, port=said.port, threads=8, ident=None, clear_untrusted_proxy_headers=False)
    finally:
        helper.terminate()
        helper.wait(timeout=30)
    return 0
