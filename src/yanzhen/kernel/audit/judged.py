"""Which numerals are figures: what the words about each one say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from . import numerals
from .barred import CN, Spans, barred, quotes
from .claims import Approx
from .hedges import Hedged, hedged
from .lexicon import Words
from .tokens import Token, measures

SHORT_QUOTE: Final = 14
LARGE: Final = 100  # a slogan's numbers are smaller
NUMBER_OF: Final = frozenset(("个", "项", "条", "种", "类", "支", "张", "道"))
SHARES: Final = frozenset(("成", "倍", "番", "%", "‰"))
NOT_TENTHS: Final = frozenset("势立为功员果效本长绩品套熟都就型交群活片分份年才因份为语家")
PARTED: Final = ("分担", "分摊", "分成", "分配", "分红")
LASTING: Final = re.compile(r"(?:连续|历时|为期|持续|长达|满|分|仅用|用时|用|耗时|缩短|提前|延长|停[电水工产课业]?了?|任期|不到|不足|近|超过|每隔|保质期|周期|期限|[干做当守]了|[晚早]|就是|错开|推迟|延后|提早)$")
LASTED: Final = re.compile(r"间|时间|内|以上|有余|之久|多|[未没]")
BECOME: Final = re.compile(r"(?:减|降|增|减少|增加|缩减|压减|升)[到至为]$")
JOINED: Final = re.compile(r"跻身|入选|入围|进入|位列|名列|荣获|评为")
FORCE: Final = re.compile(r"[风震烈][^,，。;；]{0,4}$")
MORE: Final = re.compile(r"方面(?:\d|来[:：])")  # 四个方面11类36个问题
STAGED: Final = re.compile("个(?:环节|步骤|领域|阶段)")  # 清产核资、成员界定四个环节全部完成
SINGLE: Final = re.compile(r"(?:只有|仅有|仅|还剩|只剩|剩下|剩余|余下|其余|尚有|另有)的?$")
STILL: Final = re.compile(r"仍|还在|尚|未|拖|，就是|也没")  # 渠道养护一项仍在推进
LEFT: Final = re.compile(r"[剩余]下?的?$")
ALONG: Final = re.compile(r"次(?:以上|以下)?[、,，]\d{0,4}[一-鿿]{1,10}$")
LISTED: Final = re.compile(r"[一-鿿]{2,6}、[一-鿿]{2,8}$")  # 护渔、护堤、助老三类岗位
SORTS: Final = ("类", "项", "方面")
TOLD: Final = ("以上", "上述", "前述", "余下", "其余")  # 以上五类合计348件
BEFORE: Final = re.compile(rf"、[一-鿿]{{2,8}}(?:\d|{CN}){{1,3}}个")  # 应急排一个、支援分队三个
UNCOUNTED: Final = frozenset("线路角")  # 四线, 五路: names, unless they are many
TWO: Final = frozenset("个名家件户座")  # 二个帮扶单位; 二处 is an office
TIMED: Final = re.compile(r"连续$|[办编刊发播出推训讲贴共计达满]了?$|(?:讲座|讲堂|课堂|夜校|学堂|简报|专栏|节目|培训|活动|论坛|班)”?$")
ONES: Final = frozenset("张人户名件支座例宗所台篇处艘辆间栋幢份只头条")
POINTS: Final = ("个百分点", "百分点")
EVERY: Final = re.compile(r"每[一-鿿]{0,4}$")  # 每提高一个百分点
HURT: Final = re.compile(r"(?:[伤亡]|死亡)了?$|(?:事故|案件|命案|火灾)$")  # 伤了一个人, 亡人事故一起
LOST: Final = re.compile("丧生|死亡|遇难|受伤|失踪|溺亡|遇险")
OF_EACH: Final = re.compile(r"每[栋组班台]$")  # 每栋一名楼长
MOST: Final = re.compile(r"最[多少]")  # 最多一天收6200吨
SPANS: Final = ("亩", "小时", "个小时", "个钟头", "年", "个月", "天", "周", "昼夜", "公里", "里")
LONG: Final = ("年", "个月", "天")
LENGTHS: Final = ("小时", "分钟", "公里", "天")
NEVER: Final = "头另是第每各同某这那哪任逐统唯不又再先后上下前本全整"
CLAUSE: Final = ",，。;；、:：！？!?\n()（）“”|"
STARTS: Final = CLAUSE.replace("”", "")
RANK: Final = re.compile(rf"([第前])(\d{{1,4}}|{CN}{{1,3}})(位|名)?")
RANKED: Final = re.compile(r"(?:排名|排|位居|位列|名列|列|居|获|得|跃居|升至|升到|增[幅速长]|涨幅|总量|产量|销量|稳居|保持|位次|上升|前移|全\w|跻身|进入|进|挺|冲|跨|倒数|考核|综合|成绩|评比|测评|稳定在|排在)[^,，。；;\n]{0,12}$")
MOVED: Final = re.compile(r"(?:上升|下降|升|降|跃|蹿|窜|跌|提|前|后|滑|退)")
AMONG: Final = ("行列", "方阵", "的")
PRAISED: Final = ("的增速", "的增幅", "的好成绩", "的成绩", "的位次", "的排名", "的名次")
GREATEST: Final = re.compile(r"[大高多强好低长]")  # 1998年以来第二大洪水
LEAST_FIRST: Final = 3  # 前二 praises, 前十 ranks
SPOKEN: Final = re.compile(r"[。！？!?,，;；]")


@dataclass(frozen=True)
class Reading:
    """A folded text with what was told apart in it beforehand."""

    text: str
    words: Words

    @cached_property
    def barred(self) -> Spans:
        return barred(self.text, self.words)

    @cached_property
    def quotes(self) -> Spans:
        return quotes(self.text)

    def clause_before(self, place: int, longest: int = 24) -> str:
        """The words before a place, back to the last stop."""
        piece = self.text[max(0, place - longest) : place]
        return piece[max((piece.rfind(stop) for stop in CLAUSE), default=-1) + 1 :]


def figure(reading: Reading, token: Token) -> Hedged | None:
    """How the token is stated, if it is a figure."""
    told = hedged(reading.text, token, reading.words)
    if _in_word(reading, token) or _named(reading, token):
        return None
    if not (token.measure or token.digits == "ratio" or _large(token)) or _tied(reading.text, token):
        return None
    if token.digits == "chinese" and not _counted_in_words(reading, token, told):
        return None
    return told if _plausible(reading, token) else None


def _in_word(reading: Reading, token: Token) -> bool:
    """Whether it lies in something barred. A phrase that ends inside the numeral's own unit bars it too."""
    return reading.barred.at(token.start) is not None


