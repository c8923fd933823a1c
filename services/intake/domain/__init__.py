"""What a complaint is before anybody judges it. Pure."""
