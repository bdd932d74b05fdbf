"""The command that asks: one question, or a file of them."""

import argparse
import json
import sys

from index.article import clean_text
from index.errors import BadSettings
from ui.commands.library_option import KeptLibrary
from ui.strings import strings_for


def ask(options: argparse.Namespace, library: KeptLibrary) -> bool:
    """Answer what the options ask, on standard output; return whether an answer was found.

    Raises BadSettings, and what opening the library raises.
    """
    from ui.filtering import filters_for, hint
    from ui.render import answer_to_json, answer_to_text, verified

    filters = filters_for(options.since, options.until, options.publisher, options.language)
    if (options.question is None) == (options.questions is None):
        raise BadSettings(
            "cannot ask", "it takes either a question or --questions FILE", "See: inyong ask --help"
        )
    if options.output and not options.questions:
        raise BadSettings("cannot ask", "--output goes with --questions", "See: inyong ask --help")
    if options.questions:
        from ui.commands.batch import answer_file

        answer_file(library.opened(), options.questions, options.output, filters, options.hits)
        return True
    question = clean_text(options.question).strip()
    if not question:
        raise BadSettings("cannot ask", "the question is empty", 'Write one: inyong ask "…"')
    inyong = library.opened()
    answer = inyong.ask(question, filters=filters, hits=options.hits)
    answer = verified(answer, inyong.article)
    strings = strings_for(_language_of(question))
    if not answer.found and (line := hint(inyong, filters, strings)):
        sys.stderr.write(f"inyong: {line}\n")
    if options.json:
        record = answer_to_json(answer, with_hits=options.hits > 0)
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(answer_to_text(answer, strings, terminal=sys.stdout.isatty()) + "\n")
    return answer.found


def _language_of(question: str) -> str:
    from index.text.scripts import main_script

    return "ko" if main_script(question) == "Hang" else "en"
