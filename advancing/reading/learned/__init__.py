"""What is learned from labelled mail: for which field a value stands, and which fields a sentence answers.

Plain log-linear models over words, cues and layout. They are fitted by `scripts/teach`; their weights are JSON beside this
file. They give opinions; the rules and the order of the day decide with them.
"""
