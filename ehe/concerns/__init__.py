"""Concerns about a child's welfare, the rating a person gives, and complaints about us, kept apart."""