def _named(reading: Reading, token: Token) -> bool:
    """A number in a name or a slogan between quotation marks; “两小时” alone and what people say are none."""
    held = reading.quotes.at(token.start)
    if held is None:
        return False
    inside = reading.text[held[0] : held[1]]
    if inside.strip() == reading.text[token.start : token.end]:
        return token.measure in NUMBER_OF
    if token.measure in ("%", "‰") and inside[:1] not in "0123456789":
        return False
    if token.digits == "chinese":
        return not SPOKEN.search(inside[-1]) and not (token.inside and token.measure.endswith("元"))
    spoken = SPOKEN.search(inside) or len(inside) > SHORT_QUOTE
    return not spoken and not (token.measure and token.digits == "arabic" and token.amount >= LARGE)


def _large(token: Token) -> bool:
    """惠及89万监测对象: so many of whatever it is, for nothing else is written with 万 and 亿."""
    return token.digits == "arabic" and token.scale[-1:] in ("万", "亿")


def _tied(text: str, token: Token) -> bool:
    """5G and B2B: digits tied to letters that are no unit."""
    after = text[token.end : token.end + 1]
    return bool(not token.measure and after.isascii() and after.isalpha())


def _counted_in_words(reading: Reading, token: Token, told: Hedged) -> bool:
    """三十二户 counts; 一个, 二级, 三个坚持 and 万亩 in a name do not."""
    text, measure, numeral = reading.text, token.measure, token.numeral
    if measure in SHARES:
        return measure != "成" or text[token.start - 1 : token.start] == "的" and text.startswith("都", token.end) or text[token.end : token.end + 1] not in NOT_TENTHS or text.startswith(PARTED, token.end)
    if token.measure in SPANS and token.value == "1" and (told.start < token.start or told.end > token.end and text[token.end] not in "多余" or text.startswith("出头", token.end)) and not MOST.match(text, told.start):
        return True
    if not token.scale and token.value in ("1", "0") and not token.inside or numeral in ("零", "〇") or numeral == "二" and measure not in TWO:
        return _one(reading, token) or _bound(token, told) and not MOST.match(text, told.start) or bool(BECOME.search(text[max(0, token.start - 4) : token.start])) or _alone(reading, token)
    if token.round and not token.inside and (told.start, told.end) == (token.start, token.end):
        return measure == "强" and bool(JOINED.search(reading.clause_before(token.start)))
    large = bool(token.scale or token.inside or len(numeral) > 1 or "." in token.value and numeral != "半")
    if measure in UNCOUNTED and not large or measure == "期" and not TIMED.search(text[max(0, token.start - 4) : token.start]):
        return large
    if measure in measures(reading.words).strict and not large:
        return _ends_phrase(reading, token) or _bound(token, told) or text.startswith(("下来", "分别", "依次"), token.end) or measure in SORTS and text[max(0, token.start - 2) : token.start] in TOLD or measure in "类样" and bool(LISTED.search(text, max(0, token.start - 24), token.start))
    if numeral == "半":
        return measure not in LONG or bool(LASTING.search(text[max(0, token.start - 4) : token.start]) or LASTED.match(text, token.end) or _bound(token, told))
    if measure == "年":
        return bool(token.inside or _bound(token, told) or LASTING.search(text[max(0, token.start - 4) : token.start]) or LASTED.match(text, token.end))
    if not token.inside and not token.scale and len(numeral) <= 2 and not _bound(token, told):
        quoted = text[token.end : token.end + 1] == "“"
        if text.startswith(_heads(reading.words), token.end + quoted):
            return bool(MORE.match(text, token.end) or STAGED.match(text, token.end - len(measure)) and LISTED.search(text, max(0, token.start - 24), token.start))
    return measure != "处" or large or text[token.end : token.end + 1] in CLAUSE


