"""Practice elections and the demo: made-up members, trustees whom the server plays, acts as in a real election."""
