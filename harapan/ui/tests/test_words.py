"""Both languages, filters of templates, and fields of forms."""

from html import unescape

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from harapan.lib.refusals import Refusal
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.forms import GuideForm
from harapan.ui.templatetags.harapan import day, number, percent, rupiah, rupiah_short
from harapan.ui.words import Words, full_sentence_of, later


def drawn(source: str, **context) -> str:
    return Template(source).render(Context(context))


def test_words_come_in_the_readers_language_and_their_values_cannot_bring_tags():
    tag = '{% t "Sisa {n} hari" "{n} days left" n=days %}'

    assert drawn(tag, days=2) == "Sisa 2 hari"
    with translation.override("en"):
        assert drawn(tag, days="<b>") == "&lt;b&gt; days left"


def test_a_refusal_that_stands_alone_is_a_sentence_and_keeps_names_and_sums():
    refused = Refusal("masih Rp450.000 milik Siti Aminah", "Rp450.000 of Siti Aminah is open.")

    assert full_sentence_of(refused) == "Masih Rp450.000 milik Siti Aminah."
    with translation.override("en"):
        assert full_sentence_of(refused) == "Rp450.000 of Siti Aminah is open."


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "–"),
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1,0 juta"),
        (63_799_999_999, "Rp63,7 miliar"),
        (-1_250_000_000, "-Rp1,2 miliar"),
        (28_709_816_300_000, "Rp28,7 triliun"),
    ],
)
def test_large_amounts_are_said_shortly_and_never_rounded_up(amount, text):
    assert rupiah_short(amount) == text


def test_nothing_is_a_dash_and_never_a_zero():
    assert [rupiah(None), number(None), percent(None), day(None)] == ["–"] * 4
    assert [rupiah(0), number(0), percent(0.0)] == ["Rp0", "0", "0,0 %"]


def test_a_filter_link_keeps_the_other_filters():
    request = RequestFactory().get("/keluarga/?desa=6403&after=x&nama=siti")

    link = drawn('{% with_query after="" desa="64 02" %}', request=request)

    assert QueryDict(unescape(link).removeprefix("?")).dict() == {"nama": "siti", "desa": "64 02"}


class Ask(forms.Form):
    """A form with both kinds of choices."""

    where = forms.ChoiceField(
        label=later("Di mana", "Where"), choices=offered(("a", Words("sini", "here")), first=Words("semua", "all"))
    )
    name = Line()
    why = Reason()


def test_labels_and_choices_speak_the_language_of_each_reader():
    for language, words in (("id", ["Di mana", "semua", "sini"]), ("en", ["Where", "all", "here"])):
        with translation.override(language):
            page = drawn('{% include "ui/parts/form.html" %}', form=Ask())
        assert all(word in page for word in words)


def test_ten_thousand_characters_are_refused_and_not_stored():
    form = Ask({"where": "a", "name": "x" * 10_000, "why": "x" * 10_000})

    assert form.errors.keys() == {"name", "why"}


def test_every_mistake_is_named_above_and_linked_to_its_field():
    page = drawn('{% include "ui/parts/form.html" %}', form=GuideForm({"reason": "<script>"}))

    assert 'href="#id_name"' in page
    assert 'href="#id_reason_0"' in page
    assert 'aria-describedby="id_nik_helptext id_nik_error"' in page
    assert page.count('id="id_nik_error"') == 1
    assert "<script>" not in page
