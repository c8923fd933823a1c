"""How the regulation judges a complaint, and when a person may judge otherwise. Pure."""
