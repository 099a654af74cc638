"""Cells that hold money: plain numbers with an ISO 4217 code beside them."""

from spacegraph.model.columns import matching, number

amount = number(0.000001, 1e15)
currency = matching(r"[A-Z]{3}", "an ISO 4217 code such as CNY or USD")
