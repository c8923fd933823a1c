"""What may be done about a complaint, in which order, and when it is done. Pure."""
