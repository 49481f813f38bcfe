"""Words that carry grammar rather than meaning, for the usual European languages.

Written down by hand, the commonest function words of each language only: what is common in one
corpus but not here is found by counting (see naming).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

_BY_LANGUAGE = {
    "en": """a about after again all also always am an and any anyone anything are aren't around
        as at back be because been before being but by can can't cannot could couldn't did
        didn't do does doesn't doing don't done down during each either else even ever every
        everything few for from get gets getting give go goes going gonna got had has have
        haven't having he hello help her here hi him his how however i i'd i'll i'm i've if
        in instead into is isn't it it'd it'll it's its itself just keep know let let's lot
        many may maybe me might more most much must my myself need needs never no none not
        nothing now of off oh ok okay on once one only or other our out over own per please
        put quite rather really same say see seem seems she should shouldn't since so some
        someone something soon still such sure take tell than thank thanks that that's the
        their them then there there's these they they're thing things this those though
        through to too try trying under until up upon us use used using very via want wants
        was wasn't way we we're we've well went were weren't what what's when where whether
        which while who whom whose why will with within without won't would wouldn't yes yet
        you you'd you'll you're you've your yours im ive dont cant didnt doesnt isnt wont id
        two three four five six seven eight nine ten eleven twelve kind regards dear best mr mrs
        hi hey please cheers said says ask asked asking called call
        u ur able like make makes made come came show think
        told took taken found looks looked looking thinks thought comes coming gone went
        today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday
        nobody everybody everyone somebody sir sirs madam fw fwd she'd he'd he's she's they'd""",
    "fr": """a à ai aie as au aucun aucune aujourd'hui aussi autre autres aux avais avait avec
        avez avoir avons bien bon bonjour c c'est ça car ce cela celle celui ces cet cette
        ceux chaque chez comme comment d dans de depuis des dès deux dit donc dont du elle
        elles en encore entre es est et étaient était étant été être eu eux fait faire faut
        trois quatre cinq six sept huit neuf dix cordialement bonsoir
        fois font il ils j j'ai je jusqu l la là le les leur leurs lors lorsque lui m ma
        mais me même mes merci moi mon n ne ni nos notre nous on ont ou où oui par parce pas
        peu peut peux plus plusieurs pour pourquoi pu qu quand que quel quelle quelques qui
        quoi s sa sais sait sans se sera ses si son sont sous sur t ta te tes toi ton
        toujours tous tout toute toutes très tu un une va vais vers veux via voir vos votre
        vous vraiment y avant après hier demain puis sera serait seront serais avaient aurait
        j'aimerais c'était n'est d'un d'une qu'il l'on n'ai s'il""",
    "de": """aber alle allem allen aller alles als also am an andere anderen auch auf aus bei
        beim bin bis bitte da dabei daher damit dann das dass davon dazu dein dem den denn
        der des die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem
        einen einer eines er erst es etwas euch euer für ganz gar geht gibt habe haben hallo
        hat hatte hier ich ihm ihn ihnen ihr ihre ihren im immer in ins ist ja jede jeder
        jetzt kann kein keine keinen können könnte machen man mehr mein meine meinem meinen
        meiner mich mir mit möchte muss nach nicht nichts noch nun nur ob oder ohne schon
        sehr sein seine seit sich sie sind so soll sollte sondern über um und uns unser
        unsere unter viel vom von vor wann war waren warum was weil welche wenn wer werde
        zwei drei vier fünf sechs sieben acht neun zehn einmal mal
        heute gestern ab grüße freundlichen
        werden wie wieder will wir wird wo wurde würde zu zum zur danke""",
    "es": """a al algo alguien algún alguna algunas algunos ante antes aquí así aún aunque bien
        cada como cómo con contra cual cuál cuando cuándo cuánto de del desde donde dónde
        dos el él ella ellas ellos en entre era eran es esa ese eso esta está están estas
        este esto estos estoy fue fueron gracias ha había hace hacer hacia han hasta hay he
        tres cuatro cinco seis siete ocho nueve diez saludos buenos días
        hola la las le les lo los más me mi mí mis mucho muy nada ni no nos nosotros o os
        otra otro para pero poco por porque porqué puede puedo pues que qué quien quién
        quiero se sea ser si sí sido sin sobre solo sólo son soy su sus también tan tanto te
        tener tengo tiene tienen todo todos tu tú tus un una uno unos usted va voy y ya yo""",
    "it": """a ad agli ai al alla alle allo anche ancora avere aveva c'è che chi ci ciao ciò come
        con cosa così cui da dagli dai dal dalla dalle degli dei del dell della delle dello
        di do dopo dove due e è ed era erano essere fa fare fra già gli grazie ha hai hanno
        ho i il in io la le lei li lo loro lui ma mai me mi mia mie miei mio molto ne nei
        nel nella nelle nello no noi non nostro o ogni per perché più poi posso prima può
        qual quale quando quanto quella quelle quelli quello questa queste questi questo qui
        se sei sempre senza si sia siamo siete solo sono sta sto su sua sue sugli sui sul
        sulla suo tra tu tua tuo tutti tutto un una uno vi vorrei voi""",
    "pt": """a ao aos aqui as até com como da das de dela dele deles depois do dos e é ela elas
        ele eles em entre era essa esse esta está estão este estou eu faz fazer foi foram há
        dois duas três quatro cinco seis sete oito nove dez há bom dia
        isso isto já lá lhe mais mas me mesmo meu meus minha minhas muito na não nas nem no
        nos nós nossa nosso num numa o obrigado olá onde os ou para pela pelas pelo pelos
        pode por porque posso qual quando que quem quero são se sem ser seu seus só sua suas
        também tem tenho ter teu todo todos tu tudo um uma uns vai você vocês vou""",
    "nl": """aan al alle alleen als altijd ben bent bij daar dan dat de deze die dit doen door
        dus een en er geen goed graag had hallo heb hebben heeft het hier hij hoe hun ik in
        is ja je jij jullie kan kunnen maar me meer met mij mijn moet na naar niet niets nog
        twee drie vier vijf zes zeven acht negen tien groeten
        nu of om omdat onder ons ook op over te tegen toch toen tot u uit uw van veel voor
        waar waarom wanneer want was wat we wel welke werd wie wij wil worden wordt ze zelf
        zich zij zijn zo zonder zou bedankt""",
    "sv": """alla är att av bara blev bli blir då de dem den denna det detta dig din ditt du där
        efter ej eller en er ett för får från ha hade han har hej henne här hon honom hur i
        icke in inte jag ju kan kunde man med mellan men mig min mina mitt mot mycket ni nu
        när och om oss på samma sedan sig sin sina ska skulle så sådan till under upp ur ut
        utan vad var vara varför vem vi vid vilken vill tack""",
    "pl": """a aby albo ale ani bardzo bez bo być był była było były by co czy dla do dlaczego
        gdy gdzie i ich ile im ja jak jaki jako je jego jej jest jestem jeszcze już każdy
        kiedy kto która które który lub ma mam mi mnie mogę może można moje mój na nad nam
        nas nic nie nim niż o od ona one oni po pod proszę przed przez przy są się sobie tak
        także tam te tego tej ten teraz to tu tylko ty tym u w we więc wszystko z za ze że
        żeby""",
}

BY_LANGUAGE: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _BY_LANGUAGE.items()
}
SHARE = 0.02  # of the texts, from which a language counts as spoken here
EVIDENCE = 1.5  # stop words that make a text one of a language; one that two share counts half
TEXTS_READ = 1_000
_LANGUAGES_OF = Counter(word for words in BY_LANGUAGE.values() for word in words)


def stop_words_of(texts: Iterable[Sequence[str]], *, share: float = SHARE) -> frozenset[str]:
    """The stop words of the languages spoken in tokenised `texts`, and English ones.

    Not of all languages: the Swedish "mot" (towards) is a French word that matters.
    """
    best: Counter[str] = Counter()
    read = 0
    for words in islice(texts, TEXTS_READ):
        read += 1
        held = sorted(word for word in set(words) if word in _LANGUAGES_OF)
        found = {
            language: sum(1 / _LANGUAGES_OF[word] for word in held if word in stops)
            for language, stops in BY_LANGUAGE.items()
        }
        language = max(found, key=lambda name: found[name])
        if found[language] >= EVIDENCE:
            best[language] += 1
    spoken = [language for language, count in best.items() if count >= share * read]
    return frozenset().union(BY_LANGUAGE["en"], *(BY_LANGUAGE[name] for name in spoken))
