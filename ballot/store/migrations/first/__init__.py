"""The tables of revision 0001, by noun. They are history: a later change of the schema gets its own revision."""
