"""Measure what the documentation states: start, reruns, the engine."""
