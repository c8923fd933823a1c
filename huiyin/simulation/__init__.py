"""All services in one process: on one clock, over whatever store and bus they are given."""
