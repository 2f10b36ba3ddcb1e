"""The domain of advancing a show: fields, checklist, status, draft rules, reading, approvals, follow-ups.

Pure and typed: nothing here does I/O, reads a clock or a setting. The floors above pass in what it needs.
"""
