"""E-mail addresses, and what their domain says about where somebody works."""

import re

# Mail providers whose domain says nothing about where somebody works.
_PUBLIC = """
    126.com 163.com 1und1.de alice.it aol.com arcor.de att.net bbox.fr bellsouth.net
    bigpond.com bk.ru bluewin.ch bol.com.br btinternet.com centrum.cz comcast.net cox.net
    daum.net duck.com eircom.net fastmail.com foxmail.com free.fr freenet.de gmail.com gmx.at
    gmx.ch gmx.com gmx.de gmx.net googlemail.com hanmail.net hetnet.nl hey.com home.nl
    hotmail.co.uk hotmail.com hotmail.de hotmail.fr hushmail.com icloud.com inbox.com inbox.ru
    interia.pl kpnmail.nl laposte.net libero.it list.ru live.co.uk live.com live.de live.fr
    mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com neuf.fr ntlworld.com
    numericable.fr o2.pl onet.pl online.de online.no optonline.net optusnet.com.au orange.fr
    outlook.com outlook.de planet.nl pm.me posteo.de privaterelay.appleid.com proton.me
    protonmail.com qq.com rambler.ru rediffmail.com rocketmail.com rogers.com sapo.pt
    sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com sky.com skynet.be sympatico.ca t-online.de
    telenet.be telia.com terra.com.br tin.it tiscali.it tuta.com tuta.io tutanota.com ukr.net
    uol.com.br users.noreply.github.com verizon.net virgilio.it virginmedia.com wanadoo.fr
    web.de wp.pl xs4all.nl xtra.co.nz ya.ru yahoo.ca yahoo.co.jp yahoo.co.uk yahoo.com
    yahoo.com.br yahoo.de yahoo.es yahoo.fr yahoo.it yandex.ru yeah.net ymail.com ziggo.nl
    zoho.com
"""
PUBLIC_MAIL = frozenset(_PUBLIC.split())

MAX_EMAIL = 254
_EMAIL = re.compile(r"[^\s@<>,;\"]+@([a-z0-9-]+\.)+[a-z0-9-]{2,}")
_DOMAIN = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def clean_email(email: str) -> str:
    """An address as it is kept: trimmed, lower case, out of ``Name <…>`` and ``mailto:``."""
    email = email.strip()
    if email.endswith(">") and "<" in email:
        email = email[email.rindex("<") + 1 : -1]
    return email.removeprefix("mailto:").strip().lower()


def is_email(email: str) -> bool:
    """Whether a cleaned address can be one."""
    return len(email) <= MAX_EMAIL and _EMAIL.fullmatch(_ascii(email)) is not None


def domain_of(email: str) -> str:
    """The company domain of an address; empty for public mail providers and for no address."""
    _, _, domain = email.strip().lower().rpartition("@")
    return "" if domain in PUBLIC_MAIL or "." not in domain else domain


def clean_domain(text: str) -> str:
    """The domain in what people type for one: an address of a page, with or without ``www.``."""
    text = text.strip().lower()
    text = text.partition("://")[2] or text
    text = re.split(r"[/?#:]", text, maxsplit=1)[0].rpartition("@")[2]
    return text.removeprefix("www.").rstrip(".")


def is_domain(domain: str) -> bool:
    """Whether a cleaned domain can be one."""
    return len(domain) <= 253 and _DOMAIN.fullmatch(_ascii(domain)) is not None


def lookups_for(domain: str) -> list[str]:
    """The domains under which an account may be known, nearest first: mail.acme.com, acme.com."""
    parts = domain.split(".") if domain else []
    return [".".join(parts[start:]) for start in range(len(parts) - 1)][:4]


def _ascii(text: str) -> str:
    try:
        return text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        return "".join(char if char.isascii() else "x" for char in text)
