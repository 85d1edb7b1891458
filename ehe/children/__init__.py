"""The child's page: what every room knows of one child, and what is put right there about home and officer."""
