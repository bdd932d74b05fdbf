"""What is said to a chatbot without asking its articles anything: greetings, thanks, calls for help."""

import re

_GREETINGS = (
    r"안녕(?:하세요|하십니까|히\s?(?:계세요|가세요|계십시오))?|하이|헬로우?|여보세요|처음\s?뵙겠습니다|반가워요?|반갑습니다"
    r"|좋은\s?(?:아침|저녁|하루)(?:이에요|입니다|\s?되세요)?|잘\s?(?:가|자|있어)요?|수고(?:했어요?|하셨습니다|하세요|하셨어요)"
    r"|또\s?(?:봐요?|올게요?|만나요?)|다음에\s?(?:봐요?|만나요?)|나중에\s?(?:봐요?|또\s?올게요?)"
    r"|hello|hi|hey|greetings|good (?:morning|afternoon|evening|night|day)|bye|goodbye|bye bye|see you(?: later| soon)?"
    r"|good bye|farewell|nice to meet you|how are you(?: doing)?"
    r"|こんにち[はわ]|こんばんは|おはよう(?:ございます)?|はじめまして|さようなら|じゃあね|またね|おやすみ(?:なさい)?|お疲れ様(?:でした)?"
    r"|[你您]好[吗啊]?|大家好|早上好|下午好|晚上好|早安|晚安|再[见見]|拜拜|回头见"
)
_THANKS = (
    r"(?:정말\s?|너무\s?|많이\s?)?(?:고마워요?|고맙습니다|고맙다|감사(?:합니다|해요?|드립니다|드려요)?)|땡큐|잘\s?알겠(?:어요?|습니다)"
    r"|알겠(?:어요?|습니다)|좋아요?|그렇구나|네|예|응|아니요?|오케이|ㅇㅋ|ㄳ|ㅋ+|ㅎ+"
    r"|(?:ok(?:ay)?,? )?(?:many )?(?:thanks|thank you|thx|cheers)(?: a lot| very much| so much|,? bye)?|ok(?:ay)?|great|good|cool|nice|yes|no|got it"
    r"|(?:どうも)?ありがとう(?:ございま(?:す|した))?|どうも|了解(?:です|しました)?|わかりました|分かりました|はい|いいえ"
    r"|(?:非常|多)?(?:谢谢|謝謝|感谢|感謝)(?:[你您]|大家)?|多谢|好的|知道了|明白了"
)
_HELP = (
    r"도움말?|도와\s?(?:줘요?|주세요)|사용\s?(?:법|방법|설명서?)(?:은|이\s?뭐(?:야|예요)|\s?알려\s?줘)?|어떻게\s?(?:써|쓰는\s?거야|사용해|쓰나요?|사용하나요?)(?:요)?"
    r"|(?:너는?|넌|당신은?)?\s?(?:뭐|무엇|뭘|무엇을|어떤\s?(?:것|걸)을?)\s?(?:를\s?|을\s?)?(?:할\s?수\s?있(?:어|니|나|나요|어요|습니까)|물어보면\s?돼|해\s?줄\s?수\s?있어)요?"
    r"|(?:너는?|넌|당신은|이건|이게)\s?(?:누구|뭐)(?:야|니|예요|인가요|입니까|하는\s?거야)?"
    r"|(?:can you )?help(?: me)?(?:,? please)?|what can (?:you|i|this) (?:do|ask)(?: you)?|what do you do|who are you|what are you|how does this work|how do i use (?:this|it|you)|usage"
    r"|ヘルプ|使い方(?:は|を教えて(?:ください)?)?|助けて|何ができ(?:ます|るの)?か?|あなたは(?:誰|何)(?:です)?か?"
    r"|帮助|幫助|帮帮我|怎么用|如何使用|[你您](?:能|会|可以)(?:做|干|帮我)?(?:些)?(?:什么|甚么|啥)|[你您]是(?:谁|什么)"
)
_SMALL_TALK = re.compile(rf"(?:{_GREETINGS}|{_THANKS}|{_HELP})", re.IGNORECASE)
_EDGE = re.compile(r"[\W_]+", re.UNICODE)
_LONGEST = 60  # characters; what is longer says more than hello


def is_small_talk(text: str) -> bool:
    """Say whether a text asks nothing of the articles: it greets, thanks, wants help, or has no letters.

    Several greetings one after another ("안녕하세요, 도와주세요!") are small talk too.
    """
    if not any(character.isalnum() for character in text):
        return True
    if len(text) > _LONGEST:
        return False
    return bool(_SMALL_TALK.fullmatch(_plain(text))) or all(
        _SMALL_TALK.fullmatch(_plain(part))
        for part in re.split(r"[.,!?~。、，！？…\n]+", text)
        if _plain(part)
    )


def _plain(text: str) -> str:
    """Return text with single spaces between its words and nothing around them."""
    return " ".join(_EDGE.sub(" ", text).split())
