"""Withdrawals: a school's notice, what it asks of us, and the intake of the child."""
