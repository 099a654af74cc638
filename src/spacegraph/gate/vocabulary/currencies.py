"""Currencies by their ISO 4217 codes, and the words that sources use instead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_ACTIVE: Final = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
    KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
    MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_ENDED: Final = """
    ANG ATS BEF BGN DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LVL NLG PTE SLL VEB VEF ZWL
"""
CURRENCIES: Final = frozenset(f"{_ACTIVE} {_ENDED}".split())
"""The money of countries in use in 2026 (ISO 4217, list one), and what old sources count in.

Metals, units of account and codes for tests are no currency of a deal. The shape `iso-4217` lists
the same codes.
"""

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rmb": "CNY",
        "cnh": "CNY",
        "yuan": "CNY",
        "renminbi": "CNY",
        "chinese yuan": "CNY",
        "元": "CNY",
        "人民币": "CNY",
        "￥": "CNY",
        "¥": "CNY",
        "cn¥": "CNY",
        "$": "USD",
        "us$": "USD",
        "dollar": "USD",
        "dollars": "USD",
        "us dollar": "USD",
        "us dollars": "USD",
        "美元": "USD",
        "€": "EUR",
        "euro": "EUR",
        "euros": "EUR",
        "欧元": "EUR",
        "£": "GBP",
        "pound": "GBP",
        "pounds": "GBP",
        "英镑": "GBP",
        "hk$": "HKD",
        "港元": "HKD",
        "日元": "JPY",
        "rouble": "RUB",
        "roubles": "RUB",
        "卢布": "RUB",
        "rupee": "INR",
        "rupees": "INR",
    }
)
"""What sources write, in lower case. A bare ¥ is taken as yuan: yen are written JPY or 日元."""


def find_currency(text: str) -> str:
    """Return the code that a text means; empty where it is no currency that is known."""
    plain = text.strip().lower()
    return plain.upper() if plain.upper() in CURRENCIES else WORDS.get(plain, "")
