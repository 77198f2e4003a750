"""What the records engine declares: its rows stand where their organisation stood on their day."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.trail import Loose
from yanzhen.kernel.register.standing import Standing

from .models import Record

standing = Standing("record", _("记录"), model=Record, day="happened_on", turn="turn_org", hands=("handler",))

loose = (Loose("records.counter", _("编号计数只用来取下一个号，号码本身在记录里核对")),)
