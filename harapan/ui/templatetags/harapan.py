"""What templates may do to a value; built in, so that no template loads it."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template.base import NodeList
from django.template.loader_tags import BlockNode
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from harapan.lib import rupiah as money
from harapan.lib.english import agree
from harapan.lib.identifiers import dotted as dotted_code
from harapan.lib.identifiers import masked as masked_identifier
from harapan.ui.icons import SHAPES
from harapan.ui.words import Words, said

register = template.Library()

MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}

SIZES = (
    (10**12, Words("triliun", "trillion")),
    (10**9, Words("miliar", "billion")),
    (10**6, Words("juta", "million")),
)
"""From the largest, how large amounts are said."""


@register.simple_tag
def t(indonesian: str, english: str, **values: Any) -> SafeString:
    """Words in both languages: `{% t "Sisa {n} hari" "{n} [day|days] left" n=days %}`. Values are escaped.

    Of `[one|many]` in the English, `n` chooses.
    """
    words = said(indonesian, agree(english, values["n"]) if "n" in values else english)
    return format_html(words, **values) if values else conditional_escape(words)


@register.filter
def rupiah(amount: int | None) -> str:
    """`1500000` as `Rp1.500.000`; nothing as a dash."""
    return "–" if amount is None else money.rupiah(int(amount))


@register.filter
def rupiah_short(amount: int | None) -> str:
    """`63740250000` as `Rp63,7 miliar`, cut and never rounded up; for large type, with the whole amount nearby."""
    if amount is None:
        return "–"
    for size, words in SIZES:
        if abs(amount) >= size:
            tenths = abs(amount) * 10 // size
            return f"{'-' if amount < 0 else ''}Rp{money.number(tenths // 10)},{tenths % 10} {words}"
    return money.rupiah(amount)


@register.filter
def number(count: int | None) -> str:
    """`65387` as `65.387`; nothing as a dash."""
    return "–" if count is None else money.number(int(count))


@register.filter
def percent(share: float | None) -> str:
    """`0.8532` as `85,3 %`."""
    return "–" if share is None else f"{share * 100:.1f} %".replace(".", ",")


@register.filter
def day(value: date | datetime | None) -> str:
    """`12 Januari 2022`, in the reader's language."""
    if value is None:
        return "–"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.day} {MONTHS[said('id', 'en')][local.month - 1]} {local.year}"


@register.filter
def month(value: date | None) -> str:
    """`Januari 2022`, in the reader's language."""
    return "–" if value is None else f"{MONTHS[said('id', 'en')][value.month - 1]} {value.year}"


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Day and clock, readable by machines too."""
    if value is None:
        return mark_safe("–")
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}, {}</time>', local.isoformat(), day(value), f"{local:%H.%M}")


@register.filter
def masked(identifier: str | None) -> str:
    """Only the last four characters."""
    return masked_identifier(identifier or "")


@register.filter
def dotted(code: str) -> str:
    """`64.02.01.2001`."""
    return dotted_code(code)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The address of this page with some of its filters changed; an empty value takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture beside words; it never stands for them, so readers of screens skip it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        SHAPES[name],
    )


@register.simple_tag(takes_context=True)
def again(context: template.Context, block: str) -> SafeString:
    """What a block of the page says, once more: the title as heading. Django draws each block once by itself."""
    return mark_safe(BlockNode(block, NodeList()).render(context).strip())  # noqa: S308 - a template escaped it
