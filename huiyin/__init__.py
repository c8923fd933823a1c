"""The operator's command: start, watch and stop a whole Huiyin on one machine."""
