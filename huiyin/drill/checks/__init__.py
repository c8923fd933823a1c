"""What must hold after the drill, read from databases, stream and mailbox, not from our own code.

Each check takes what was found and returns a verdict: what it looked at, and what is wrong.
"""
