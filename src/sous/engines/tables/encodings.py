"""Which characters the bytes of a file stand for.

A byte order mark decides; else the NULs of UTF-16; else UTF-8 if every byte is valid; else mostly
valid UTF-8 whose stray bytes are read as Windows-1252 (nothing is lost, and a note says where);
else a legacy encoding, judged by which one turns the bytes into letters rather than signs.
"""

from __future__ import annotations

import codecs
import io
import unicodedata
from dataclasses import dataclass

from .errors import TableError
from .sources import CHUNK, Source

STRAY = "sous-windows-1252"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp1251", "cp1250")
_MULTI_BYTE = ("shift_jis", "gb18030", "euc_kr")
_STRAY_SHARE = 0.02
_STRAY_COUNT_LIMIT = 10_000
_SAMPLE = 64 * 1024
_LABELS = {
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "cp1250": "Windows-1250",
    "mac_roman": "MacRoman",
    "shift_jis": "Shift-JIS",
    "gb18030": "GB 18030",
    "euc_kr": "EUC-KR",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec name, how many bytes its mark takes, how to treat bad bytes, and what to tell."""

    name: str
    skip: int = 0
    errors: str = "strict"
    note: str = ""

    @property
    def label(self) -> str:
        return _LABELS.get(self.name, self.name.upper())

    def open(self, source: Source) -> io.TextIOWrapper:
        """The text of the source from behind the mark; line ends stay as they are."""
        reader = source.reader()
        reader.seek(self.skip)
        return io.TextIOWrapper(
            reader.buffered(), encoding=self.name, errors=self.errors, newline=""
        )


def _stray_byte(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: bytes that are no UTF-8, read as Windows-1252 (or C1 controls)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return _windows_1252(bad), error.end


def _windows_1252(data: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


codecs.register_error(STRAY, _stray_byte)


def detect_encoding(source: Source) -> Encoding:
    """Decide the encoding over the whole file. Raises TableError for binary data."""
    start = source.read_at(0, _SAMPLE)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return _checked(source, Encoding(name, skip=len(mark)))
    wide = _utf16_without_mark(start)
    if wide:
        return _checked(source, Encoding(wide))
    strays, first, wide_signs = _scan_utf8(source)
    if strays == 0:
        return Encoding("utf-8")
    if wide_signs * _STRAY_SHARE * 10 >= strays and strays < _STRAY_COUNT_LIMIT:
        places = "place" if strays == 1 else "places"
        note = (
            f"{strays:,} {places} with bytes that are no valid UTF-8 read as Windows-1252; "
            f"the first is at byte {first:,}"
        )
        return Encoding("utf-8", errors=STRAY, note=note)
    return _legacy(source, first)


def _utf16_without_mark(start: bytes) -> str:
    """UTF-16 of mostly Western text has a NUL in every second byte."""
    pairs = len(start) // 2
    if pairs < 4:
        return ""
    even = start[0 : pairs * 2 : 2].count(0) / pairs
    odd = start[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return ""


def _checked(source: Source, encoding: Encoding) -> Encoding:
    """The encoding if every byte of the file fits it, else the lenient form with a note."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    offset = encoding.skip
    try:
        while chunk := source.read_at(offset, CHUNK):
            decoder.decode(chunk)
            offset += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        place = min(source.size, offset + error.start)
        if encoding.name == "utf-8":
            strays, first, _ = _scan_utf8(source)
            note = (
                f"{strays:,} places with bytes that are no valid UTF-8 read as Windows-1252; "
                f"the first is at byte {first:,}"
            )
            return Encoding("utf-8", encoding.skip, STRAY, note)
        note = f"Bytes that are no valid {encoding.label} shown as \ufffd, from byte {place:,} on"
        return Encoding(encoding.name, encoding.skip, "replace", note)
    return encoding


def _scan_utf8(source: Source) -> tuple[int, int, int]:
    """(places that are no UTF-8, byte offset of the first, valid characters beyond ASCII)."""
    strays, first, wide = 0, -1, 0
    rest = b""
    offset = 0
    for chunk in source.chunks():
        data = rest + chunk
        start = 0
        final = offset + len(chunk) >= source.size
        rest = b""
        if data.isascii():
            offset += len(chunk)
            continue
        while start < len(data):
            try:
                data[start:].decode("utf-8")
            except UnicodeDecodeError as error:
                good, bad = start + error.start, start + error.end
                wide += _wide_count(data[start:good])
                if not final and error.reason == "unexpected end of data" and bad == len(data):
                    rest = data[good:]
                    break
                first = offset - (len(data) - len(chunk)) + good if first < 0 else first
                strays += 1
                if strays >= _STRAY_COUNT_LIMIT:
                    return strays, first, wide
                start = bad
            else:
                wide += _wide_count(data[start:])
                break
        offset += len(chunk)
    return strays, first, wide


def _wide_count(data: bytes) -> int:
    """Characters beyond ASCII in valid UTF-8: every lead byte is one."""
    return 0 if data.isascii() else sum(1 for byte in data if byte >= 0xC0)


def _legacy(source: Source, first: int) -> Encoding:
    """The one-byte or East Asian encoding under which the odd bytes make the most sense."""
    sample = _odd_lines(source, first)
    if not sample or _controls(sample) > 0.02:
        raise TableError(
            "This is not a text file",
            where=f"byte {max(first, 0):,} fits no text encoding",
            fix="Export it as CSV in UTF-8, or as .xlsx.",
        )
    scores = {name: _score(sample, name) for name in (*_SINGLE_BYTE, *_MULTI_BYTE)}
    best = max(scores, key=lambda name: scores[name])
    encoding = Encoding(best, errors=STRAY if best == "cp1252" else "replace")
    note = f"The file is not UTF-8 (byte {first:,}); it was read as {encoding.label}"
    return Encoding(encoding.name, errors=encoding.errors, note=note)


def _odd_lines(source: Source, first: int) -> bytes:
    """Up to 64 KiB of lines that have bytes beyond ASCII, from the first such line on."""
    data = source.read_at(max(0, first - 2_000), 16 * _SAMPLE)
    lines: list[bytes] = []
    size = 0
    for line in data.replace(b"\r", b"\n").split(b"\n"):
        if not line.isascii():
            lines.append(line[:4_000])
            size += len(lines[-1])
            if size > _SAMPLE:
                break
    return b"\n".join(lines)


def _controls(data: bytes) -> float:
    return sum(1 for byte in data if byte < 32 and byte not in b"\t\n\r\x0b\x0c") / len(data)


def _score(sample: bytes, name: str) -> float:
    """How plausible the characters beyond ASCII are under this encoding; higher is better."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError as error:
        if name in _MULTI_BYTE and error.end < len(sample) - 4:
            return -1.0
        text = sample.decode(name, "replace")
    odd = [place for place, sign in enumerate(text) if ord(sign) > 127]
    if not odd:
        return -1.0
    judge = _east_asian if name in _MULTI_BYTE else _western
    total = sum(judge(text, place, name) for place in odd)
    return total / len(odd)


def _east_asian(text: str, place: int, name: str) -> float:
    """Characters of the script the encoding is for; its own syllables count most."""
    code = ord(text[place])
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    if any(sign.isascii() and sign.isalpha() for sign in around) and all(map(str.isascii, around)):
        return -0.6  # one such character inside a Latin word is a misread accent
    if name == "shift_jis":
        if 0x3040 <= code <= 0x30FF:
            return 1.3
        if 0xFF61 <= code <= 0xFF9F:  # half-width kana: what one-byte text is mistaken for
            return -0.5
    if name == "euc_kr" and 0xAC00 <= code <= 0xD7A3:
        return 1.2
    if 0x4E00 <= code <= 0x9FFF:
        return 0.9 if name == "gb18030" else 0.5
    if 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF60:
        return 0.8
    return -1.0


_COMMON = {
    "cp1252": set("äöüßÄÖÜéèêëàâçîïôûùœÉÈÀÇñáíóúÑ¿¡ãõåøæÅØÆ"),
    "mac_roman": set("äöüßÄÖÜéèêëàâçîïôûùœÉÈÀÇñáíóúÑ¿¡ãõåøæÅØÆ"),
    "cp1250": set("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰ"),
    "cp1251": set("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ"),
}
_QUOTES = set("‘’“”–—…€•«»°£§\u00a0")


def _western(text: str, place: int, name: str) -> float:
    """Letters inside words score, signs in the middle of a word count against."""
    sign = text[place]
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    inside = before.isalpha() or after.isalpha()
    if sign == "\ufffd" or unicodedata.category(sign) == "Cc":
        return -1.0
    if name == "cp1251":
        if not sign.isalpha():
            return 0.2 if sign in _QUOTES else -0.3
        # Cyrillic comes in words: a lone Cyrillic letter among Latin ones is a misreading.
        alone = not (_cyrillic(before) or _cyrillic(after))
        if alone:
            return -0.6
        return 1.1 if sign in _COMMON[name] else 0.7 if before in " \n\"'(" else 0.1
    if sign.isalpha():
        base = 0.9 if sign in _COMMON[name] else 0.1
        if sign.isupper() and before.isalpha() and before.islower():
            base -= 0.8
        return base - (0.05 if name != "cp1252" else 0.0)
    if sign in _QUOTES:
        between = before.isalpha() and after.isalpha() and sign != "’"
        return -0.4 if between else 0.7
    return -0.6 if inside else 0.0


def _cyrillic(sign: str) -> bool:
    return "\u0400" <= sign <= "\u04ff"
