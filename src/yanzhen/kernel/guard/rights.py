"""What the guard declares: the rights over accounts, posts and the trail, the words its acts are told in, and what it does not vouch for."""

from django.utils.translation import gettext_lazy as _

from .access import Right
from .trail import Loose, Verb

rights = (
    Right("posts.write", _("任免岗位")),
    Right("accounts.write", _("开通、停用账号，重发密码")),
    Right("trail.read", _("查看操作记录")),
    Right("policy.read", _("查看权限表和规则")),
    Right("rules.adopt", _("采用规则文件")),
    Right("system.run", _("备份、恢复和核对")),
)

verbs = (
    Verb("post.begin", _("任命岗位")),
    Verb("post.end", _("免去岗位")),
    Verb("account.open", _("开通账号")),
    Verb("account.close", _("停用账号")),
    Verb("account.reset", _("重发临时密码")),
    Verb("account.password", _("修改密码")),
    Verb("account.code_asked", _("准备动态口令")),
    Verb("account.code_on", _("启用动态口令")),
    Verb("account.code_off", _("停用动态口令")),
    Verb("account.sign_in", _("登录")),
    Verb("account.sign_out", _("退出全部登录")),
    Verb("token.issue", _("发放接口密钥")),
    Verb("token.revoke", _("收回接口密钥")),
    Verb("rules.adopt", _("采用规则文件")),
)

loose = (
    Loose("guard.entry", _("操作记录自己成链")),
    Loose("guard.chainhead", _("链头随每条操作记录变化，与链一起核对")),
    Loose("guard.claim", _("提交编号只用来防止重复提交")),
    Loose("guard.held", _("重复提交的内容等人核对，不是业务数据")),
    Loose("guard.signintry", _("登录尝试只用来放慢猜密码的人")),
)
