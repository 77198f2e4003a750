"""Why a report cannot be read, in words its owner can act on."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen.kernel.base.refused import Refused

from .saying import Said

SENTENCES = {
    "empty": gettext_noop("文件里没有文字，请检查后重新上传。"),
    "size": gettext_noop("文件超过%(megabytes)s MB。请删去图片，或另存为纯文字后上传。"),
    "long": gettext_noop("文件超过%(most)s个字，请分成几个文件上传。"),
    "pages": gettext_noop("文件超过%(most)s页，请分成几个文件上传。"),
    "blocks": gettext_noop("文件超过%(most)s段，请分成几个文件上传。"),
    "figures": gettext_noop("文件里的数字超过%(most)s个，请分成几个文件上传。"),
    "foreign": gettext_noop("这不是报告。请上传 Word（docx）、带文字的 PDF 或纯文字文件。"),
    "other_form": gettext_noop("不能读取旧格式的文档。请用 Word 或 WPS 打开，另存为 docx 后上传。"),
    "markup": gettext_noop("这是网页。请把报告的文字复制出来，或另存为 docx 后上传。"),
    "broken": gettext_noop("文件已损坏，读不出来。请用 Word 或 WPS 打开原稿，另存为 docx 后上传。"),
    "password": gettext_noop("文件设有密码或权限限制。请先取消，再上传。"),
    "macro": gettext_noop("文档里带有宏，为安全起见不接收。请另存为不带宏的 docx 后上传。"),
    "script": gettext_noop("PDF 里带有自动运行的内容，为安全起见不接收。请上传原来的 Word 稿，或重新打印成 PDF。"),
    "links": gettext_noop(
        "文档里有指向别处的模板或文件，为安全起见不接收。请用 Word 或 WPS 把内容复制到新文档后上传。"
    ),
    "doctype": gettext_noop("文档里有不该出现的外部声明，为安全起见不接收。请用 Word 或 WPS 另存为 docx 后上传。"),
    "slip": gettext_noop("文档的内部路径不正常，为安全起见不接收。请用 Word 或 WPS 另存为 docx 后上传。"),
    "parts": gettext_noop("文档内部超过%(most)s个部分，不像一份报告。请把文字复制到新文档后上传。"),
    "bomb": gettext_noop("文档展开后过大，为安全起见不接收。请删去图片和多余的内容后上传。"),
    "memory": gettext_noop("文件展开后过大，读不下来。请删去图片和多余的内容，或分成几个文件上传。"),
    "slow": gettext_noop("文件读了%(seconds)s秒还没有读完。请分成几个文件上传。"),
    "letters": gettext_noop("认不出文件的文字编码。请用 Word 或 WPS 打开，另存为 docx 后上传。"),
    "scanned": gettext_noop("这份 PDF 是扫描的图片，没有文字可读。请上传原来的 Word 稿，或先做文字识别。"),
}


def refusal(code: str, facts: Mapping[str, str | int]) -> Refused:
    """The refusal for a reason code; a code nobody knows means a broken file."""
    sentence = SENTENCES.get(code, SENTENCES["broken"])
    return Refused(_(sentence) % facts)


def spoken(why: str) -> str:
    """What an audit said, in the language of whoever reads it."""
    if isinstance(why, Said):
        return _(why.message) % {name: spoken(part) for name, part in why.parts.items()}
    return why
