"""Made-up forms for the style page: one of each kind of field."""

from __future__ import annotations

from datetime import date

from django import forms

TODAY = date(2017, 12, 20)
TOPICS = ("道路通行", "用水", "民政政策", "医疗养老", "用电", "村级发展", "其他")


def day() -> forms.DateInput:
    """The browser's own way to choose a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnswerForm(forms.Form):
    """What a step asks."""

    how = forms.ChoiceField(label="怎么告诉他的", choices=[("door", "上门"), ("phone", "电话")])
    text = forms.CharField(
        label="答复内容", widget=forms.Textarea(attrs={"rows": 4}), initial="控制柜已换，夜间供水恢复。"
    )
    day = forms.DateField(label="哪天", widget=day(), initial=TODAY)
    photos = forms.FileField(label="照片", required=False, help_text="位置信息会去掉，要留的请另外勾选。")


class VisitForm(forms.Form):
    """A visit as a grid worker writes it down on a phone."""

    household = forms.CharField(label="哪一户", help_text="门牌、户主姓名或户编号都可以")
    heard = forms.CharField(label="说了什么", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    topic = forms.ChoiceField(
        label="属于", choices=[(word, word) for word in TOPICS], widget=forms.RadioSelect(attrs={"class": "chips"})
    )
    people = forms.IntegerField(label="在家几口人", min_value=0)
    agreed = forms.BooleanField(label="已当面读给他听", required=False)
    who = forms.MultipleChoiceField(
        label="谁一起去的",
        choices=[("1", "网格员 孙梅"), ("2", "村文书 王桂兰")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class FilterForm(forms.Form):
    """Above a list; nothing here must be filled in, so nothing says that it may be left out."""

    optional = True
    q = forms.CharField(label="事由、编号", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    village = forms.ChoiceField(label="村", required=False, choices=[("", "全部"), ("1", "北崖村")])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("1", "办理中")])
    since = forms.DateField(label="自", required=False, widget=day())
