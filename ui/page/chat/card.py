"""A quote cut at its short answer, to be shown or written with that marked."""

from qa.answer import Quote


def cut(quote: Quote) -> tuple[str, str, str]:
    """Return what stands before the short answer, the short answer, and what stands after it.

    Without a short answer all stands before.
    """
    short = quote.short_answer
    if short is None:
        return quote.text, "", ""
    start = short.span.start - quote.citation.span.start
    return quote.text[:start], short.text, quote.text[start + len(short.text) :]
