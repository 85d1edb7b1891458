"""A dated case through the policy: what the register would have done, day by day."""
