"""What people read: results, bars, rules in words, checksums and mails, rendered for the web and the command line alike.

Knows Jinja and the pure packages; knows no Flask, no database and no election.
"""

from ballot.report.bars import Bar, Line, bars, slate_colours, text_bars
from ballot.report.rendering import render_text, template_folder
from ballot.report.words import counted, in_groups, names_in_words, percent, rule_in_words

__all__ = [
    "Bar",
    "Line",
    "bars",
    "counted",
    "in_groups",
    "names_in_words",
    "percent",
    "render_text",
    "rule_in_words",
    "slate_colours",
    "template_folder",
    "text_bars",
]