def _bound(token: Token, told: Hedged) -> bool:
    """不到一小时, 一年以上: what is a bound is measured."""
    return told.approx in (Approx.OVER, Approx.UNDER) and (told.start, told.end) != (token.start, token.end)


def _one(reading: Reading, token: Token) -> bool:
    """建档一户。 只有一名, 一支60人的队伍, 视察六次、询问一次: this one is counted."""
    if token.measure in POINTS:
        return not EVERY.search(reading.text, max(0, token.start - 8), token.start)
    if token.value == "1" and _beside(reading.text, token):
        return True
    if token.value != "1" or token.measure not in ONES | {"个", "次", "起", "项"}:
        return False
    before, after = reading.clause_before(token.start), reading.text[token.end : token.end + 1]
    if token.measure == "次":
        return after != "性" and bool(ALONG.search(reading.text[max(0, token.start - 18) : token.start]))
    if token.measure == "个" and before and BEFORE.match(reading.text, token.end):
        return True
    if HURT.search(before) or OF_EACH.search(before) or token.measure == "人" and LOST.match(reading.text, token.end):
        return True
    if (LEFT if token.measure in "个" else SINGLE).search(before) or STILL.match(reading.text, token.end):
        return True
    return token.measure in ONES and (after.isdigit() and not _told_apart(reading.text, token) or _ends_phrase(reading, token))


def _beside(text: str, token: Token) -> bool:
    """二十六个小组、一个大组; 两张无人签字、一张白条: another of its kind was counted just before."""
    before = text[max(0, token.start - 16) : token.start]
    return bool(re.search(rf"(?:\d|{CN}){token.measure}[一-鿿]{{1,10}}[、和]$", before))


def _told_apart(text: str, token: Token) -> bool:
    """两座蓄水池，一座200立方米、一座100立方米: what was counted is told one by one."""
    before = text[max(0, token.start - 24) : token.start]
    return bool(re.search(rf"[两三四]{token.measure}[^。；]{{0,12}}[，,:：]$|一{token.measure}[^。；，]{{0,14}}、$", before))


def _ends_phrase(reading: Reading, token: Token) -> bool:
    """清塘两口。 举办三期, : a number behind its noun, with nothing after it."""
    before = reading.text[token.start - 1 : token.start]
    own = reading.text.endswith(token.measure, 0, token.end)  # 四、五类危桥
    closes = reading.text[token.end : token.end + 1]
    return own and closes in CLAUSE and not (closes == "“" and token.value == "1") and before not in STARTS and before not in NEVER


def _alone(reading: Reading, token: Token) -> bool:
    """“一小时” by itself between quotation marks."""
    return token.measure in LENGTHS and reading.quotes.at(token.start) == (token.start, token.end)


@lru_cache(maxsize=4)
def _heads(words: Words) -> tuple[str, ...]:
    return words.of("phrases", "heads")


def _plausible(reading: Reading, token: Token) -> bool:
    if token.digits == "ratio":
        return True
    if token.measure == "年" and len(token.value) == 4 and token.value.isdigit() and not token.scale:
        return False
    if token.measure == "级":
        return bool(FORCE.search(reading.text[max(0, token.start - 6) : token.start]))
    return not (token.value.startswith("0") and len(token.value) > 1 and token.value[1] != ".")


def ranks(reading: Reading) -> Iterator[Token]:
    """第3位, 排名第三, 由第七升至第三, 稳居前十."""
    for found in RANK.finditer(reading.text):
        value, after = numerals.number(found[2]), reading.text[found.end() : found.end() + 1]
        alone = after in CLAUSE or reading.text.startswith(("和第", "与第", "及第"), found.end()) or reading.text.startswith(AMONG if found[1] == "前" else PRAISED, found.end())
        before = reading.text[max(0, found.start() - 16) : found.start()]
        ranked, moved = RANKED.search(before), MOVED.match(reading.text, found.end())
        if found[1] == "第" and not found[3] and GREATEST.match(reading.text, found.end()):
            ranked = re.search(r"以来|历史|全[^\W\d]|世界|亚洲|国内|[省市]内|我[^\W\d]", before)
            alone = bool(ranked)
        ranked = ranked or (re.search("是$", before) if found[1] == "第" and found[2].isdigit() else None)
        first = found[1] == "前" and bool(found[3] or not value or value < LEAST_FIRST)
        if value is not None and not first and (found[3] and (alone or ranked or moved) or ranked and (alone or moved)):
            yield Token(found.start(), found.end(), numerals.plain(value), "", found[3] or "", "rank")
