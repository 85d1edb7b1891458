"""The education: what was asked, shown and promised, and a named person's decision on evidence."""
