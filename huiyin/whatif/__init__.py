"""What would have been: history under another regulation, without touching it (试算)."""
