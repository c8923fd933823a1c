"""Two months of made-up complaints, played through the real services, for somebody to look at."""
