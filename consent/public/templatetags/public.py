"""Template tags of the frame: words with a meaning, numbers to call, the language."""

from collections.abc import Sequence

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from consent.public.glossary import WORD
from consent.public.languages import Language, languages
from consent.vocabulary.countries import COUNTRIES

register = template.Library()


@register.simple_tag
def word(slug: str, text: str = "") -> SafeString:
    """Link a word, at its first use on a page, to what it means."""
    return format_html(
        '<dfn><a href="{}#{}">{}</a></dfn>',
        reverse("public:words"),
        slug,
        text or gettext(WORD[slug].term).lower(),
    )


@register.simple_tag
def help_phones() -> Sequence[dict[str, str]]:
    """List where to call; from settings, so that it works when nothing else does."""
    return [
        {
            "country": gettext(COUNTRIES.get(phone.country, phone.country)),
            "number": phone.number,
            "dial": "".join(sign for sign in phone.number if sign in "+0123456789"),
            "opens": phone.opens,
            "closes": phone.closes,
        }
        for phone in settings.HELP_PHONES
    ]


@register.simple_tag
def offered_languages() -> Sequence[Language]:
    return languages()


@register.simple_tag(takes_context=True)
def is_english_page(context: Context) -> bool:
    """Tell whether this page is still mostly English in the reader's language."""
    page = getattr(context.template, "name", "")
    return page in settings.ENGLISH_PAGES.get(get_language() or "", ())
