"""Give a workshop: its host's view, its projector, and what is taken away."""
