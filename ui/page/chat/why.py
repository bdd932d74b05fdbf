"""Why an answer is this one, in plain words with its numbers, folded away."""

from collections.abc import Iterable, Sequence

from qa.answer import Answer, Quote, Reason
from ui.page.markup import escaped
from ui.strings import Strings, counted


def why_to_html(answer: Answer, strings: Strings) -> str:
    """Return the fold that tells why these passages were quoted; nothing where the pipeline did not tell."""
    quotes = answer.quotes if answer.found else answer.nearest
    told = [(quote, quote.reason) for quote in quotes if quote.reason]
    if not told:
        return ""
    said, likely = strings.why_not, strings.why_not_probability
    if answer.found:
        said, likely = strings.why, strings.why_probability
    lines = []
    if answer.threshold:
        lines.append(
            likely.format(percent=_percent(answer.probability), least=_percent(answer.threshold))
        )
    lines.append(counted(strings.why_ranks, told[0][1].candidates))
    shown = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f'<details class="why"><summary>{said}</summary>{shown}'
        f'<div class="scores" tabindex="0" role="region" aria-label="{said}">'
        f"{_table(told, strings)}</div></details>"
    )


def _table(told: Sequence[tuple[Quote, Reason]], strings: Strings) -> str:
    """Return a column a quote, a row a reason."""
    rows = (
        (strings.why_held, (_listed(reason.held) for _, reason in told)),
        (strings.why_beside, (_listed(reason.beside) for _, reason in told)),
        (strings.why_missed, (_listed(reason.missed) for _, reason in told)),
        (strings.why_by_words, (strings.rank.format(rank=one.word_rank) for _, one in told)),
        (
            strings.why_by_meaning,
            (strings.rank_near.format(rank=one.meaning_rank, cosine=one.cosine) for _, one in told),
        ),
        (strings.why_score, (f"{one.score:.2f}" for _, one in told)),
    )
    numbers = "".join(
        f'<th scope="col"><span class="unseen">{strings.why_number} </span>'
        f'<span class="badge">{quote.citation.number}</span></th>'
        for quote, _ in told
    )
    body = "".join(f'<tr><th scope="row">{name}</th>{_cells(cells)}</tr>' for name, cells in rows)
    return f"<table><tr><td></td>{numbers}</tr>{body}</table>"


def _cells(cells: Iterable[str]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"<bdi>{escaped(word)}</bdi>" for word in words) or "–"


def _percent(share: float) -> int:
    return round(100 * share)
