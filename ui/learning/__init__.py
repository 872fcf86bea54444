"""The parts of the Learn page: the course, lessons, things to do, review, words, forms, progress."""
