"""What language an article is in."""

from index.text.scripts import language_of_script, main_script

_SAMPLE = 4000  # characters that are enough to tell


def detect_language(text: str) -> str:
    """Return the BCP 47 code of the language of an article's text, "und" when nothing tells.

    By script; languages that share one are told apart by a statistical detector. Traditional
    characters make Chinese "zh-Hant" by the commonest of them.
    """
    script = main_script(text)
    if script == "Hani":
        sample = text[:_SAMPLE]
        return (
            "zh-Hant"
            if sum(map(sample.count, _TRADITIONAL)) > sum(map(sample.count, _SIMPLIFIED))
            else "zh"
        )
    if (language := language_of_script(script)) is not None:
        return language
    if not script:
        return "und"
    from py3langid import langid  # a third of a second, only while indexing such text

    return str(langid.classify(text[:_SAMPLE])[0])


_TRADITIONAL = "們這個國來時會說對與為學從後還開關過東車長門問間見電話實發經業現點當動進"
_SIMPLIFIED = "们这个国来时会说对与为学从后还开关过东车长门问间见电话实发经业现点当动进"
