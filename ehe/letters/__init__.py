"""Text to post: who it is to, what may stand in it, how it looks."""
