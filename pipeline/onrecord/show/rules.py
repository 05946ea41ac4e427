"""The rules as they are listed: what each is for, and the sentences that show it, with the answer marked in them."""

from collections.abc import Iterable

from rich.console import Group
from rich.text import Text

from onrecord.rules import Rule

STYLES = {"cue": "bold italic", "source": "bold underline", "content": "cyan"}


def render_rules(rules: Iterable[Rule], *, counterexamples: bool = False) -> Group:
    """Give what rich prints of rules: name, act, reason and examples (``+``), and counterexamples (``-``) if asked for.

    >>> render_rules([]).renderables
    []
    """
    blocks = []
    for rule in rules:
        block = Text.assemble((rule.name, "bold"), (f" · {rule.act}" if rule.act else "", "dim"), f"\n  {rule.why}\n")
        for example in rule.examples:
            block.append("  + ").append_text(_marked(example)).append("\n")
        for example in rule.counterexamples if counterexamples else ():
            block.append("  - ").append_text(_marked(example)).append("\n")
        blocks.append(block)
    return Group(*blocks)


def _marked(example: str) -> Text:
    """Colour the marks of a sentence and leave them standing, so that it can be copied into a rule."""
    text = Text(example)
    for label, style in STYLES.items():
        text.highlight_regex(rf"\[{label} [^\[\]]*\]", style)
    return text
