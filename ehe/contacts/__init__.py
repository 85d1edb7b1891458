"""Contact with the family, and whether each child was seen: two things that must never be confused."""
