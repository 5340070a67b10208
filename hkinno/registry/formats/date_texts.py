"""Partial dates in words."""

MONTHS = (
    "January February March April May June July August September October November December".split()
)


def format_date(partial_date: str, language: str, is_point: bool = False) -> str:
    """A partial date in English (`17 February 2017`) or Chinese (`2017年2月17日`).

    An interval is a period, or, if `is_point`, what is known about a moment within it.
    """
    first, _slash, last = partial_date.partition("/")
    is_english = language == "en"
    format_end = format_in_english if is_english else format_in_chinese
    if not last:
        return format_end(first)
    if first == "..":
        return f"{format_end(last)} or earlier" if is_english else f"{format_end(last)}或之前"
    if last == "..":
        return f"{format_end(first)} or later" if is_english else f"{format_end(first)}或之後"
    if last.startswith(f"{first}-"):  # 2023/2023-03
        first = f"{first}-01"
    end = format_end(last)
    if len(last) < len(first):  # 2024-05-28/2024
        end = f"the end of {end}" if is_english else f"{end}底"
    start = format_end(first)
    if is_point:
        return f"between {start} and {end}" if is_english else f"{start}至{end}之間"
    return f"{start} to {end}" if is_english else f"{start}至{end}"


def format_in_english(text: str) -> str:
    year, *rest = text.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(day)) for day in rest[1:]), *month, year])


def format_in_chinese(text: str) -> str:
    numbers = zip(text.split("-"), "年月日", strict=False)
    return "".join(f"{int(number)}{unit}" for number, unit in numbers)
