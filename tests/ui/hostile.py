"""Articles that try to run, to draw, to call out or to mislead: what the page must only ever show."""

ATTACKS = [
    "<script>window.owned=1</script>",
    '<img src="http://evil.example/i.png" onerror="window.owned=2">',
    '<svg onload="window.owned=3"><animate onbegin="window.owned=4"/></svg>',
    '<div style="position:fixed;inset:0;background:url(http://evil.example/b)">덮개</div>',
    '<form action="http://evil.example/f"><button autofocus onfocus="window.owned=5">x</button></form>',
    "![그림](http://evil.example/m.png) [누르세요](javascript:window.owned=6)",
    "<iframe srcdoc='<script>parent.owned=7</script>'></iframe><link rel=stylesheet href=//evil.example/c>",
    "${window.owned=8} {{constructor.constructor('window.owned=9')()}} `${window.owned=10}`",
    '"><script>window.owned=11</script> </mark></span></blockquote><h1>밖으로</h1>',
    "&lt;script&gt; &amp;lt; $$x_1^2$$ ~~3~5명~~ **굵게** 10~20명 \u202eoverride\u202c \u2066x",
    "a" * 300,
    "<!-- --><meta http-equiv=refresh content='0;url=http://evil.example/r'><base href=//evil.example/>",
    # Style: over the page, or out of it
    "<style>*{display:none!important} body{background:url(//evil.example/s)}</style>",
    "<style>@import url(http://evil.example/i.css);</style>@import 'http://evil.example/j.css';",
    '<p style="width:expression(window.owned=12);behavior:url(#x)">x</p>',
    '<a style="position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:9999" href="http://evil.example/a">.</a>',
    '</style><style>#box{display:none}</style><link rel="preload" href="http://evil.example/p" as="image">',
    '<div id="top" class="toast">가짜 알림</div><div id="box" class="scroll">x</div>',
    # Elements that load or run
    '<img srcset="http://evil.example/1.png 1x, http://evil.example/2.png 2x" src=x onerror=window.owned=13>',
    '<picture><source srcset="//evil.example/q.webp"><img src="//evil.example/q.png"></picture>',
    "<video poster=http://evil.example/v.png autoplay onloadstart=window.owned=14><source src=//evil.example/v>",
    "<audio src=http://evil.example/a.mp3 autoplay oncanplay=window.owned=15></audio>",
    '<object data="data:text/html,<script>parent.owned=16</script>"></object><embed src="//evil.example/e">',
    "<math><mi xlink:href='javascript:window.owned=17'>x</mi><mtext><style><img src=x onerror=window.owned=18>",
    "<svg><script>window.owned=19</script><use href='data:image/svg+xml,<svg id=x onload=1>#x'/></svg>",
    "<svg><foreignObject><body onload=window.owned=20></foreignObject><image href=//evil.example/s.svg /></svg>",
    "<noscript><p title='</noscript><img src=x onerror=window.owned=21>'></noscript>",
    "<template><script>window.owned=22</script></template><slot onslotchange=window.owned=23></slot>",
    "<textarea><script>window.owned=24</script></textarea><title><img src=x onerror=window.owned=25></title>",
    "<![CDATA[<script>window.owned=26</script>]]> <?xml version='1.0'?> <!DOCTYPE html>",
    "<details open ontoggle=window.owned=27><summary>열림</summary></details>",
    "<input autofocus onfocus=window.owned=28><select onfocus=window.owned=29 autofocus><keygen autofocus>",
    "<body onpageshow=window.owned=30><html onclick=window.owned=31><frameset onload=window.owned=32>",
    "<marquee onstart=window.owned=33>흐른다</marquee><blink>깜박인다</blink>",
    "<dialog open>가짜 창</dialog><div popover id=p>창</div><button popovertarget=p>x</button>",
    "<a href='javascript:window.owned=34' ping='http://evil.example/ping' target=_top>링크</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>자료</a>",
    "<button data-open='article:x' data-plainly='0' data-copy='훔친 글' data-shut>우리 단추</button>",
    # Quotation marks that end, or do not
    "' onmouseover='window.owned=35' x='",
    '" autofocus onfocus="window.owned=36" x="',
    "<img src='x\" onerror=window.owned=37 <p title=\"닫히지 않은",
    "<a href=\"`><img src=x onerror=window.owned=38>`",
    "</textarea></title></script></style></noscript></template><img src=x onerror=window.owned=39>",
    "<scr<script>ipt>window.owned=40</scr</script>ipt>",
    "%3Cscript%3Ewindow.owned=41%3C/script%3E \\x3cscript\\x3e \\u003cscript\\u003e &#x3C;script&#62;",
    # Markdown, LaTeX, templates
    "[참조]: javascript:window.owned=42 '제목'\n[참조] ![추적](//evil.example/t.gif \"제목\")",
    "](javascript:window.owned=43) <javascript:window.owned=44> <http://evil.example/auto>",
    "```html\n<script>window.owned=45</script>\n``` > 인용 # 제목 | 표 | --- |",
    "\\href{javascript:window.owned=46}{x} $\\input{/etc/passwd}$ \\[\\unicode{x3c}script\\]",
    "{% import os %} #{7*7} <%= 7*7 %> {{7*7}} [[${7*7}]] @{window.owned=47}",
    # Characters that turn, hide or pile up
    "\u202e gnirts\u202c \u2067הפוך\u2069 \u200f\u200e\ufeff보이지\u200b않는\u00ad글",
    "한" + "\u0300\u0301\u0302\u0489\u20dd" * 40 + "끝",
    "널\0바이트 \x1b[31m빨강\x1b[0m \x07 \x9b2J",
    "가" * 300,
    "https://haeon.example@evil.example/ http://еvil.example/ www.evil.example mailto:a@evil.example",
]  # fmt: skip
"""55 payloads; the first twelve are named by their place in other tests."""

