"""What words alone give away about a text, in English, French, German and Spanish.

The lists are short and were written by hand: words that hardly ever mean anything else in feedback.
They serve as a first guess where nobody has labelled anything yet, and as features afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

PROBLEM = r"""
crash\w* | bugs? | buggy | glitch\w* | broken | fail(s|ed|ing|ure)? | errors? | freez(e|es|
ing) | froze
| stuck | laggy | (does ?n'?t|do ?n'?t|did ?n'?t|not|never|won ?'?t|can ?'?t|cannot|stopped|
stops|no longer)\s
(even\s|seem\sto\s|be\sable\sto\s)?(work\w*|sync\w*|load\w*|open\w*|connect\w*|start\w*|
update\w*|save\w*|show\w*|log\w*|pair\w*|respond\w*|install\w*|recogni\w*|find|charge\w*|
arrive\w*)
| unable\sto | keeps?\s\w+ing | disconnect\w* | missing | lost\s(all|my|data|everything) |
wrong | inaccurate | problem\w* | issue\w*
| (since|after)\s(the\s)?(last|latest|new|recent)?\s?update | useless | corrupt\w* |
timed?\sout | charged\stwice
| plant(e|es|ent|age|ages|é) | bogue\w* | bugs?u?e? | erreurs? | ne\s\w+\s(pas|plus) |
n'\w+\s(pas|plus) | marche\s(pas|plus|mal) | fonctionne\s(pas|plus|mal) | impossible\sd[e'] |
bloqué\w*
| panne | problème\w* | probleme\w* | depuis\sla\s(dernière\s)?(mise|maj) | synchronise\s(pas|
plus) | déconnecte\w* | inutilisable
| abst[uü]rz\w* | st[uü]rzt | fehler\w* | funktioniert\s(\w+\s)?(nicht|nicht\smehr) |
geht\s(\w+\s)?nicht | kaputt | h[aä]ngt | l[aä]dt\snicht | verschwunden | probleme? |
seit\sdem\s(letzten\s)?update
| fall(a|as|o|os) | error(es)? | no\s(funciona|abre|carga|sirve|sincroniza|conecta|puedo|deja) |
se\s(cierra|cuelga|bloquea) | problema\w* | desde\sla\s(última\s)?actualización
"""
REQUEST = r"""
please\s(add|make|allow|bring|give|let|include|fix\sand\sadd|implement|support|provide) |
(would|it'?d)\sbe\s(so\s|really\s|very\s)?(nice|great|good|cool|awesome|helpful|useful|better|
perfect)
| (i|we)\swish | wish\s(it|you|there|the) | could\syou\s(please\s)?(add|make) | (should|
could)\s(have|be\sable|add|include|offer|allow) | needs?\s(a|an|to\shave|more|better|
an\soption)\b | feature\srequest | i'?d\s(love|like)\s(to\s(see|have|be)|it|an?\b)
| would\s(love|like)\s(to\s(see|have|be)|it|an?\b) | suggest\w* | looking\sforward\sto | (add|
want|include)\s(a|an|the|more|support|option)\b | an?\soption\s(to|for) | missing\sfeatures? |
if\sonly | hope\s(you|they|to\ssee|for)
| only\sthing\smissing | lacks? | no\s(way|option)\sto | dark\smode | widget
| (serait|ce\sserait|il\sserait)\s(bien|top|cool|génial|sympa|super|pratique|intéressant|utile|
mieux|parfait) | j'aimerais | aimerai\w* | pourriez\svous | pouvez\svous | ajout\w* |
manque\w* | dommage\s(qu|de|que) | il\sfaudrait | faudrait | souhait\w* | suggestion\w* |
possibilité\sd | à\squand | mériterait | améliorer
| w[aä]re\s(schön|toll|super|gut|klasse|hilfreich) | bitte\s(\w+\s){0,4}(hinzufügen|einbauen|
ergänzen|ermöglichen) | w[uü]nsch\w* | k[oö]nnte\sman | vermisse | fehlt\s(mir|noch|leider|
eine?) | vorschlag | h[aä]tte\sgern
| (sería|estaría)\s(bueno|genial|bien|útil|ideal|mejor) | por\sfavor\s(agreg|añad|incluy|
pong)\w* | me\sgustaría | ojalá | faltan?\b | agreg(ar|uen) | añad(ir|an) | podrían | deberían
"""
PRAISE = r"""
love(s|d)? | great | awesome | amazing | excellent | perfect(ly)? | fantastic | wonderful |
brilliant | superb | outstanding | best\s(app|ever|product|service|tool|tracker|watch)? |
well\sdone | thank\w* | thx | helpful
| good\s(app|job|work|product) | very\sgood | really\sgood | nice | easy\sto\suse |
recommend\w* | happy | works?\s(great|well|perfectly|fine|flawlessly) | five\sstars |
impressed | pleased | satisfied | cool | fun | motivat\w*
| super | top | génial\w* | parfait\w* | excellent\w* | bravo | merci | très\s(bien|bon|bonne|
pratique|utile|content\w*|satisfait\w*|complet|complète|facile) | bon(ne)?\sappli\w* |
j'?adore | adore | satisfait\w* | impeccable | formidable | rien\sà\sdire | nickel |
magnifique | extra | ravie?s? | motivant\w* | agréable | fonctionne\s(très\s)?bien
| toll\w* | klasse | ausgezeichnet | hervorragend | danke | liebe | wunderbar | sehr\s(gut|
zufrieden|hilfreich) | begeistert | empfehl\w* | prima
| genial\w* | excelente\w* | perfect[oa]\w* | gracias | me\sencanta | encanta | muy\s(buen[oa]?|
útil|bien|content[oa]|práctic[oa]) | buenísim[oa] | maravillos[oa] | recomiendo | estupend[oa]
"""
QUESTION = r"""
^(\W*(hi|hello|hey|bonjour|hallo|hola)\W+)?(how|what|where|when|why|who|which|is|are|can|could|
do|does|did|will|would|may|should)\s(i|you|we|it|there|the|this|that|to|do|does|can|is|are|my|
your|someone|anyone)
| how\s(do|can|long|much|many|to|does)\b | what\s(is|are|does|happens)\b | is\s(it|
there)\s(possible|a\sway|any) | any\sidea | can\s(someone|anyone|you\stell) | wondering | (does|
do)\s(anyone|someone) | i\swant\sto\sknow | could\syou\s(explain|tell|help)
| ^(\W*(bonjour|salut)\W+)?(comment|pourquoi|quand|où|quel(le)?s?|combien|est[\s-]ce|
puis[\s-]je|peut[\s-]on|y\sa[\s-]t[\s-]il|qui|quoi)\b | est[\s-]ce\s(que|qu) | comment\s(faire|
puis|peut|on|je) | savez[\s-]vous | quelqu'?un\s(sait|peut|a)
| ^(\W*(hallo|guten\stag)\W+)?(wie|was|wo|wann|warum|wieso|wer|welche[rsn]?|kann\s(ich|man)|
gibt\ses|ist\ses|können\ssie)\b | gibt\ses\s(eine|die) | weiß\sjemand
| ^(\W*(hola|buenas)\W+)?(cómo|como\spuedo|qué|dónde|cuándo|por\squé|quién|cuál|cuánto|puedo|
se\spuede|hay\salgun[ao]?)\b | alguien\ssabe | es\sposible
"""
NEGATIVE = r"""
terrible | awful | horrible | worst | hate[ds]? | useless | garbage | rubbish | crap\w* |
trash | waste\w* | disappoint\w* | annoying | frustrat\w* | scam | bad | poor(ly)? | pathetic |
ridiculous | unacceptable | uninstall\w* | refund
| unusable | worthless | sucks? | junk | angry | disgust\w* | slow | not\s(happy|good|satisfied|
worth|recommend)
| nul(le)?s? | horreur | pourri\w* | déçu\w* | décev\w* | catastroph\w* | honte\w* | arnaque |
pire | mauvais\w* | inadmissible | lamentable | inutile\w* | pénible | désinstall\w* |
insupportable | galère | merde\w* | scandaleu\w*
| schlecht\w* | furchtbar | schrecklich | katastroph\w* | entt[aä]usch\w* | mies\w* | schrott |
nervig | unbrauchbar | [aä]rgerlich | müll | unverschämt
| pésim[oa]\w* | mal[oa]\w* | terrible\w* | horrible\w* | basura | decepci\w* | estafa | asco |
peor | inútil\w* | fatal
"""
NEGATORS = r"""
not | \w*n't | never | no | nicht | kein\w* | nie | pas | plus | jamais | aucun\w* | nunca |
jamás | sin | hardly | without
"""
# Words of those lists that often mean something else: in another language, in trade, in courtesy.
DOUBTFUL = r"""
top | extra | super | prima | fun | cool | liebe | toll\w* | fatal | mal[oa]\w*
| thank\w* | thx | merci | danke | gracias | refund | uninstall\w* | waste\w* | trash | garbage
"""


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{' '.join(words.split())})(?!\w)".replace(" ", ""))


GROUPS: dict[str, re.Pattern[str]] = {
    "problem": _pattern(PROBLEM),
    "request": _pattern(REQUEST),
    "praise": _pattern(PRAISE),
    "question": _pattern(QUESTION),
    "negative": _pattern(NEGATIVE),
    "negators": _pattern(NEGATORS),
}
NEGATED_PRAISE = re.compile(
    rf"(?:{NEGATORS.strip()})\W+(?:\w+\W+){{0,2}}(?:{PRAISE.strip()})(?!\w)".replace(
        "\n", ""
    ).replace(" ", "")
)
TELLS_LITTLE = _pattern(DOUBTFUL)
SMILES = re.compile(r"[😀-😄😁😃😊😍🥰👍👏🎉❤💪🙏⭐😘🤩🥳💯]|:-?\)|<3")
FROWNS = re.compile(r"[😞😟😠😡🤬😢😭👎💩🤮😤😩]|:-?\(")
LONGEST = 4_000
NAMES = (
    *GROUPS, "negated praise", "question marks", "exclamations", "smiles", "frowns", "length",
    "ends with ?", "short",
)  # fmt: skip


def plain(text: str) -> str:
    """Lower case, straight apostrophes, one space between words: what the patterns expect."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).casefold()
    return " ".join(text.replace("’", "'").replace("`", "'").split())


def wording(texts: Sequence[str]) -> np.ndarray:
    """Features float32 (n, len(NAMES)): how often each group of words occurs, damped."""
    rows = np.zeros((len(texts), len(NAMES)), np.float32)
    for row, text in enumerate(texts):
        text = plain(text)
        counts = [sum(1 for _ in pattern.finditer(text)) for pattern in GROUPS.values()]
        rows[row] = [
            *counts,
            sum(1 for _ in NEGATED_PRAISE.finditer(text)),
            text.count("?"),
            text.count("!"),
            len(SMILES.findall(text)),
            len(FROWNS.findall(text)),
            len(text) / 100,
            text.endswith("?"),
            len(text) < 25,
        ]
    return np.log1p(rows)
