"""Clocks: the policy table, the pure rules over it, and the one door that records a fact."""
