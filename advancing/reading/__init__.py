"""Reading venue mail: from the words of a mail to fields with confidence, open questions and tone."""

from advancing.reading.reader import read

__all__ = ["read"]
