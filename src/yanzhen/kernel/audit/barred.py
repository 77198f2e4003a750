"""Where numbers stand that are no figures: days, years, clock times, numbering, names, slogans, set phrases."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from .lexicon import Words

CN: Final = "[一二三四五六七八九十〇零两]"
N: Final = rf"(?:\d{{1,4}}|{CN}{{1,4}})"
TO: Final = r"[-—–~至到、.]{1,2}"
AND: Final = "[-—–~至到]{1,2}"
DURATION: Final = "(?:年|个月|个季度|周|星期|天|日|季|学年|届)"

PATTERNS: Final = (
    # days and years
    r"(?<!\d)\d\d年[-—–~至到]\d\d年|(?<![\dA-Za-z])[xX×]{2,4}年度?",
    rf"(?<!\d)(?:1[89]|20|21)\d\d年?(?:{TO}|和|与|及)?(?:(?:1[89]|20|21)?\d\d)?年(?:度|代)?",
    rf"(?<!\d)(?:1[89]|20|21)\d\d{AND}(?:1[89]|20|21)\d\d(?![\d.亩户人元个件吨公米])",
    r"[一二][零〇○一二三四五六七八九]{3}年",
    r"(?<!\d)(?:19|20)\d\d(?:[./-]\d{1,2}[./-]\d{1,2}(?![\d%])|[./-]\d{1,2}(?![\d%一-鿿A-Za-z]))",
    rf"(?<!\d)\d{{1,2}}(?:{TO}\d{{1,2}}|月至\d{{1,2}})?月(?:份)?(?:\d{{1,2}}(?:{TO}\d{{1,2}})?(?:[日号]|(?=[、,，;；。:：\s)）|至到和—~-]|$)))?",
    r"(?<!\d)(?:19|20)\d\d(?:、(?:19|20)\d\d){1,8}(?:[和及与、](?:19|20)?\d\d)?[两三四五]?年",
    rf"(?<!\d)\d{{1,2}}(?:{TO}\d{{1,2}})?[日号](?!内|以内|之内)",
    rf"{CN}{{1,3}}(?:{TO}{CN}{{1,3}})?月(?:份)?(?:{CN}{{1,3}}[日号])?",
    rf"(?:近|过去|最近|这|(?<!提)前|头|未来|今后|此后|往后|(?<![滞落延推前])后)(?:的)?{N}(?:{AND}{N}|、{N})?(?:多|余)?个?{DURATION}(?:多)?(?:来|间|内|里|时间)?",
    rf"{N}(?:多|余)?个?{DURATION}(?:多)?(?:以来|来|以前|之前|前|以后|之后|后|期间|期|间)(?!\d)",
    rf"{N}年(?:行动|计划|规划|任务|方案|攻坚|改革|目标|大计|免|跟踪|一|任期|制|级|提升|倍增)",
    r"(?:前)?[一二三四1-4](?:、[一二三四1-4])?季度",
    rf"(?:[0-9]0|{CN}十|[七八九]零)(?:年代|后(?!的?{N}))|{N}(?:周年|世纪|年义务)|{N}(?:年|年制)(?:免费|义务)",
    r"\d{1,3}分钟[一-鿿]{0,10}圈|(?:24|二十四)小时(?:轮流)?(?:值班|值守|在线|不间断|不打烊|专人|服务|自助|热线|监|巡|开放|全天|响应|待命|滚动|运行)",
    # clock times, scores, ratios, formulas, numbers tied to letters
    r"(?<![\d.])\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\.\d)",
    rf"(?:上午|下午|晚上|早上|早晨|凌晨|中午|傍晚|夜里|早|晚|每日|当日)\s?{N}(?:{TO}{N})?(?:点|时)(?:{N}分|半|许|整|左右)?",
    rf"\d{{1,2}}时(?:{N}分(?!钟)|许|整|起|前)|(?<![\d.])\d{{1,2}}点(?:{N}分|半|许|整|左右|前|钟)?(?!\d)",
    r"(?<![\d.:：])(?!(?:\d{1,2}\.\d{1,2}[:：]){2}\d{1,2}\.\d)(?!\d{1,4}\.\d{1,4}[:：]1(?![\d.:：])|\d{1,3}(?:\.\d{1,4})?[:：]100(?![\d.:：]))\d{1,9}(?:\.\d{1,9})?(?:[:：]\d{1,9}(?:\.\d{1,9})?){1,4}",
    r"(?<!\d)(?:\d{1,3}|[A-Za-z])(?:\+(?:\d{1,3}|[A-Za-z]|[一-鿿]{1,4})){1,8}",
    r"(?<!\d)\d{1,6}(?:[×xX*]\d{1,6}){1,3}(?:小时)?",
    r"(?<!\d)\d{1,2}·\d{1,2}(?![\d%‰万亿])",
    r"PM_?(?:2\.5|10)",
    r"(?<![A-Za-z])[A-Za-z][A-Za-z.-]{0,20}\d[\d.-]{0,20}(?![\d个人户次件元万亿%名条份]|\.\d)",
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){0,3}版",
    # papers, telephones, identity numbers
    r"[〔\[［【(](?:19|20)\d\d[〕\]］】)](?:第)?\d{0,6}(?:号)?",
    r"第?(?<!\d)\d{1,8}(?:-\d{1,8})?号",
    r"(?<!\d)(?:0\d{2,3}-\d{7,8}(?:-\d+)?|1[3-9]\d{9}|\d{3,4}-\d{3,4}-\d{4}|\d{15,18}[Xx]?)(?!\d)",
    r"(?:电话|热线|邮编|传真|手机|账号|编号|代码|编码|证号|QQ|微信|邮政编码|专线|门牌)(?:号码|号|群)?\s?[:：为是]?\s?\d[\d-]{2,40}(?![\d个件次条户人名份起门部台万])",
    r"(?:(?<![一-鿿])|(?<=[见如附下上]))(?:表|图)\s?\d{1,2}(?:-\d{1,2})?(?![\d个名人件次份篇张])|附(?:件|表|图|录)\s?\d{1,2}(?![\d个份件张])",
    # numbering
    rf"(?m:^)[ \t#]{{0,20}}[(]?(?:\d{{1,2}}|{CN}{{1,3}})(?:[)、．]|[.](?!\d)|[.](?=(?:19|20)\d\d年)|\s(?=[一-鿿]))",
    r"(?m:^)[ \t#]{0,20}\d{1,2}(?:[.]\d{1,2}){1,3}(?=[\s、一-鿿])(?![年月日个户人家亩元万亿件])",
    r"(?<=[。;；:：！？!?\s])[(]?\d{1,2}(?:[)、．](?!\d)|[.](?![\d])|[.](?=(?:19|20)\d\d年))",
    rf"(?<=[。;；:：！？!?])\s?{CN}{{1,3}}、",
    rf"[(]\s?(?:\d{{1,2}}|{CN}{{1,3}})\s?[)]",
    r"《[^》\n]{1,80}》",
    # ages that describe
    r"百岁",
    rf"(?<![到至达过寿命]){N}(?:{AND}{N})?周?岁(?:及)?(?:以上|以下|以内|之间|往上|往下|朝上|开外)",
    rf"{N}周?岁?{AND}{N}周?岁",
    rf"后{N}位",
)
QUOTED: Final = re.compile(r"“([^”“\n]{1,80})”|「([^」\n]{1,80})」|『([^』\n]{1,80})』|\"([^\"\n]{1,80})\"")


class Spans:
    """Pieces of a text, asked whether they cover a place."""

    def __init__(self, spans: Iterator[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def at(self, place: int) -> tuple[int, int] | None:
        """The piece that covers this place."""
        found = bisect_right(self._starts, place) - 1
        return (self._starts[found], self._ends[found]) if found >= 0 and place < self._ends[found] else None


@lru_cache(maxsize=4)
def _compiled(words: Words) -> tuple[re.Pattern[str], ...]:
    said = sorted(set(words.of("phrases", "words")) | set(words.formulas), key=len, reverse=True)
    own = "|".join(map(re.escape, said))
    return (*map(re.compile, PATTERNS), *map(re.compile, words.of("phrases", "patterns")), re.compile(own))


def barred(text: str, words: Words) -> Spans:
    """Every piece that is no figure, whatever stands about it. Each pattern reads the text once."""
    return Spans(found.span() for pattern in _compiled(words) for found in pattern.finditer(text))


def quotes(text: str) -> Spans:
    """What stands between quotation marks, without them."""
    return Spans((found.start() + 1, found.end() - 1) for found in QUOTED.finditer(text))
