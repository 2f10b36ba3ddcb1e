"""What of a mail is quoted and what its writer said: lines, history marks, signatures, answers typed into our mail.

The parts of `advancing.reading.own_words`, which is the door to them.
"""
