"""Values of the domain: dates, money, identifiers, claims."""
