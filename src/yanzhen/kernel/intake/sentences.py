"""Why a whole file is turned away, in words its owner can act on."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen.kernel.base.refused import Refused

SENTENCES = {
    "empty": gettext_noop("文件是空的，请检查后重新上传。"),
    "size": gettext_noop("文件超过%(megabytes)s MB，请分成几个文件上传。"),
    "foreign": gettext_noop("这不是表格文件。请用 Excel 或 WPS 打开原表，另存为 xlsx 后上传。"),
    "markup": gettext_noop("这是网页改名的表格。请用 Excel 或 WPS 打开，另存为 xlsx 后上传。"),
    "other_form": gettext_noop("不能读取这种格式的表格。请用 Excel 或 WPS 打开，另存为 xlsx 后上传。"),
    "broken": gettext_noop("文件已损坏，读不出来。请用 Excel 或 WPS 打开原表，另存为 xlsx 后上传。"),
    "password": gettext_noop("文件设有打开密码。请先取消密码，再上传。"),
    "macro": gettext_noop("文件里带有宏，为安全起见不接收。请另存为不带宏的 xlsx 后上传。"),
    "links": gettext_noop("文件里有指向其他文件的链接。请在“数据—编辑链接”中断开链接，再上传。"),
    "doctype": gettext_noop("文件里有不该出现的外部声明，为安全起见不接收。请用 Excel 或 WPS 另存为 xlsx 后上传。"),
    "slip": gettext_noop("文件的内部路径不正常，为安全起见不接收。请用 Excel 或 WPS 另存为 xlsx 后上传。"),
    "parts": gettext_noop("文件内部超过%(most)s个部分，不像一张表格。请把需要的工作表单独另存后上传。"),
    "bomb": gettext_noop("文件展开后过大，为安全起见不接收。请删去多余的行列和图片，或分成几个文件上传。"),
    "memory": gettext_noop("文件展开后过大，读不下来。请删去多余的行列，或分成几个文件上传。"),
    "far": gettext_noop("表格一直伸到单元格%(cell)s。请删去数据以外的内容后再上传。"),
    "slow": gettext_noop("文件读了%(seconds)s秒还没有读完。请删去多余的内容，或分成几个文件上传。"),
    "sheets": gettext_noop("工作表超过%(most)s张，请分成几个文件上传。"),
    "merges": gettext_noop("工作表“%(sheet)s”的合并单元格太多。请取消合并后再上传。"),
    "letters": gettext_noop("认不出文件的文字编码。请用 Excel 或 WPS 打开，另存为 xlsx 后上传。"),
    "csv": gettext_noop("这个文本文件分不成行列：有的引号没有成对，或有一格太长。请另存为 xlsx 后上传。"),
    "long_cell": gettext_noop("第%(row)s行有一格超过%(most)s个字，请删减后再上传。"),
}


def refusal(code: str, facts: Mapping[str, str | int]) -> Refused:
    """The refusal for a reason code; a code nobody knows means a broken file."""
    return Refused(_(SENTENCES.get(code, SENTENCES["broken"])) % facts)
