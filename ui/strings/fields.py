"""Which texts there are: of the page and of the terminal's answers, each in every language.

A field whose text holds {names} is a template for str.format with those names.
"""

from dataclasses import dataclass

from qa.answer import Confidence


@dataclass(frozen=True, slots=True)
class Strings:
    """All texts in one language; code is its BCP 47 tag. A test holds both languages complete."""

    code: str
    # The head of the page
    name: str
    own_name: str
    library_state: str
    library_empty: str
    newest: str
    indexed: str
    just_now: str
    minutes_ago: str
    hours_ago: str
    days_ago: str
    language: str
    theme: str
    new_chat: str
    update: str
    # Asking
    box_label: str
    placeholder: str
    send: str
    searching: str
    welcome: str
    welcome_detail: str
    recent: str
    conversation: str
    # An answer
    you_asked: str
    searched_as: str
    search_plainly: str
    period: str
    help: str
    help_detail: str
    confidence: str
    high: str
    medium: str
    low: str
    none: str
    open_article: str
    original: str
    page: str
    more_quotes: str
    copies: str
    not_found: str
    not_found_detail: str
    nearest: str
    failed: str
    unknown_publisher: str
    unknown_language: str
    nothing_between: str
    nothing_matches: str
    busy: str
    unexpected: str
    # The article beside the chat
    article: str
    close: str
    article_gone: str
    article_changed: str
    # Updating the library
    update_title: str
    scan: str
    read: str
    remake: str
    commit: str
    follow: str
    waiting: str
    progress: str
    files_a_second: str
    seconds_left: str
    minutes_left: str
    stop: str
    stopped: str
    update_done: str
    update_unchanged: str
    update_failed: str
    failures: str

    # The answer's card and why it was chosen

    # The reader

    # The library

    # Filters

    # Past conversations
    past_talks: str
    no_past_talks: str
    kept_nowhere: str
    kept_in_browser: str
    kept_on_disk: str
    go_on_with: str
    rename: str
    talk_title: str
    remove_talk: str
    remove_sure: str
    remove_yes: str
    clear_talks: str
    clear_sure: str
    cancel: str
    storage_full: str
    storage_refused: str
    save_talk: str
    edit: str
    edit_question: str
    ask_again: str
    halt: str
    quotes_dropped: str
    ask_next: str
    ask_first: str
    was_it_right: str
    was_right: str
    was_wrong: str
    say_more: str
    say_it: str
    thanks: str

    # The server: login and endpoints

    def word(self, confidence: Confidence) -> str:
        """Return the word for how sure an answer is."""
        words = {
            Confidence.HIGH: self.high,
            Confidence.MEDIUM: self.medium,
            Confidence.LOW: self.low,
            Confidence.NONE: self.none,
        }
        return words[confidence]
