"""What the intake declares: who may bring files in, how that is told, and the long work it asks for."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.filecheck import compared
from yanzhen.kernel.guard.trail import Loose, Verb
from yanzhen.kernel.guard.verify import FileCheck
from yanzhen.kernel.jobs.tasks import Task

from .left import strayed
from .models import Import
from .work import decide_import, read_import, undo_import

RUN = Right("import.run", _("导入表格"), sealed=True)

verbs = (
    Verb("intake.receive", _("收到表格")),
    Verb("intake.choose", _("指定表种和各列")),
    Verb("intake.read", _("预览表格")),
    Verb("intake.decide", _("导入表格")),
    Verb("intake.undo", _("撤销导入")),
)

tasks = (
    Task("import.read", _("预览表格"), read_import),
    Task("import.decide", _("导入表格"), decide_import),
    Task("import.undo", _("撤销导入"), undo_import),
)

files = (
    FileCheck("imports", _("导入的表格"), compared(_("导入的表格"), lambda: (
        (one, one.name, one.sha256) for one in Import.objects.only("name", "sha256").order_by("pk").iterator(chunk_size=1000)
    )), of=(Import,)),
    FileCheck("import_rows", _("导入的底稿"), strayed),
)

loose = (Loose("intake.importrow", _("导入的各行是工作底稿，写成的内容另有操作记录")),)
