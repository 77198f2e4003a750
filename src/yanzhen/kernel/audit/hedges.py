"""How exactly a number is stated: the words at once before it, inside it and behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .claims import Approx
from .lexicon import Words
from .tokens import Token

# 3公里多, but 10人多次: behind a unit 多 is a hedge where the phrase ends.
TRAILING: Final = re.compile(r"[多余](?=[,，。、;；(（)）的地田路深高长宽厚远]|时间|一?点|$)")
WITHIN: Final = re.compile(r"内(?!部|容|外|在|心|涵|地)")
#: 过亿 and 上百 hedge a scale word that has no digit; before any other number 过 and 上 are verbs.
ROUND: Final = ("过", "上", "破")
FAR: Final = re.compile(r"(?<![条合节制预简公契相解签])约占[^,，。;；\d]{0,8}的$")
RULED: Final = re.compile(r"的?[一-鿿]{0,6}(?:线|标准|水平|目标|要求|规定|任务|平均|均值|上限|下限|指标|规矩|红线)|的全|的上年|的去年")
STEPS: Final = ("跨越", "跨过", "迈过", "越过", "冲破", "超越", "迈上", "跨上", "登上", "站上", "踏上")  # 跨越两个千亿元台阶
COMPARING: Final = ("高于", "低于", "超过", "多于", "少于", "大于", "小于", "未达", "未达到", "没有达到", "没达到", "没有超过", "没超过", "未超过")
VERBS: Final = frozenset("通经不超越穿渡路见走去来跨翻受看当做花用拿发吃领给收交借")
PAST: Final = re.compile(r"(?:^|[^通经不超越穿渡路走跨翻见])过了$")  # 过了三分之二, 过了百万元
SMALL: Final = re.compile(r"(?<![大中最较过微减狭偏幼由缩])小$")  # 小一千元
SURPASSED: Final = re.compile(r"[,，]超出$|(?:任务|计划|目标)的?\d[\d.]{0,6}%[,，]超$")  # 概算210万元，实际支付246.5万元，超出36.5万元
FROM: Final = re.compile(r"(?:[由从](?:当[年初时]的?)?|当[年初时])$")
TURNS: Final = frozenset(("一百", "一千", "一万", "两百", "两千", "两万", "百", "千", "万"))
LEAST: Final = ("至少", "最少", "少说", "不少", "不低", "不得低", "不得少")
BOUND: Final = re.compile(
    r"(?:至少|最少|至多|最多|少说)(?!的|[时达为]|一[天日夜昼次年晚个周月场户人季])[一-鿿]{1,6}$|(?:不少于|不低于|不得低于|不得少于|不超过|不高于|不得超过|不得高于)[一-鿿]{1,10}$"
)
OF: Final = re.compile(r"(?:(?P<over>超过|超出|过了)|(?P<under>不足|不到|未到|不及|不够|接近|将近|逼近)|(?:差不多|大约)占)[一-鿿]{1,10}(?:[(][^()]{1,12}[)])?的$|(?:差不多|大约)(?:[占是有]|[少多]了)(?:[一-鿿]{1,8}的)?$")
DOUBLED: Final = re.compile(r"(?:(?P<over>超过|不止)|(?P<under>接近|将近|(?<![最附])近|不到|差点|几乎))翻了?$")  # 接近翻一番
NEARLY: Final = re.compile(r"(?<![条合节制预简公契相解签])约占[一-鿿]{1,8}\d[\d.]{0,9}[一-鿿]{0,3}的$")
EDGE: Final = re.compile(r"[强弱](?=[,，。;；、)）的了已是在都]|$)")
CUT: Final = re.compile(r"[由从][^,，。;；]{2,18}压减到$")
HALF: Final = ("一半", "半数")
TIMES: Final = ("年", "月", "天", "日", "小时", "分钟", "周", "星期", "季度", "钟头", "秒")


@dataclass(frozen=True)
class Table:
    """Hedge words by what they make of a number, and the letters behind or before which one is part of another word."""

    before: dict[str, Approx]
    after: dict[str, Approx]
    weak: frozenset[str]
    part_of: dict[str, tuple[str, ...]]
    start_of: dict[str, frozenset[str]]
    longest: int


@lru_cache(maxsize=4)
def table(words: Words) -> Table:
    sides = {side: {word: Approx(name) for name, many in words.section(f"hedges_{side}").items() for word in many} for side in ("before", "after")}
    part_of = {word: tuple(many) for word, many in words.section("not_hedge").items()}
    start_of = {word: frozenset(many) for word, many in words.section("not_hedge_before").items()}
    return Table(sides["before"], sides["after"], frozenset(words.of("weak", "words")), part_of, start_of, max(map(len, [*sides["before"], *sides["after"]])))


@dataclass(frozen=True)
class Hedged:
    """The reading of a token with its hedges: from `start` to `end` of the folded text; `shared` with the number before it in a list."""

    approx: Approx
    start: int
    end: int
    shared: bool = False


def hedged(text: str, token: Token, words: Words) -> Hedged:
    """A hedge behind outweighs one before, which outweighs one inside; 大关 only underlines."""
    known = table(words)
    before, after = _before(text, token.start, known), _after(text, token, known)
    if not before and token.round and text[token.start - 1 : token.start] in ROUND:
        return Hedged(Approx.OVER, token.start - 1, token.end + len(after))
    if not before and PAST.search(text, max(0, token.start - 3), token.start) and (token.digits == "ratio" or token.round or _share_or_money(token)):
        return Hedged(Approx.OVER, token.start - 2, token.end + len(after))
    if not before and SMALL.search(text, max(0, token.start - 2), token.start) and token.digits == "chinese" and token.numeral in TURNS:
        return Hedged(Approx.UNDER, token.start - 1, token.end + len(after))
    if not before and (passes(text, token) or token.numeral.startswith("半") and text[token.start - 1 : token.start] == "过"):
        return Hedged(Approx.OVER, token.start - 1, token.end + len(after))
    if _no_hedge(text, token, before, after):
        return Hedged(Approx.EXACT, token.start, token.end)
    if not before and not after and (far := _of_all(text, token)):
        return Hedged(far, token.start, token.end)
    start, end = token.start - len(before), token.end + len(after)
    if after and after not in known.weak:
        return Hedged(known.after.get(after, Approx.UNDER if after == "内" else Approx.ABOUT), start, end)
    if before:
        bound = Approx.ABOUT if before[0] == "约" else Approx.OVER if before.startswith(LEAST) else Approx.UNDER
        return Hedged(known.before.get(before, bound), start, end)
    if token.inside:
        return Hedged(Approx.ABOUT, start, end)
    return Hedged(known.after.get(after, Approx.EXACT), start, end)


def _no_hedge(text: str, token: Token, before: str, after: str) -> bool:
    """由6.4亿元起步, 跨越两个台阶, 概算210万元，超出36.5万元, 高于全省平均, 由704万元压减到655万元: the word says something else here."""
    return (
        after == "起步"
        and FROM.search(text, max(0, token.start - 4), token.start) is not None
        or before in STEPS
        and token.measure == "个"
        or not after
        and SURPASSED.search(text, max(0, token.start - 20), token.start) is not None
        or before in COMPARING
        and RULED.match(text, token.end) is not None
        or before.startswith("压减")
        and CUT.search(text, max(0, token.start - 24), token.start) is not None
    )


def _of_all(text: str, token: Token) -> Approx | None:
    """超过总数的三分之二, 不足其他的一半, 约占总人口2.1万的28%, 四分之一强: of a share, told away from it."""
    share = token.digits == "ratio" or token.measure == "成"
    if share and (edge := EDGE.match(text, token.end)):
        return Approx.OVER if edge[0] == "强" else Approx.UNDER
    folds = DOUBLED if token.measure == "番" else OF if share else None
    if folds and (found := folds.search(text, max(0, token.start - 28), token.start)):
        return Approx.OVER if found["over"] else Approx.UNDER if found["under"] else Approx.ABOUT
    return Approx.ABOUT if token.measure == "%" and NEARLY.search(text, max(0, token.start - 18), token.start) else None


def passes(text: str, token: Token) -> bool:
    """收入过50万元, 过三成: 过 before money or a share; 经过, 当过 and the like are verbs."""
    return _share_or_money(token) and text[token.start - 1 : token.start] == "过" and text[token.start - 2 : token.start - 1] not in VERBS


def _share_or_money(token: Token) -> bool:
    return token.measure in ("成", "%") or token.measure.endswith("元")


def _before(text: str, start: int, known: Table) -> str:
    """The longest hedge that ends here; 至少 also with its verb (至少增加)."""
    if FAR.search(text, max(0, start - 12), start):
        return text[text.rfind("约", 0, start) : start]
    if found := BOUND.search(text, max(0, start - 16), start):
        return found[0]
    for length in range(min(known.longest, start), 0, -1):
        word = text[start - length : start]
        if word in known.before:
            return "" if text.endswith(known.part_of.get(word, ()), 0, start - length) else word
    return ""


def _after(text: str, token: Token, known: Table) -> str:
    piece = text[token.end : token.end + known.longest]
    for length in range(len(piece), 0, -1):
        if (word := piece[:length]) in known.after and piece[length : length + 1] not in known.start_of.get(word, ()):
            return word
    if TRAILING.match(piece) and token.measure or piece[:1] == "多" and (token.measure == "成" or token.numeral in HALF):
        return piece[0]
    return "内" if token.measure.endswith(TIMES) and WITHIN.match(piece) else ""
