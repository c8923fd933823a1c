"""One complaint: what was said, how grave it is and why, who owes what by when, what happened."""
