"""Every text of the page and of the terminal's answers, in Korean and in English.

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

    def word(self, confidence: Confidence) -> str:
        """Return the word for how sure an answer is."""
        words = {
            Confidence.HIGH: self.high,
            Confidence.MEDIUM: self.medium,
            Confidence.LOW: self.low,
            Confidence.NONE: self.none,
        }
        return words[confidence]


KOREAN = Strings(
    code="ko",
    name="인용",
    own_name="한국어",
    library_state="기사 {count:,}건",
    library_empty="아직 색인된 기사가 없습니다",
    newest="최신 {day}",
    indexed="{ago} 색인",
    just_now="방금",
    minutes_ago="{count}분 전",
    hours_ago="{count}시간 전",
    days_ago="{count}일 전",
    language="언어",
    theme="밝기",
    new_chat="새 대화",
    update="색인 갱신",
    box_label="질문",
    placeholder="기사에 대해 물어보세요",
    send="보내기",
    searching="기사에서 찾고 있습니다",
    welcome="무엇이 궁금하신가요?",
    welcome_detail="답은 모두 기사에서 그대로 옮긴 문장입니다. 출처를 누르면 기사의 그 자리가 열립니다.",
    recent="최근 기사",
    conversation="대화",
    you_asked="질문",
    searched_as="이렇게 찾았습니다: {question}",
    search_plainly="그대로 찾기",
    period="기간 {days}",
    help="기사에 대해 물어보세요. 기사에서 답이 되는 문장을 찾아 그대로 보여 드립니다.",
    help_detail="예: 누가 · 언제 · 어디서 · 몇 명 · 얼마 · 왜. 이어서 물어도 됩니다(그럼 언제였어?). 날짜(지난주, 2025년 10월)도 알아듣습니다.",
    confidence="확신 {word}",
    high="높음",
    medium="보통",
    low="낮음",
    none="없음",
    open_article="본문에서 보기",
    original="원문 링크",
    page="{number}쪽",
    more_quotes="다른 인용 {count}건",
    copies="같은 글이 실린 곳",
    not_found="이 물음에 답하는 문장을 기사에서 찾지 못했습니다.",
    not_found_detail="이름이나 날짜를 넣거나 다른 말로 물어보면 찾을 수도 있습니다.",
    nearest="가장 가까운 대목 · 답이 아닙니다",
    failed="답하지 못했습니다: {error}",
    unknown_publisher="매체 ‘{name}’의 기사가 없습니다. 있는 매체: {known}",
    unknown_language="언어 ‘{name}’의 기사가 없습니다. 있는 언어: {known}",
    nothing_between="그 기간의 기사가 없습니다. 기사는 {first}부터 {last}까지 있습니다.",
    nothing_matches="이 조건을 모두 만족하는 기사가 없습니다.",
    busy="지금 묻는 사람이 많습니다. 잠시 뒤에 다시 물어 주세요.",
    unexpected="예상하지 못한 오류입니다. 서버의 기록에 남겼습니다.",
    article="본문",
    close="닫기",
    article_gone="이 기사는 더 이상 라이브러리에 없습니다.",
    article_changed="기사가 그사이 바뀌어 이 인용이 더는 서 있지 않습니다.",
    update_title="색인 갱신",
    scan="폴더 살펴보는 중",
    read="기사 읽는 중",
    remake="기사를 다시 색인하는 중",
    commit="저장하는 중",
    follow="검색 준비 중",
    waiting="시작하는 중",
    progress="{done:,}/{total:,}",
    files_a_second="초당 {rate:,.1f}건",
    seconds_left="{count}초 남음",
    minutes_left="{count}분 남음",
    stop="중지",
    stopped="갱신을 멈췄습니다. 여기까지는 저장되었고, 다음에 이어서 합니다.",
    update_done="추가 {added:,} · 변경 {changed:,} · 삭제 {deleted:,} · 이동 {moved:,} · 그대로 {unchanged:,}",
    update_unchanged="바뀐 기사가 없습니다.",
    update_failed="갱신하지 못했습니다: {error}",
    failures="읽지 못한 파일 {count:,}건",
)

ENGLISH = Strings(
    code="en",
    name="Inyong",
    own_name="English",
    library_state="{count:,} articles",
    library_empty="No articles are indexed yet",
    newest="newest {day}",
    indexed="indexed {ago}",
    just_now="just now",
    minutes_ago="{count} min ago",
    hours_ago="{count} h ago",
    days_ago="{count} d ago",
    language="Language",
    theme="Theme",
    new_chat="New chat",
    update="Update",
    box_label="Question",
    placeholder="Ask about the articles",
    send="Send",
    searching="Looking in the articles",
    welcome="What would you like to know?",
    welcome_detail="Every answer is a sentence quoted from an article. Choose its source to open the article at that place.",
    recent="Recent articles",
    conversation="Conversation",
    you_asked="Question",
    searched_as="Searched as: {question}",
    search_plainly="Search as written",
    period="Period {days}",
    help="Ask about the articles. Inyong finds the sentences that answer and shows them word for word.",
    help_detail="For example who, when, where, how many, how much, why. You can ask on (And when was that?) and use dates (last week, October 2025).",
    confidence="Confidence {word}",
    high="high",
    medium="medium",
    low="low",
    none="none",
    open_article="Show in article",
    original="Original",
    page="p. {number}",
    more_quotes="More quotes ({count})",
    copies="Same text also in",
    not_found="No sentence in the articles answers this question.",
    not_found_detail="A name, a date or other words may help.",
    nearest="Nearest passages · not an answer",
    failed="This could not be answered: {error}",
    unknown_publisher="No article is published by ‘{name}’. Publishers there are: {known}",
    unknown_language="No article is written in ‘{name}’. Languages there are: {known}",
    nothing_between="No article was published in those days. There are articles from {first} to {last}.",
    nothing_matches="No article meets all of these filters.",
    busy="Many are asking right now. Please ask again in a moment.",
    unexpected="An unexpected error; the log of the server has it.",
    article="Article",
    close="Close",
    article_gone="This article is no longer in the library.",
    article_changed="The article has changed since; this quote no longer stands in it.",
    update_title="Updating the index",
    scan="Looking through the folders",
    read="Reading articles",
    remake="Indexing the articles again",
    commit="Saving",
    follow="Preparing the search",
    waiting="Starting",
    progress="{done:,}/{total:,}",
    files_a_second="{rate:,.1f} a second",
    seconds_left="{count} s left",
    minutes_left="{count} min left",
    stop="Stop",
    stopped="The update was stopped. What was done is kept; the next update goes on from there.",
    update_done="{added:,} added · {changed:,} changed · {deleted:,} deleted · {moved:,} moved · {unchanged:,} unchanged",
    update_unchanged="No article has changed.",
    update_failed="The update failed: {error}",
    failures="Files that could not be read ({count:,})",
)

LANGUAGES = {strings.code: strings for strings in (KOREAN, ENGLISH)}


def strings_for(tag: str | None) -> Strings:
    """Return the texts for a BCP 47 tag such as "en-GB"; Korean where it is neither."""
    return LANGUAGES.get((tag or "").split("-")[0].lower(), KOREAN)
