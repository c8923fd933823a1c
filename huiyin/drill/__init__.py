"""The crash drill: the real system under load while everything around it breaks, then the proof.

Clients ask and keep their own record; a saboteur kills, cuts, fills and steps; afterwards what lies
in the databases, the stream and the mailbox is held against the record.
"""
