"""Documents: files that people hand in, kept by their content, given out only by the room they belong to."""
