"""V0 and V1: the file, the chain of events, and what it is compared with."""
