"""A knowledge file in one page: who is quoted most, by role, kind and outlet, named or not, when, and how sure."""

from onrecord.report.counts import counts
from onrecord.report.page import html

__all__ = ["counts", "html"]
