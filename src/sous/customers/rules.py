"""Pure decisions about customers."""

# Mail providers whose domain says nothing about where somebody works.
PUBLIC_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "sfr.fr",
        "libero.it",
        "virgilio.it",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "126.com",
        "zoho.com",
        "fastmail.com",
        "hey.com",
        "tutanota.com",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "comcast.net",
    ]
)


def domain_of(email: str) -> str:
    """The company domain of an address; empty for public mail providers and for no address."""
    _, _, domain = email.strip().lower().rpartition("@")
    return "" if domain in PUBLIC_MAIL or "." not in domain else domain
