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
    library: str
    see_library: str
    library_passages: str
    add_articles: str
    drop_here: str
    choose_files: str
    upload_limits: str
    folder_path: str
    add_folder: str
    no_path: str
    outside_edit_roots: str
    folders: str
    library_files: str
    uploads_folder: str
    folder_missing: str
    forget: str
    forget_question: str
    forgotten: str
    rebuild: str
    rebuild_question: str
    rebuilt: str
    find_article: str
    publisher: str
    article_language: str
    all_publishers: str
    all_languages: str
    title_column: str
    date_column: str
    passages_column: str
    state_column: str
    sort_by: str
    state_files: str
    state_no_file: str
    state_unreadable: str
    rows_shown: str
    first_page: str
    previous_page: str
    next_page: str
    last_page: str
    no_rows: str
    choose_article: str
    choose_page: str
    chosen: str
    remove: str
    unchoose: str
    remove_question: str
    removed: str
    cancel: str
    not_allowed: str
    library_busy: str
    library_otherwise: str
    path_unknown: str
    disk_refuses: str
    stopping: str
    upload_done: str
    upload_kind: str
    upload_large: str
    upload_full: str
    upload_empty: str
    upload_many: str
    upload_failed: str

    # Filters
    filters: str
    since: str
    until: str
    all: str
    clear_filters: str
    drop_filter: str
    since_day: str
    until_day: str
    since_after_until: str
    asked_with: str
    without_filters: str
    nothing_within: str

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
    storage_full: str
    storage_refused: str
    save_talk: str
    edit: str
    edit_question: str
    ask_again: str
    stop_answer: str
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
