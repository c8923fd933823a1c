"""One complaint is one story: spans from the request to the last notice (W3C Trace Context)."""
