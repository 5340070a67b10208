"""The language of messages and pages, negotiated by `Accept-Language` (RFC 9110, 12.5.4)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

# Members of the macrolanguage `zh` (ISO 639-3) that browsers send: Cantonese, Mandarin, Min, …
CHINESE_LANGUAGES = {"yue", "cmn", "nan", "hak", "wuu", "lzh", "cdo", "gan", "hsn"}


def prefer_supported_language(request: HttpRequest) -> None:
    """Replace the header by the code of the language that it prefers, which Django then selects.

    Unlike Django, reads `yue-Hant-HK` as Chinese and never selects a language with weight 0.
    """
    if header := request.headers.get("Accept-Language"):
        request.META["HTTP_ACCEPT_LANGUAGE"] = preferred_language(header)


def preferred_language(header: str) -> str:
    """The code of a language of the service; the first one if the header excludes all."""
    ranges = parse_accept_lang_header(header)
    excluded = [code for code, weight in ranges if not weight]
    codes = [code for code, _name in settings.LANGUAGES]
    acceptable = [code for code in codes if not any(matches(code, item) for item in excluded)]
    for code, weight in ranges:
        if weight and (language := supported_language(code, acceptable or codes)):
            return language
    return (acceptable or codes)[0]


def matches(code: str, language_range: str) -> bool:
    """Basic filtering by RFC 4647, 3.3.1: `zh` matches `zh-hant`, and `zh-hans` does not."""
    return code == language_range or code.startswith(f"{language_range}-")


def supported_language(code: str, acceptable: list[str]) -> str | None:
    """That of the acceptable languages that a language range of a client stands for."""
    primary, _, rest = code.partition("-")
    if primary in CHINESE_LANGUAGES:
        code = f"zh-{rest}" if rest else "zh"
    if code == "*":
        return acceptable[0]
    try:
        language = get_supported_language_variant(code)
    except LookupError:
        return None
    return language if language in acceptable else None
