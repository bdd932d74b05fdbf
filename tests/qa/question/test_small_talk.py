"""What asks nothing of the articles."""

import pytest

from qa.question.small_talk import is_small_talk


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?", "?!…", "😀", "안녕", "안녕하세요!", "안녕하세요, 도와주세요.", "고마워", "정말 감사합니다~", "잘 가요", "수고하셨습니다",
     "도움말", "사용법 알려줘", "뭐 할 수 있어?", "너는 누구야?", "Hello", "hi!", "Thanks a lot!", "Thank you, bye", "good morning",
     "Help", "What can you do?", "Who are you?", "こんにちは", "ありがとうございました。", "使い方は？", "何ができますか", "你好", "谢谢！",
     "你能做什么？", "再见"],
)  # fmt: skip
def test_greetings_thanks_and_calls_for_help_are_small_talk(text):
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    ["안녕하세요 등불축제는 언제 열렸나요?", "도움을 준 사람은 누구야?", "총리는 뭐라고 감사했나?", "언제?", "왜?", "등불축제", "help for the farmers?",
     "Who can help the fishermen?", "What can the tram do?", "Thank you note of the mayor", "ありがとうと言ったのは誰ですか", "谁说了谢谢？", "3", "네덜란드는?"],
)  # fmt: skip
def test_a_question_is_no_small_talk(text):
    assert not is_small_talk(text)
