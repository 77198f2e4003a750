"""What the records engine declares: its rows stand where their organisation stood on their day."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.register.models import Standing

from .models import Record

standing = Standing("record", _("记录"), model=Record, day="happened_on")
