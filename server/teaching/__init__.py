"""How the reader is taught: its models and its confidence are fitted on the labelled mail of `tests/corpus`.

`./scripts/teach` runs it. Nothing here is needed to read mail, and nothing else imports it; scikit-learn is a development
dependency.
"""
