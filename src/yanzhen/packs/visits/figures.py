"""What visits and problems add up to (systems D1, D2): the figures and the three rates, never merged."""

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio, Rows, SampledRatio, Source, near
from yanzhen.kernel.register.models import Org

from .pack import problem, revisit, visit


def places_called_on(scope: Scope) -> Rows:
    """Places in or below which at least one visit of the span was made: wherever they stood that day, it leads through them."""
    visits = near(visit, scope).filter(org_path__contains=Concat(Value("/"), Cast(OuterRef("pk"), CharField()), Value("/")))
    return Org.objects.under(scope.org, scope.day, scope.paths).filter(Exists(visits))


DECIDING = ("solve", "cannot")
DECIDED = {"outcome": ("solved", "cannot", "disputed")}
CALLED_ON = Coalesce(F("visit__household"), F("visit__company") * -1)  # a household by its key, a company by its key below nought

reached = Source("visit.reached", _("走访到的地方"), places_called_on, Org, org="self")

visits = Figure("visit.all", _("走访次数"), _("次"), of=visit, means=_("按走访日期计的走访登记次数"), says=("走访次数", "(?:入户|上门)?走访(?!慰问)(?:登记)?(?:共|累计|达|了)*#"))
covered = Figure("visit.covered", _("入户走访"), _("户"), of=visit, distinct=CALLED_ON, main=True, means=_("走访到的住户和企业，同一户走访几次只算一户"), says=("走访…#(?:住户|农户|居民|群众)(?:和|及|、)?(?:企业)?", "(?:走访|入户)(?!慰问)((?:(?!贫困|困难|脱贫|低保|慰问|党员|监测|特困)[^,。;#])*?)#(?!(?:的)?(?:贫困|困难|脱贫|低保|监测|特困))",))
covered_villages = Figure("visit.villages", _("走访覆盖村"), _("个"), of=reached, means=_("期内至少走访过一户的行政村"), where=Q(kind="village"), says=("走访…覆盖…#(?:行政)?村(?=$|[,;、~和及与的])", "走访…#(?:行政)?村(?=$|[,;、~和及与的])", "走访覆盖(?:的)?村"))

problems = Figure("problem.all", _("反映问题"), _("条"), of=problem, main=True, means=_("走访中反映、按登记日期计的问题条数，作废的不算"), says=("(?:走访|入户)…(?:反映|收集|征集|摸排|发现|梳理)…#(?:各类|民情)?(?:的)?(?:问题|诉求)", "(?<!信访)(?<!巡察)(?<!巡视)(?:反映|收集|征集|摸排)…#(?:各类|民情)?(?:的)?(?:问题|诉求)", "(?:群众)?反映(?:的)?问题", "民情问题", "收集(?:到)?(?:的)?(?:民情)?问题"), group="problem__category")
categories = Figure("problem.categories", _("问题类别"), _("类"), of=problem, distinct="problem__category", means=_("反映的问题涉及几类"), says=("(?:走访|入户|反映|收集|征集)…#、?~(?:各类|民情)?(?:的)?问题", "问题类别", "+(?:反映|收集|征集)…问题…#"))
solved = problems.narrow("problem.solved", _("已解决问题"), means=_("办出“已解决”结果、住户没有提出异议的问题"), says=("+(?:已|已经)(?:解决|化解)#(?:问题|诉求)?(?=$|[,;、。(])", "已解决(?:的)?(?:民情)?问题", "+(?:已|已经)(?:解决|化解)"), become={"outcome": ("solved",)}, main=True)
unsolved = problems.narrow("problem.unsolved", _("未解决问题"), means=_("还没有解决的问题：正在办、现在办不了、住户有异议和带异议办结的"), says=("+(?:未|尚未|还未|没有|还没有|仍未)解决(?:的)?(?:问题)?", "未解决(?:的)?问题"), become={"outcome": ("", "cannot", "disputed")}, group="problem__outcome")
cannot = problems.narrow("problem.cannot", _("现在办不了的问题"), means=_("写明原因、哪一级能办、什么条件下再办的问题"), says=("+(?:现在)?(?:办不了|无力解决|暂时无法解决)(?:的)?(?:问题)?", "现在办不了的问题"), become={"outcome": ("cannot",)}, group="problem__reason")
under_way = problems.narrow("problem.under_way", _("正在办的问题"), means=_("还没有办出结果的问题，不论哪一年登记"), says=("+正在(?:办|办理|解决)(?:的)?(?:问题)?", "正在办的问题"), become={"outcome": ("",)}, standing=True)
in_hand = problems.narrow("problem.in_hand", _("承办单位手上的问题"), means=_("交给承办单位、还没有办出结果也没有退回的问题，不论哪一年登记"), says=("承办单位手上(?:的)?问题",), states=("assigned", "in_hand", "asking"), standing=True)
returned = problems.narrow("problem.returned", _("退回的问题"), means=_("承办单位退回、还没有再交办的问题，不论哪一年登记"), says=("承办单位退回(?:的)?问题",), states=("registered",), after=("return",), standing=True)
disputed = problems.narrow("problem.disputed", _("有异议的问题"), means=_("住户对结果有异议、还没有重新办也没有办结的问题，不论哪一年登记"), says=("+(?:住户|群众)?(?:有|提出)异议(?:的)?(?:问题)?", "有异议的问题"), states=("disputed",), standing=True)
closed_disputed = problems.narrow("problem.closed_disputed", _("带异议办结的问题"), means=_("办结时住户仍有异议的问题，仍算未解决"), says=("带异议办结(?:的)?(?:问题)?",), become={"outcome": ("disputed",)}, states=("closed",))
raised = problems.narrow("problem.raised", _("已上报问题"), means=_("上报挂包领导、正在等批回的问题，不论哪一年登记"), says=("+(?:已)?上报(?:挂包领导)?(?:的)?(?:问题)?", "已上报(?:的)?问题"), states=("raised",), standing=True)
late_problems = problems.narrow("problem.late", _("过期未办问题"), means=_("期限已过、还欠着一步的问题，不论哪一年登记"), says=("+(?:过期|超期|逾期)(?:未办|未解决|未办结)?(?:的)?(?:问题)?", "过期未办(?:的)?问题"), overdue=True, standing=True, main=True)

