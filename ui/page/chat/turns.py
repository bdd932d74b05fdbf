"""What can be done with one turn of a talk, as HTML: ask it otherwise, ask it again, say if it was right."""

from ui.page.markup import escaped
from ui.strings import Strings


def question_to_html(number: int, question: str, strings: Strings) -> str:
    """Return a question as it was asked, with a way to change it."""
    return (
        f'<h2 class="question"><button type="button" class="open edit" data-edit="{number}" '
        f'aria-label="{strings.edit_question}" title="{strings.edit_question}">{strings.edit}</button>'
        f'<span class="unseen">{strings.you_asked}: </span>'
        f'<span class="asked" dir="auto">{escaped(question)}</span></h2>'
    )


def again_to_html(number: int, strings: Strings) -> str:
    """Return a way to ask a question again as it stands."""
    return (
        f'<p class="retry"><button type="button" class="open go" data-again="{number}">'
        f"{strings.ask_again}</button></p>"
    )


def dropped_to_html(number: int, strings: Strings) -> str:
    """Say that quotes of a kept answer no longer stand in their articles, with a way to ask again."""
    return (
        f'<p class="try" role="status">{strings.quotes_dropped}</p>{again_to_html(number, strings)}'
    )


def verdict_to_html(number: int, verdict: str, strings: Strings) -> str:
    """Return the two words by which a person judges an answer, the chosen one pressed."""
    buttons = "".join(
        f'<button type="button" class="open judge" data-judge="{name}" '
        f'aria-pressed="{"true" if name == verdict else "false"}">{word}</button>'
        for name, word in (("up", strings.was_right), ("down", strings.was_wrong))
    )
    word = (
        f'<span class="word"><textarea rows="1" maxlength="500" aria-label="{strings.say_more}" '
        f'placeholder="{strings.say_more}"></textarea>'
        f'<button type="button" class="open go" data-word>{strings.say_it}</button></span>'
        f'<span class="thanks" role="status" data-thanks="{strings.thanks}"></span>'
    )
    return (
        f'<div class="verdict" role="group" aria-label="{strings.was_it_right}" '
        f'data-exchange="{number}"><span>{strings.was_it_right}</span>{buttons}{word}</div>'
    )
