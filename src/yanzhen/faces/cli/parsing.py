"""The command line in Chinese: its help, and what is wrong with what was typed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

#: What argparse says, and how a clerk is told.
FAULTS = (
    (re.compile(r"the following arguments are required: (.*)"), "还缺:{}。"),
    (re.compile(r"unrecognized arguments: (.*)"), "没有这样的写法:{}。"),
    (re.compile(r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)"), "{} 没有“{}”。可以写:{}。"),
    (re.compile(r"argument (\S+): invalid int value: '(.*)'"), "{} 要写整数,不能是“{}”。"),
    (re.compile(r"argument (\S+): invalid day value: '(.*)'"), "{} 要写成 2024-03-08 的样子,不能是“{}”。"),
    (re.compile(r"argument (\S+): expected one argument"), "{} 后面要写内容。"),
)


def day(text: str) -> date:
    """A day as it is typed; its name is what argparse calls it by."""
    return date.fromisoformat(text)


class Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法:" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Says in Chinese what it takes and what is wrong; exit code 2, as for every refusal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": Help, **kwargs, "add_help": False})
        self._positionals.title, self._optionals.title = "要写的", "可以加的"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        said = next((words.format(*met.groups()) for pattern, words in FAULTS if (met := pattern.fullmatch(message))), message)
        self.exit(2, f"{said}\n{self.format_usage()}")
