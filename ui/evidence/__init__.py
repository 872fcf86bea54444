"""The Evidence page: what was read from files, drawn with its reasons, corrected by people."""
