"""The list of complaints: what there is to do, what is late, where to find one."""
