"""The climb: the sweep takes the rungs, and a referral is chased until a named person has it."""
