"""What the intake declares: who may bring files in, how that is told, and the long work it asks for."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.trail import Loose, Verb
from yanzhen.kernel.jobs.tasks import Task

from .work import decide_import, read_import, undo_import

RUN = Right("import.run", _("导入表格"))

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

loose = (Loose("intake.importrow", _("导入的各行是工作底稿，写成的内容另有操作记录")),)
