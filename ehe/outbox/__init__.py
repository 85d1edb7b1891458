"""The outbox: what lands on a desk or leaves the building, each message a row with one deterministic key."""
