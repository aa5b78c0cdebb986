"""What two officers may still change after the freeze: the roll, lost tokens, the contact, who runs the election."""
