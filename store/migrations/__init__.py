"""The migrations of the store, forward only.

A new one is a file in versions/ named NNNN_what_it_does.py: copy the newest, name it `revision`,
name the one before `down_revision`, and change tables.py with it; a test holds both equal.
"""
