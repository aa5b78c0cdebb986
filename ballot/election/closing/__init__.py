"""How the voting ends: its times, a stop, closing early, calling off."""
