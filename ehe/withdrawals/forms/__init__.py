"""The forms of a notice: what the school is asked, and what is decided about it at intake."""
