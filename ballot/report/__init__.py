"""What people read: results, bars, rules in words, checksums and mails, for the web and the command line.

Knows Jinja and the pure packages; knows no Flask, no database and no election.
"""

from ballot.report.bars import Bar, Line, bars, slate_colours, text_bars
from ballot.report.document import (
    WHAT_IF,
    WHAT_IF_NOTE,
    ElectionCover,
    ResultDocument,
    document_html,
    side_by_side,
)
from ballot.report.pdf import make_pdf, make_pdf_apart
from ballot.report.quotas import members_of, quota_sentence, quota_sentences
from ballot.report.rendering import render_text, template_folder
from ballot.report.rules import KIND_NAMES, RULE_NAMES, USUAL_GRADES, rule_in_words, rule_name
from ballot.report.sheet import CountedContest, SheetView, view_sheet
from ballot.report.words import counted, in_groups, names_in_words, percent

__all__ = [
    "KIND_NAMES",
    "RULE_NAMES",
    "USUAL_GRADES",
    "WHAT_IF",
    "WHAT_IF_NOTE",
    "Bar",
    "CountedContest",
    "ElectionCover",
    "Line",
    "ResultDocument",
    "SheetView",
    "bars",
    "counted",
    "document_html",
    "in_groups",
    "make_pdf",
    "make_pdf_apart",
    "members_of",
    "names_in_words",
    "percent",
    "quota_sentence",
    "quota_sentences",
    "render_text",
    "rule_in_words",
    "rule_name",
    "side_by_side",
    "slate_colours",
    "template_folder",
    "text_bars",
    "view_sheet",
]
