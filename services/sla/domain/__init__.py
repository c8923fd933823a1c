"""What is owed on a complaint, by when, and what follows where it is not done. Pure."""
