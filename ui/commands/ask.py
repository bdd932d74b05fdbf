"""The command that asks: one question, or a file of them."""

import argparse
import json
import sys

from index.article import clean_text
from index.errors import BadSettings
from qa.answer import AskOptions
from ui.commands.library_option import KeptLibrary


def ask(options: argparse.Namespace, library: KeptLibrary) -> bool:
    """Answer what the options ask, on standard output; return whether an answer was found.

    Raises BadSettings, and what opening the library raises.
    """
    from ui.answering import answer_question, strings_of
    from ui.filtering import filters_for
    from ui.render import answer_to_json, answer_to_text

    filters = filters_for(options.since, options.until, options.publisher, options.language)
    if (options.question is None) == (options.questions is None):
        raise BadSettings(
            "cannot ask", "it takes either a question or --questions FILE", "See: inyong ask --help"
        )
    if options.output and not options.questions:
        raise BadSettings("cannot ask", "--output goes with --questions", "See: inyong ask --help")
    how = AskOptions(filters=filters, hits=options.hits)
    if options.questions:
        from ui.commands.batch import answer_file

        answer_file(library.opened(), options.questions, options.output, how)
        return True
    question = clean_text(options.question).strip()
    if not question:
        raise BadSettings("cannot ask", "the question is empty", 'Write one: inyong ask "…"')
    strings = strings_of(question)
    reply = answer_question(library.opened(), question, how, strings)
    answer = reply.answer
    if reply.note:
        sys.stderr.write(f"inyong: {reply.note}\n")
    if options.json:
        record = answer_to_json(answer, with_hits=how.hits > 0)
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(answer_to_text(answer, strings, terminal=sys.stdout.isatty()) + "\n")
    return answer.found
