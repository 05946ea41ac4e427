"""The same people across articles: links.jsonl, a ledger with the reason of each link, and people.jsonl."""

from onrecord.link.evidence import PersonVerdict
from onrecord.link.ledger import LINKS, PEOPLE
from onrecord.link.linking import Linked, link
from onrecord.link.newsroom import read_list

__all__ = ["LINKS", "PEOPLE", "Linked", "PersonVerdict", "link", "read_list"]
