"""How Sphinx builds the documentation site (scripts/site/build.py)."""

project = "ballot"
copyright = "the authors of ballot"
extensions = ["myst_parser"]
myst_heading_anchors = 4
myst_enable_extensions = ["strikethrough"]
html_theme = "furo"
html_title = "ballot"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
