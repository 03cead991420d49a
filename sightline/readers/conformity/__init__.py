"""How each requirement stands: counted from the records, then judged by people; the two are never mixed."""
