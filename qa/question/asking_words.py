"""Words that ask, in languages written with spaces between words: they need not stand in the answer.

Interrogatives are rare in articles, so that each would count for a telling word that is missed. Left
out are those that are another language's name or noun ("kim", "care", "comment", "AI").
"""

_WORDS = """
de: wer wen wem wessen was wann wo woher wohin wie wieviel wieviele welche welcher welches welchen welchem
    warum weshalb wieso wozu wofür womit woran worauf worin wovon wodurch
es: qué quién quiénes cuándo cuál cuáles dónde adónde cómo cuánto cuánta cuántos cuántas que quien quienes
    cuando cual cuales donde como cuanto cuanta cuantos cuantas
fr: qui que quoi quel quelle quels quelles quand où combien pourquoi lequel laquelle lesquels lesquelles est-ce
    qu'est-ce
it: chi che cosa quale quali qual quando dove quanto quanta quanti quante perché perche
pt: quem qual quais quando onde aonde quanto quanta quantos quantas quê porquê
ro: cine cui ce când cand unde cum cât câtă câți câţi câte
nl: wie wat waar wanneer welke welk hoeveel waarom waarmee waarvoor
sv: vem vad när vilken vilket vilka hur varför vems
pl: kto kogo komu czego czym kiedy gdzie jak jaki jaka jakie jaką jakiego jakiej jakich jakim który która które
    którego której którym których ile ilu dlaczego czy
id: apa apakah siapa siapakah kapan mana dimana manakah berapa berapakah bagaimana mengapa kenapa
tr: ne neyi neyin nedir nelerdir neden niçin nerede nereye nereden nerenin nasıl kaç kaçta kaçıncı hangi hangisi
    hangileri kimdir kimi kime kimin kimler mi mı mu mü midir mıdır mudur müdür
vi: gì nào đâu nhiêu mấy sao
ru: кто кого кому кем ком что чего чему чем чём когда где куда откуда как какой какая какое какие какого какую
    каких каким какими каком какому сколько скольких почему зачем чей чья чьё чье чьи ли
uk: хто кого кому ким що чого чим коли де куди звідки як який яка яке які якого якої яку яких яким скільки чому чий
el: ποιος ποιός ποια ποιά ποιο ποιό ποιον ποιοι ποιες ποιους ποιων ποιου ποιας τι πότε πού που πώς πως πόσο πόσος
    πόση πόσα πόσοι πόσες πόσους πόσων γιατί
ar: من ما ماذا متى أين اين كيف كم لماذا أي أية هل بماذا لمن فيم
fa: چه چی کی کجا چگونه چرا چند چقدر کدام آیا
hi: क्या कौन किस किसने किसको किसे किसके किसकी किसका किन किन्होंने कब कहाँ कहां कितने कितनी कितना कैसे कैसा कैसी क्यों
"""

ASKING_WORDS = frozenset(
    word for line in _WORDS.splitlines() for word in line.split() if not word.endswith(":")
)
"""All of them, in lower case."""
