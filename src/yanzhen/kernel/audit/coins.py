"""Money as it is spoken: 19块零5分, 两毛五, 四分钱, 欠了一万以上. All of it is told in 元; what is no money keeps its unit."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from . import numerals
from .tokens import Token

DIGIT: Final = "[1-9一二三四五六七八九两]"
YUAN: Final = re.compile(
    rf"(?:零?(?P<mao>{DIGIT})[毛角](?:(?P<fen>{DIGIT})分?(?!之|别))?|零(?P<few>{DIGIT})分(?!之|别)|(?P<rest>{DIGIT})(?=[,，。;；、:：！？!?\n)）”一每钱的左右多/|]|$))?钱?"
)
JIAO: Final = re.compile(rf"(?:(?P<fen>{DIGIT})(?:分(?!之|别)|(?=[,，。;；、:：！？!?\n)）”一每钱的左右多/|]|$)))?钱?")
FEN: Final = re.compile(r"钱")
PLOT: Final = re.compile(r"地(?=[,，。;；、！？!?\n)）|]|$)")  # 每户两分地
NONE: Final = re.compile(r"钱?(?:[都也]?[没未不]|[都也])")  # 一分钱没拿
CENT: Final = re.compile(r"(?<![不没])(?:[降涨高低少多贵省差]|便宜)了?$")  # 每斤降了一分钱; 一分钱 else stands for nothing
PAID: Final = re.compile(
    r"(?:挣|赚|花|掏|欠|赔|捐|借|贷|罚|奖|补|缴|亏|垫|省[了下]|涨|退|还[了给]|卖|发|分|得|拿|给|收|差|交|收入|工资|租金|补助|补贴|纯利|利润|每[斤亩吨户人月年天个]|一[斤亩吨年天个])"
    r"(?:[了出掉到去得上过起给下]|进去){0,2}(?:[只就还能近超约要]|将近|超过|大约|不到|不足|少说|能卖|他们|每人|每户|每亩)?$"
)
OWED: Final = re.compile(r"(?:挣|赚|花|掏|欠|赔|捐|借|罚|缴|亏|垫|卖|搭|投|筹|拨|[罚欠捐赔借贷存]款)(?:[了出掉去得上过下回]|进去)?(?:[就还要近超约]|将近|超过|不到|不足|少说|大约)?$|(?:^|(?<=[,，。；;:：]))[进出存]$")
ENDS: Final = ",，。;；、:：！？!?\n()（）“”|的"
ABOUT: Final = re.compile(r"(?:多|左右|以上|以下|不到|上下|出头)?(?=[,，。;；、:：！？!?\n()（）“”|的才就都]|$)")
LEAST: Final = 100


def money(text: str, token: Token) -> Token:
    """The token in 元 where it is spoken money; it takes in the smaller coins behind it."""
    if not token.measure and token.digits in ("arabic", "chinese"):
        return _bare(text, token)
    if token.measure not in ("块", "毛", "角", "分", "元") or not token.value:
        return token
    if token.measure in "毛角分":
        return _small(text, token)
    found = YUAN.match(text, token.end)
    coins = bool(found and (found["mao"] or found["few"] or found["rest"]) and not token.scale and not token.upper and token.value.isdigit())
    if not found or token.measure == "元":
        return _with(token, found) if found and coins and not found["rest"] else token
    if coins:
        return _with(token, found)
    told = found[0].endswith("钱") or ABOUT.match(text, token.end) and PAID.search(text, max(0, token.start - 10), token.start)
    thousands = (token.inside and token.amount >= LEAST or token.digits == "chinese" and token.amount >= 10 * LEAST) and ABOUT.match(text, token.end)
    return replace(token, measure="元", end=token.end) if told or thousands else token


def _with(token: Token, found: re.Match[str]) -> Token:
    tenths, cents = found["mao"] or found["rest"], found["fen"] or found["few"]
    digits = [str(numerals.DIGITS.get(digit, digit)) if digit else "0" for digit in (tenths, cents)]
    value = f"{token.value}.{''.join(digits) if cents else digits[0]}"
    return replace(token, value=value, measure="元", end=found.end() - found[0].endswith("钱"))


def _small(text: str, token: Token) -> Token:
    """九毛, 五六毛, 两毛五, 四分钱; 两分地 is a fifth of a 亩."""
    tiny = token.measure == "分"
    if tiny and token.value == "1" and not CENT.search(text, max(0, token.start - 4), token.start):
        return token
    if token.scale or not token.value.isdigit() or len(token.value) > 1 or token.value == "1" and NONE.match(text, token.end):
        return token
    if tiny and PLOT.match(text, token.end):
        return _scaled(token, 1, "亩")
    found = (FEN if tiny else JIAO).match(text, token.end)
    if not found or token.measure == "角" and not found["fen"] and found[0] != "钱":
        return token
    if tiny or not found["fen"]:
        return _scaled(token, 2 if tiny else 1, "元")
    cents = numerals.DIGITS.get(found["fen"], found["fen"])
    return replace(token, value=f"0.{token.value}{cents}", measure="元", end=found.end() - found[0].endswith("钱"))


def _scaled(token: Token, places: int, measure: str) -> Token:
    value, upper = (numerals.plain(Decimal(one).scaleb(-places)) if one else "" for one in (token.value, token.upper))
    return replace(token, value=value, upper=upper, measure=measure)


def _bare(text: str, token: Token) -> Token:
    """欠了一万以上, 挣了两千多: a large number alone behind a verb of paying."""
    large = token.scale or not token.upper and token.value.isdigit() and int(token.value) >= LEAST and token.digits == "chinese"
    if large and not token.round and ABOUT.match(text, token.end) and OWED.search(text, max(0, token.start - 8), token.start):
        return replace(token, measure="元")
    return token
