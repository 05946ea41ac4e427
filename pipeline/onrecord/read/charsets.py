"""Bytes to text: in the charset that they are in."""

import codecs
import re

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^<>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSETS = re.compile(r"utf-8|iso8859-\d+|cp\d+|koi8|mac|shift_jis|euc_|gb|big5|tis-620|iso2022")


def decode(data: bytes, *, page: bool = False, label: str = "") -> str | None:
    """Turn bytes into text: UTF-8 if they are, else the charset they declare, else Windows-1252; None if none fits.

    A byte order mark declares a charset and is not part of the text; so do the head of a page and of XML (``page``),
    and whoever served it (``label``).

    >>> decode(b"caf\\xc3\\xa9") == decode(b"caf\\xe9") == "café"
    True
    """
    if data.startswith(UTF16):
        return decoded(data, "utf-16")
    declared = _DECLARED.search(data[:4096]) if page else None
    labels = [label, declared[1].decode("ascii", "replace") if declared else ""]
    names = ("utf-8-sig", *(_charset(one) for one in labels if one), "cp1252")
    return next((text for name in names if name and (text := decoded(data, name)) is not None), None)


def decoded(data: bytes, name: str) -> str | None:
    """Turn bytes into text by one charset, or give None where they are not in it.

    >>> decoded(b"caf\\xe9", "utf-8") is None
    True
    """
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _charset(label: str) -> str | None:
    """Give the codec for a label a page declares; Latin-1 means Windows-1252 on the web."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name == "iso8859-1":
        return "cp1252"
    return name if _CHARSETS.match(name) else None
