"""Who is dead or gone by a remark of a roster, in the words clerks write; a remark about somebody else in the family says nothing of him."""

from __future__ import annotations

import re

from yanzhen.kernel.base.text import fold

CLAUSES = re.compile(r"[,;，；。、\s]+|[()（）](?![\d年月日.]+[)）])")
WHEN = r"[\d年月日号份初底末./-]"
DEAD = rf"去世|去逝|逝世|过世|离世|辞世|病[故逝]|亡故|身[故亡]|死亡|已[故亡死]|双亡|(?:^|{WHEN})[故亡死]$"
LEFT = (
    rf"迁(?:出|走|往|至|离|去)|(?:^|户口|户籍|户)(?:[已被于]|{WHEN})*注销|销户|(?<!流)转出(?!租)|组织关系.{{0,6}}转(?:出|走|往|至|到)|"
    r"(?:户口|户籍).{0,4}(?:转走|转到|转往|迁到)|(?:开除|停止)党籍|出党|除名|退党|脱党"
)
WORDS = re.compile(f"{DEAD}|{LEFT}")
#: Others of the family, of whom the clause tells; who went along with them went himself.
KIN = re.compile("[父母爸妈夫妻子女儿孙爷奶兄弟哥姐妹公婆岳伴媳婿祖]|配偶|爱人|亲属|家属|家人|双亲")
ALONG = re.compile("[随跟和与同]")
NOT = re.compile("(?:未|没有?|不).{0,3}$")


def gone(remark: str) -> bool:
    """Whether a remark says, or may say, that the person of the row is dead or no longer there."""
    return any(_tells(clause) for clause in CLAUSES.split(fold(remark)) if clause)


def _tells(clause: str) -> bool:
    met = WORDS.search(clause)
    if met is None:
        return False
    before = clause[: met.start()]
    if NOT.search(before):
        return False
    return not KIN.search(before.removeprefix("本人")) or bool(ALONG.search(before))
