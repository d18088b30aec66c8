"""How long the words and persons of records are kept; what is erased is shown first, and approved."""
