"""An invented council with invented schools and people, for trying, training and measuring.

What the tables hold is what the rules give: every household's life is played through the same pure
rules, day by day where something is due, and only the rows are written in bulk.
"""
