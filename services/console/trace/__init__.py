"""What happened where, and how long it took: the spans of a complaint through all services."""
