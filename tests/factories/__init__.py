"""Small makers of people and histories for tests."""
