"""Countries by their ISO 3166 code, as people write them in tables."""

_LIST = """
AE United Arab Emirates|AR Argentina|AT Austria|AU Australia|BA Bosnia and Herzegovina|BD Bangladesh
BE Belgium|BG Bulgaria|BH Bahrain|BO Bolivia|BR Brazil|BY Belarus|CA Canada|CH Switzerland|CL Chile
CN China|CO Colombia|CR Costa Rica|CY Cyprus|CZ Czechia|DE Germany|DK Denmark|DO Dominican Republic
DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|ES Spain|ET Ethiopia|FI Finland|FR France
GB United Kingdom|GE Georgia|GH Ghana|GR Greece|GT Guatemala|HK Hong Kong|HR Croatia|HU Hungary
ID Indonesia|IE Ireland|IL Israel|IN India|IS Iceland|IT Italy|JM Jamaica|JO Jordan|JP Japan
KE Kenya|KH Cambodia|KR South Korea|KW Kuwait|KZ Kazakhstan|LB Lebanon|LI Liechtenstein|LK Sri Lanka
LT Lithuania|LU Luxembourg|LV Latvia|MA Morocco|MC Monaco|MD Moldova|ME Montenegro
MK North Macedonia|MT Malta|MU Mauritius|MX Mexico
MY Malaysia|NG Nigeria|NL Netherlands|NO Norway|NP Nepal
NZ New Zealand|OM Oman|PA Panama|PE Peru|PH Philippines|PK Pakistan|PL Poland|PR Puerto Rico
PT Portugal|PY Paraguay|QA Qatar|RO Romania|RS Serbia|RU Russia|SA Saudi Arabia|SE Sweden
SG Singapore|SI Slovenia|SK Slovakia|SN Senegal|TH Thailand|TN Tunisia|TR Türkiye|TW Taiwan
TZ Tanzania|UA Ukraine|UG Uganda|US United States|UY Uruguay|VE Venezuela|VN Vietnam
ZA South Africa|ZM Zambia|ZW Zimbabwe
"""
NAMES = {entry[:2]: entry[3:] for entry in _LIST.strip().replace("\n", "|").split("|")}
_OTHER_NAMES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "usa": "US", "united states of america": "US", "u.s.": "US", "u.s.a.": "US", "america": "US",
    "the netherlands": "NL", "holland": "NL", "deutschland": "DE", "österreich": "AT",
    "schweiz": "CH", "suisse": "CH", "españa": "ES", "italia": "IT", "belgique": "BE",
    "belgië": "BE", "sverige": "SE", "norge": "NO", "danmark": "DK", "suomi": "FI", "polska": "PL",
    "brasil": "BR", "méxico": "MX", "turkey": "TR", "czech republic": "CZ", "uae": "AE",
    "republic of ireland": "IE", "korea": "KR", "gbr": "GB", "deu": "DE", "fra": "FR", "esp": "ES",
    "ita": "IT", "nld": "NL", "aut": "AT", "che": "CH", "bel": "BE", "irl": "IE", "swe": "SE",
    "nor": "NO", "dnk": "DK", "fin": "FI", "pol": "PL", "prt": "PT", "can": "CA", "aus": "AU",
    "nzl": "NZ", "jpn": "JP", "chn": "CN", "ind": "IN", "bra": "BR", "mex": "MX",
}  # fmt: skip
_CODES = {name.casefold(): code for code, name in NAMES.items()} | _OTHER_NAMES


def country_code(text: str) -> str | None:
    """The two-letter code for a code or a name; None when nobody knows it."""
    text = text.strip()
    if len(text) == 2 and text.isascii() and text.isalpha() and text.lower() != "uk":
        return text.upper()
    return _CODES.get(text.casefold())


def country_name(code: str) -> str:
    """“Germany” for DE; the code itself where it has no name here."""
    return NAMES.get(code, code)
