"""What people read: results, bars, rules in words, checksums and mails, for the web and the command line.

Knows Jinja and the pure packages; knows no Flask, no database and no election.
"""

from ballot.report.bars import Bar, Line, bars, slate_colours, text_bars
from ballot.report.rendering import render_text, template_folder
from ballot.report.words import counted, in_groups, names_in_words, percent

__all__ = [
    "Bar",
    "Line",
    "bars",
    "counted",
    "in_groups",
    "names_in_words",
    "percent",
    "render_text",
    "slate_colours",
    "template_folder",
    "text_bars",
]
