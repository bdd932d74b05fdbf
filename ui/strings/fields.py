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
    of_today: str
    of_yesterday: str
    days_old: str
    a_month_old: str
    months_old: str
    a_year_old: str
    years_old: str
    copy: str
    copy_markdown: str
    copy_text: str
    copy_reference: str
    copied: str
    not_copied: str
    reference_title: str
    reference_day: str
    months: str
    search_undated: str
    filtered: str
    search_unfiltered: str
    try_missed: str
    try_words: str
    try_names: str
    try_filters: str
    why: str
    why_not: str
    why_probability: str
    why_not_probability: str
    why_ranks: str
    why_number: str
    why_held: str
    why_beside: str
    why_missed: str
    why_by_words: str
    why_by_meaning: str
    why_score: str
    rank: str
    rank_near: str

    # The reader
    marks: str
    mark_before: str
    mark_after: str
    find: str
    find_before: str
    find_after: str
    find_none: str
    neighbours: str

    # The library

    # Filters

    # Past conversations

    # The server: login and endpoints
    login: str
    login_name: str
    login_password: str
    login_wrong: str
    login_slow: str
    login_wants_https: str
    logout: str
    logged_in_as: str
    back_to_chat: str

    def word(self, confidence: Confidence) -> str:
        """Return the word for how sure an answer is."""
        words = {
            Confidence.HIGH: self.high,
            Confidence.MEDIUM: self.medium,
            Confidence.LOW: self.low,
            Confidence.NONE: self.none,
        }
        return words[confidence]