in_time = problems.narrow("problem.in_time", _("按期办出结果"), means=_("在期限内办出结果（解决或说明现在办不了）的问题，按办出结果那天计"), says=("+按期(?:办结|办理|办出结果)(?:的)?(?:问题)?",), become=DECIDED, in_time=DECIDING, taken=DECIDING)
decided = problems.narrow("problem.decided", _("办出结果的问题"), means=_("已办出结果的问题，按办出结果那天计，不论早晚"), says=("+(?:已)?(?:办结|办出结果)(?:的)?(?:问题)?",), become=DECIDED, taken=DECIDING)
due = problems.narrow("problem.due", _("应当有结果的问题"), means=_("已办出结果的，加上还没有结果而手上这一步已过期限的问题"), says=("+应当?有结果(?:的)?(?:问题)?",), either=(decided, late_problems), standing=True)
confirmed = problems.narrow("problem.confirmed", _("住户确认解决"), means=_("办出“已解决”结果并经住户确认解决的问题；办不了、只是告知住户的不算；按办出结果那天计"), says=("+(?:住户|群众)确认(?:已)?解决(?:的)?(?:问题)?",), become={"word": ("confirmed",), "outcome": ("solved",)}, taken=DECIDING)
answered = problems.narrow("problem.spoken", _("住户表态的问题"), means=_("办出“已解决”结果后，住户确认解决或提出异议的问题，按办出结果那天计"), says=("+(?:住户|群众)(?:已)?表态(?:的)?(?:问题)?",), become={"word": ("confirmed", "disputed"), "outcome": ("solved", "disputed")}, taken=DECIDING)
noted = problems.narrow("problem.noted", _("答复已知悉的问题"), means=_("现在办不了、已告知住户、住户表示知悉的问题，不算解决；按办出结果那天计"), says=("+(?:住户|群众)(?:已)?知悉(?:的)?(?:问题)?",), become={"word": ("noted",)}, taken=DECIDING)
drawn = Figure("revisit.drawn", _("抽中的回访"), _("条"), of=revisit, means=_("按抽签日期计的抽中条数，问没问、联系没联系上都算"), says=("抽中…回访#(?:的)?(?:问题)?", "抽中回访(?:的)?(?:问题)?"))
unreached = drawn.narrow("revisit.unreached", _("没联系上的回访"), means=_("抽中而没有联系上的回访"), says=("+没(?:有)?联系上(?:的)?(?:问题|住户)?",), where=Q(revisit__solved="unreached"))
unasked = drawn.narrow("revisit.unasked", _("还没问的回访"), means=_("抽中而还没有问的回访"), says=("+还?没(?:有)?(?:问|回访)(?:的)?(?:问题|住户)?",), where=Q(revisit__solved=""))
asked_again = drawn.narrow("revisit.asked", _("抽样回访"), means=_("抽中并联系上的回访"), where=Q(revisit__solved__in=("yes", "no")), says=("抽样回访(?:问题)?",))
found_solved = asked_again.narrow("revisit.solved", _("回访确认解决"), means=_("回访时住户说确实解决了的"), says=("回访确认(?:已)?解决(?:的)?(?:问题)?",), where=Q(revisit__solved="yes"))

in_time_rate = Ratio("problem.in_time_rate", _("按期办理率"), in_time, due, means=_("在期限内办出结果的 ÷ 应当有结果的（已办出结果的，加上还没有结果而手上这一步已过期限的）"), says=("按期(?:办理|办结)率",))
confirmed_rate = Ratio("problem.confirmed_rate", _("住户确认率"), confirmed, answered, means=_("住户确认解决的 ÷ 办出“已解决”结果后住户表了态的"), says=("(?:住户|群众)?确认(?:解决)?率",))
sampled_rate = SampledRatio("revisit.solved_rate", _("抽样回访解决率"), found_solved, asked_again, means=_("回访时住户说解决了的 ÷ 抽中并联系上的，附95%区间"), says=("(?:抽样)?回访解决率",))
solved_rate = Ratio("problem.solved_rate", _("问题解决率"), solved, problems, means=_("已解决的 ÷ 反映的"), says=("(?:问题)?解决率", "+(?:已解决|已经解决)~[^~#,]{0,6},占[^~#,]{0,8}#"))
