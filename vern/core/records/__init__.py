"""The spine: what has a number, a unit, a confidentiality and a life owns one Record."""
