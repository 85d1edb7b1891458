"""Closing an entry: a coded reason, its evidence, nothing open that it blocks on, and a second person."""
