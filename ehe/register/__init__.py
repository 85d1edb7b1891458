"""The register itself: children, households, adults, addresses and the entries of each child."""
