"""What one may do with the register, and how the trail words it."""

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.trail import Verb

READ = Right("register.read", _("查看名册"), sealed=True)
WRITE = Right("register.write", _("登记和更正名册"))
#: Need to know: held at any place, it opens only the telephone of the household that a thing in one's hands is about.
REACH = Right("register.reach", _("查看轮到自己办的事里住户户主的电话"), sealed=True)
REVEAL = Right("register.reveal", _("查看完整证件号码和电话"), sealed=True)

verbs = (
    Verb("register.found_org", _("设立组织")),
    Verb("register.rename_org", _("更改组织名称")),
    Verb("register.correct_org", _("更正组织登记")),
    Verb("register.move_org", _("调整上级")),
    Verb("register.merge_orgs", _("合并组织")),
    Verb("register.split_org", _("拆分组织")),
    Verb("register.restore_org", _("恢复组织")),
    Verb("register.end_org", _("撤销组织")),
    Verb("register.register_person", _("登记人员")),
    Verb("register.correct_person", _("更正人员信息")),
    Verb("register.record_death", _("登记去世")),
    Verb("register.register_people", _("批量登记人员")),
    Verb("register.reveal", _("查看完整信息")),
    Verb("register.belong", _("登记加入")),
    Verb("register.belong_many", _("批量登记加入")),
    Verb("register.leave", _("登记离开")),
    Verb("register.confirm_belonging", _("登记转正")),
    Verb("register.found_household", _("登记住户")),
    Verb("register.found_households", _("批量登记住户")),
    Verb("register.correct_household", _("更正住户信息")),
    Verb("register.move_household", _("调整住户所属")),
    Verb("register.end_household", _("销户")),
    Verb("register.join_household", _("登记入户")),
    Verb("register.leave_household", _("登记迁出")),
    Verb("register.correct_relation", _("更正与户主关系")),
    Verb("register.name_head", _("换户主")),
)
