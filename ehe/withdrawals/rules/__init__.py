"""What a notice holds, which answers it needs, in which order they are asked, and the grounds. Pure."""