ATTACK_QUESTION = "가람새 둥지는 모두 몇 개인가?"
ATTACK_SENTENCE = f"가람새 둥지는 모두 47개다 {ATTACKS[0]} {ATTACKS[9]} {ATTACKS[1]}."

ADDRESSES = [
    "javascript:window.owned=60",
    "JaVaScRiPt:window.owned=61",
    " javascript:window.owned=62",
    "java\tscript:window.owned=63",
    "data:text/html,<script>parent.owned=64</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:http://evil.example/x",
    "//evil.example/x",
    "http:evil.example",
    "https://",
    "http://[::1",
]
"""What must never be a link."""

LINKED = [
    'https://evil.example/"onclick=window.owned=70 x="',
    "https://evil.example/'><script>window.owned=71</script>",
    "https://evil.example/a)[x](javascript:window.owned=72)",
    "https://evil.example/#a:~:text=x&y#z",
    "https://evil.example/ 빈칸\n줄\u202e뒤집힘",
]
"""Addresses of the web with something behind them: links, and nothing more."""

FILE_NAMES = [
    "<img src=x onerror=window.owned=80>.txt",
    "'\"><script>window.owned=81<\\script>.txt",
    "\u202etxt.exe [x](javascript:window.owned=82) $(touch owned) ;.txt",
]


def hostile_articles():
    """Three articles newer than all others, so that the first screen shows their titles too."""
    for number, title in enumerate((ATTACKS[1], ATTACKS[8], ATTACKS[3])):
        text = "\n\n".join(
            f"공격 {at}번 문단은 {attack} 이다." for at, attack in enumerate(ATTACKS)
        )
        yield {
            "id": f'hostile"><script>window.owned=20</script>{number}',
            "title": title,
            "publisher": ATTACKS[2],
            "byline": ATTACKS[4],
            "published_at": f"2026-01-0{number + 1}",
            "url": "javascript:window.owned=21" if number else 'https://evil.example/"onclick=x',
            "text": f"{ATTACK_SENTENCE}\n\n{text}" if number == 0 else text,
        }


def write_hostile_files(folder):
    """Write an article into files whose names are attacks."""
    for number, name in enumerate(FILE_NAMES):
        text = f"이름이 사나운 파일 {number}호\n\n바늘두더지 {number}호는 파일 이름을 먹고 산다.\n"
        (folder / name).write_text(text, encoding="utf-8")
