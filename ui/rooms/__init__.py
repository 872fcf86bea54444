"""Rooms of workshops while they are under way: what the server keeps of them, and the pages on phones."""
