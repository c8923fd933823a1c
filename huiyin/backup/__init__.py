"""Backup and restore to a point in time, of all databases and the stream as one (decision 0008)."""
