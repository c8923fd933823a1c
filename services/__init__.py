"""The independent services; none imports another (see `shared.contracts` for what they share)."""
